import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { groupedLibrary } from '../../processors/group-tracks/grouped-library.ts'
import { fmaTables } from '../../processors/scan-library/edge/fma-tables.ts'
import { described } from '../../processors/scan-library/fma/described.ts'
import { trackId } from '../../schemas/generated.ts'
import { referenceOf } from '../support/builders.ts'
import { distinctIds, fmaPath, rowsLikeTheTable, writeFmaMetadata } from '../support/fma.ts'
import type { Figure } from './figures.ts'

/** As the real tracks.csv has. */
const ROWS = 106_574
const BATCH = 500
/** What reading the table may take beyond what the process had, however many rows there are. */
const GOAL_MIB = 100
const MIB = 2 ** 20

/**
 * The import of a tracks.csv of the size and shape of the Free Music Archive: the memory that reading it takes, and its albums and
 * artists beside those that the table itself counts.
 */
export async function fmaBench(progress: (line: string) => void): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-fma-'))
  try {
    await writeFmaMetadata(folder, rowsLikeTheTable(ROWS))
    const metadata = join(folder, 'fma_metadata')
    progress(
      `A table of ${ROWS} rows and ${Math.round(statSync(join(metadata, 'tracks.csv')).size / 1e6)} MB is there.`,
    )
    const mib = await readingMib(metadata)
    progress('It is read.')
    const counted = await entitiesIn(metadata)
    return [...figures(mib), ...counted]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const figures = (mib: number): readonly Figure[] => [
  {
    ...{ name: 'library', subject: `reading an FMA table of ${ROWS} rows`, metric: 'resident memory beyond the start' },
    ...{ value: mib, unit: 'MiB', goal: GOAL_MIB, met: mib <= GOAL_MIB },
  },
]

/** The most that the process grows while the rows are read. */
async function readingMib(metadata: string): Promise<number> {
  const before = process.memoryUsage().rss
  let most = before
  let rows = 0
  for await (const { id } of fmaTables(metadata).tracks(new AbortController().signal)) {
    rows += Number(id > 0)
    if (rows % 1_000 === 0) most = Math.max(most, process.memoryUsage().rss)
  }
  if (rows !== ROWS) throw new Error(`${rows} rows were read.`)
  return (most - before) / MIB
}

/** Groups what an import writes. */
async function entitiesIn(metadata: string): Promise<readonly Figure[]> {
  const library = groupedLibrary.create()
  const made = { albums: new Set<string>(), artists: new Set<string>() }
  let waiting = 0
  const settle = () => {
    waiting = 0
    for (let records = library.outstanding(0); records.length > 0; records = library.outstanding(0)) {
      for (const each of records) {
        library.applyWritten(each)
        if (each.topic === 'albums' && each.value?.sourceId != null) made.albums.add(each.key)
        if (each.topic === 'artists' && each.value !== null) made.artists.add(each.key)
        if (each.value === null) [made.albums, made.artists].forEach((all) => all.delete(each.key))
      }
    }
  }
  for await (const track of fmaTables(metadata).tracks(new AbortController().signal)) {
    const id = trackId(String(track.id))
    const own = referenceOf(id, { source: 'fma', library: '/fma', path: fmaPath('large', track.id) })
    library.applyReference(id, described(own, track))
    if ((waiting += 1) >= BATCH) settle()
  }
  settle()
  const rows = [...rowsLikeTheTable(ROWS)]
  const beside = (subject: string, value: number, goal: number): Figure => ({
    ...{
      name: 'library',
      subject: `FMA, ${ROWS} rows`,
      metric: `${subject}, goal: those of the table`,
      value,
      unit: '',
    },
    ...{ goal, met: value === goal },
  })
  return [
    beside('albums with an id', made.albums.size, distinctIds(rows.map(({ albumId }) => albumId))),
    beside('artists', made.artists.size, distinctIds(rows.map(({ artistId }) => artistId))),
  ]
}
