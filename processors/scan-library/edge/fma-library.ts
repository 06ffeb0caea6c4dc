import { statSync } from 'node:fs'
import { join } from 'node:path'
import { chosen, isWithin } from '../fma/choice.ts'
import type { FmaChoice } from '../fma/choice.ts'
import { described } from '../fma/described.ts'
import { idOfPath, SUBSETS } from '../fma/row.ts'
import type { FmaTrack, Subset } from '../fma/row.ts'
import type { DataSet } from '../library.ts'
import type { FoundFile } from '../reference.ts'
import { fmaTables } from './fma-tables.ts'

const METADATA = 'fma_metadata'

/** Why a folder does not hold the data set; null when it does. */
export function fmaProblem(folder: string): string | null {
  if (!isThere(join(folder, METADATA, 'tracks.csv')))
    return `The folder ${folder} has no ${METADATA}/tracks.csv: unpack fma_metadata.zip into it, beside fma_small or another.`
  if (!SUBSETS.some((subset) => isThere(join(folder, `fma_${subset}`))))
    return `The folder ${folder} has none of ${SUBSETS.map((subset) => `fma_${subset}`).join(', ')}: unpack one of them there.`
  return null
}

/**
 * The Free Music Archive's data set for music analysis (Defferrard et al. 2017), as its archives unpack. Holds in memory
 * the ids of the wanted tracks, and the descriptions of new files.
 */
export function fmaLibrary(folder: string, choice: FmaChoice): DataSet {
  const tables = fmaTables(join(folder, METADATA))
  let version = ''
  let wanted: ReadonlySet<number> = new Set()
  let details: ReadonlyMap<number, FmaTrack> = new Map()

  const read = async (keep: (id: number) => boolean, signal: AbortSignal): Promise<void> => {
    const subset = choice.subset ?? largest(folder)
    const ids = new Set<number>()
    const kept = new Map<number, FmaTrack>()
    for await (const track of tables.tracks(signal)) {
      if (!isWithin(track.subset, subset)) continue
      ids.add(track.id)
      if (keep(track.id)) kept.set(track.id, track)
    }
    wanted = ids
    details = kept
  }

  return {
    roots: () => [audioFolder(folder, choice.subset ?? largest(folder))],
    async choose(files, isNew, signal) {
      const byId = new Map(files.flatMap((file) => idsOf(file).map((id) => [id, file] as const)))
      const now = await tables.version()
      if (now !== version) {
        await read((id) => byId.has(id), signal)
        version = now
      } else {
        const newIds = new Set([...byId].flatMap(([id, file]) => (wanted.has(id) && isNew(file) ? [id] : [])))
        details = new Map()
        if (newIds.size > 0) await read((id) => newIds.has(id), signal)
      }
      const there = [...byId.keys()].filter((id) => wanted.has(id))
      const picked = chosen(there, choice).flatMap((id) => byId.get(id) ?? [])
      return { files: picked, withoutFile: wanted.size - there.length }
    },
    describe(reference) {
      const track = details.get(idOfPath(`/${reference.path}`) ?? 0)
      return track === undefined ? reference : described(reference, track)
    },
  }
}

function idsOf({ path }: FoundFile): readonly number[] {
  const id = idOfPath(`/${path}`)
  return id === null ? [] : [id]
}

/** The audio folder of a subset, or of the smallest present subset that includes it. */
function audioFolder(folder: string, subset: Subset): string {
  const holding = SUBSETS.filter((each) => isWithin(subset, each)).map((each) => `fma_${each}`)
  return holding.find((name) => isThere(join(folder, name))) ?? `fma_${subset}`
}

function largest(folder: string): Subset {
  return [...SUBSETS].reverse().find((subset) => isThere(join(folder, `fma_${subset}`))) ?? 'full'
}

/** A path of a disk that gives an error is not there: the walk says so. */
function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return false
  }
}
