import { resolve, sep } from 'node:path'
import { compareCopies, filesOf, standingUnread } from '../../../processors/scan-library/copies.ts'
import { knownReferences } from '../../../processors/scan-library/scan-library.ts'
import type { AudioReference, FileCopy, TrackId } from '../../../schemas/generated.ts'
import { audioReferences } from '../../../schemas/topics.ts'
import { openProducer } from '../../engine/runtime/record-producer.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import { record } from '../../engine/topic.ts'
import type { RecordOf } from '../../engine/topic.ts'
import type { Config } from '../config.ts'
import { connectClient } from '../connect-client.ts'
import { readTopic } from '../../engine/runtime/runtime.ts'
import { EXIT } from '../output/exit-codes.ts'
import type { OutputStreams } from '../output/output-streams.ts'

/** A library folder that tracks are known of. */
export interface LibraryFolder {
  readonly folder: string
  readonly tracks: number
  readonly notHere: number
  /** Since when the first of them is not here, ISO 8601; null when all are. */
  readonly notHereSince: string | null
}

/** The folders of the files that stand for tracks, in order. */
export function libraryFoldersIn(references: Iterable<AudioReference>): readonly LibraryFolder[] {
  const folders = new Map<string, { tracks: number; notHere: number; since: number }>()
  for (const { library, absentSince } of references) {
    const folder = folders.get(library) ?? { tracks: 0, notHere: 0, since: Infinity }
    folder.tracks += 1
    if (absentSince !== null) {
      folder.notHere += 1
      folder.since = Math.min(folder.since, absentSince)
    }
    folders.set(library, folder)
  }
  return [...folders]
    .map(([folder, { tracks, notHere, since }]) => {
      return { folder, tracks, notHere, notHereSince: notHere === 0 ? null : new Date(since).toISOString() }
    })
    .sort((a, b) => (a.folder < b.folder ? -1 : 1))
}

/** What forgetting a folder does to a track with a file in it. */
export interface Forgetting {
  readonly reference: AudioReference
  /** The track without its files in the folder; null: it had no others, and is forgotten. */
  readonly left: AudioReference | null
}

/**
 * @param folder absolute path; library folders below it are forgotten, too. Where none is of that name to the byte, its accented
 * letters may be in another form: a terminal composes them, and some disks do not.
 */
export function forgettingOf(references: Iterable<AudioReference>, folder: string): readonly Forgetting[] {
  const all = [...references]
  const exact = forgettingWhere(
    all,
    inFolder(folder, (path) => path),
  )
  return exact.length > 0
    ? exact
    : forgettingWhere(
        all,
        inFolder(folder, (path) => path.normalize('NFC')),
      )
}

function inFolder(folder: string, form: (path: string) => string): (file: FileCopy) => boolean {
  const start = form(folder.endsWith(sep) ? folder : folder + sep)
  return ({ library }) => (form(library) + sep).startsWith(start)
}

function forgettingWhere(
  references: readonly AudioReference[],
  isIn: (file: FileCopy) => boolean,
): readonly Forgetting[] {
  return references.flatMap((reference): readonly Forgetting[] => {
    const files = filesOf(reference)
    const [first, ...copies] = files.filter((file) => !isIn(file)).sort(compareCopies)
    if (first === undefined) return [{ reference, left: null }]
    if (copies.length + 1 === files.length) return []
    return [{ reference, left: standingUnread(reference, first, copies) }]
  })
}

/** Prints one line of JSON for each library folder. @returns the exit code. */
export async function listLibrary(config: Config, streams: OutputStreams): Promise<number> {
  return listFolders(await connectClient(config, 'library'), streams)
}

export async function listFolders(runtime: Runtime, streams: OutputStreams): Promise<number> {
  const references = await referencesOf(runtime)
  for (const folder of libraryFoldersIn(references.values())) streams.out(JSON.stringify(folder))
  return EXIT.ok
}

const RECORDS_AT_ONCE = 500

/** Forgets the tracks of a folder, or prints which it would forget. @returns the exit code. */
export async function forgetLibrary(
  config: Config,
  folder: string,
  options: ForgetOptions,
  streams: OutputStreams,
): Promise<number> {
  return forgetFolder(await connectClient(config, 'library'), folder, options, streams)
}

export interface ForgetOptions {
  readonly execute?: boolean
}

export async function forgetFolder(
  runtime: Runtime,
  folder: string,
  { execute = false }: ForgetOptions,
  streams: OutputStreams,
): Promise<number> {
  const forgetting = forgettingOf((await referencesOf(runtime)).values(), resolve(folder))
  if (forgetting.length === 0) {
    streams.err(`No track is known in ${resolve(folder)}: "npx slipstream library list" shows which folders there are.`)
    return EXIT.absent
  }
  const gone = forgetting.filter(({ left }) => left === null)
  if (execute) await write(runtime, forgetting)
  for (const { reference } of gone) {
    const { trackId: id, title, artist, path, absentSince } = reference
    streams.out(JSON.stringify({ trackId: id, title, artist, path, isHere: absentSince === null, forgotten: execute }))
  }
  const here = gone.filter(({ reference }) => reference.absentSince === null).length
  if (here > 0) streams.err(`${counted(here)} of these are here now: a scan of their folder finds them again.`)
  streams.err(
    execute
      ? `${counted(gone.length)} forgotten.`
      : `${counted(gone.length)} would be forgotten; nothing was. Add --execute to do it.`,
  )
  return EXIT.ok
}

const counted = (tracks: number): string => `${tracks} ${tracks === 1 ? 'track' : 'tracks'}`

async function write(runtime: Runtime, forgetting: readonly Forgetting[]): Promise<void> {
  const producer = await openProducer(runtime, [audioReferences])
  const now = Date.now()
  const records = forgetting.map(({ reference, left }): RecordOf<typeof audioReferences> =>
    record(audioReferences, reference.trackId, left, now),
  )
  try {
    for (let sent = 0; sent < records.length; sent += RECORDS_AT_ONCE)
      await producer.send<typeof audioReferences>(records.slice(sent, sent + RECORDS_AT_ONCE))
  } finally {
    await producer.close()
  }
}

async function referencesOf(runtime: Runtime): Promise<ReadonlyMap<TrackId, AudioReference>> {
  const references = knownReferences.create()
  await readTopic(runtime, audioReferences, (reference) => knownReferences.apply(references, reference))
  return references
}
