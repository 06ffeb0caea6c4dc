import { audioReferences, plays } from '../../../schemas/topics.ts'
import type { ListenerId, Play, PlayId, TrackId } from '../../../schemas/generated.ts'
import { ConfigError } from '../../engine/errors.ts'
import { partitionOf } from '../../engine/partition.ts'
import type { RecordProducer } from '../../engine/runtime/context.ts'
import { openProducer } from '../../engine/runtime/record-producer.ts'
import { readTopic } from '../../engine/runtime/runtime.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import type { InputOf } from '../../engine/topic.ts'
import { record } from '../../engine/topic.ts'
import { EXIT } from '../output/exit-codes.ts'
import type { OutputStreams } from '../output/output-streams.ts'
import type { RecordOutput } from '../output/record-output.ts'
import { exportEntries, ExportFault } from './export-entries.ts'
import type { ExportFile } from './export-files.ts'
import { parseEntry } from './exported-listen.ts'
import { countedEntries, importCounts } from './import-counts.ts'
import type { ImportCounts } from './import-counts.ts'
import { importedPlay, importedPlayId } from './imported-play.ts'
import { libraryMatcher } from './library-match.ts'
import type { LibraryMatcher, MatchedReference } from './library-match.ts'

export interface ImportPort {
  readonly runtime: Runtime
  readonly output: RecordOutput
  readonly err: OutputStreams['err']
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  /** Epoch ms. */
  readonly nowMs: number
}

export interface ImportPlan {
  readonly listener: ListenerId
  readonly files: readonly ExportFile[]
  /** Else it is only said what would be written. */
  readonly execute: boolean
}

const BATCH = 1_000
const SAY_EVERY = 100_000
/** No service that is imported from is older; exports hold times near 1970 where a device had no clock. */
const EARLIEST_MS = Date.UTC(2000, 0)

/**
 * Writes the listens of exports into `plays`, at the times when they happened, one entry at a time. What is not found in the
 * library is printed. The plays of the listener are read before, so that each is written once however often the command is given,
 * and one that was interrupted goes on.
 * @throws {ConfigError} {SlipstreamError} @returns the exit code.
 */
export async function importHistory(port: ImportPort, { listener, files, execute }: ImportPlan): Promise<number> {
  const { runtime, output, err } = port
  const matcher = await readLibrary(runtime)
  const written = await readImported(runtime, listener)
  const counts = importCounts()
  const producer = execute ? await openProducer(runtime, [plays]) : null
  const writer = playWriter(producer)
  const importing: Importing = { port, listener, matcher, written, counts, write: writer.write }
  try {
    for (const file of files) await importFile(importing, file)
    await writer.flush()
  } catch (error) {
    if (!(error instanceof ExportFault)) throw error
    await writer.flush()
    err(`${error.message}. What came before it ${execute ? 'was' : 'would be'} imported.`)
    err(countedEntries(counts, execute))
    return EXIT.failure
  } finally {
    await output.flush()
    await producer?.close()
  }
  err(countedEntries(counts, execute))
  if (port.signal.aborted) {
    err('It was interrupted: give the same command again, and it goes on.')
    return EXIT.interrupted
  }
  if (!execute) err('Nothing was written. Add --execute to do it.')
  return counts.unreadable > 0 ? EXIT.absent : EXIT.ok
}

interface Importing {
  readonly port: ImportPort
  readonly listener: ListenerId
  readonly matcher: LibraryMatcher
  readonly written: ImportedIds
  readonly counts: ImportCounts
  write(play: Play): Promise<void>
}

/** @throws {ExportFault} which names the file. */
async function importFile(importing: Importing, file: ExportFile): Promise<void> {
  const { port, counts } = importing
  let entry = 0
  try {
    for await (const value of exportEntries(await file.open())) {
      if (isAborted(port.signal)) return
      entry += 1
      counts.entries += 1
      if (counts.entries % SAY_EVERY === 0) port.err(`${counts.entries} entries read.`)
      await importEntry(importing, value, { file: file.name, entry })
    }
  } catch (error) {
    if (!(error instanceof ExportFault)) throw error
    throw new ExportFault(`${file.name}, after ${entry} entries: ${error.message}`)
  }
}

const isAborted = (signal: AbortSignal): boolean => signal.aborted

interface Place {
  readonly file: string
  /** From 1. */
  readonly entry: number
}

async function importEntry(importing: Importing, value: unknown, place: Place): Promise<void> {
  const { port, listener, matcher, written, counts } = importing
  const parsed = parseEntry(value)
  if (parsed.kind === 'left-out') {
    counts.leaveOut(parsed.why)
    return
  }
  if (parsed.kind === 'unreadable') {
    counts.unreadable += 1
    await port.output.line(JSON.stringify({ reason: 'unreadable', ...place }))
    return
  }
  const { listen } = parsed
  const isPossible = listen.at >= EARLIEST_MS && listen.at <= port.nowMs
  const match = isPossible ? matcher.match(listen) : IMPOSSIBLE_TIME
  if (match.kind === 'none') {
    const { source, at, artist, title, album } = listen
    counts.miss(match.why)
    await port.output.line(
      JSON.stringify({ reason: match.why, source, at, artist, title, album, nearest: match.nearest, ...place }),
    )
    return
  }
  if (!written.add(importedPlayId(listener, listen))) {
    counts.there += 1
    return
  }
  const play = importedPlay(listener, listen, match.track)
  counts.take(play.event)
  await importing.write(play)
}

const IMPOSSIBLE_TIME = { kind: 'none', why: 'impossible-time', nearest: null } as const

/** Without a producer nothing is written. */
function playWriter(producer: RecordProducer | null) {
  let waiting: Play[] = []
  const flush = async () => {
    const batch = waiting.map((play) => record(plays, play.listenerId, play, play.arrivedAt))
    waiting = []
    if (batch.length > 0) await producer?.send(batch)
  }
  return {
    flush,
    async write(play: Play) {
      waiting.push(play)
      if (waiting.length >= BATCH) await flush()
    },
  }
}

/** @throws {ConfigError} where there is no track yet. */
async function readLibrary(runtime: Runtime): Promise<LibraryMatcher> {
  const tracks = new Map<TrackId, MatchedReference>()
  await readTopic(runtime, audioReferences, ({ key, value }) => {
    if (value === null) tracks.delete(key)
    else {
      const { trackId, title, artist, album, durationMs, artists, albumArtist, musicBrainz } = value
      const recordingId = musicBrainz?.recordingId ?? null
      tracks.set(key, { trackId, title, artist, album, durationMs, artists, albumArtist, recordingId })
    }
  })
  if (tracks.size > 0) return libraryMatcher(tracks.values())
  throw new ConfigError('The library has no tracks yet: start Slipstream with your music, and import when it has been scanned.') // prettier-ignore
}

/** The imported plays of a listener, by so much of their ids that it fits a number: of a million, two are alike once in 10^4. */
interface ImportedIds {
  /** False: it is there already. */
  add(id: PlayId): boolean
}

async function readImported(runtime: Runtime, listener: ListenerId): Promise<ImportedIds> {
  const ids = new Set<number>() // as many as the listener's imported plays
  const numberOf = (id: PlayId): number => Number.parseInt(id.slice(0, 13), 16)
  const of = partitionOf(Buffer.from(listener), runtime.partitionsOf.get(plays.name) ?? plays.partitions)
  const remember = ({ key, value }: InputOf<typeof plays>) => {
    if (key !== listener) return
    if (value === null) ids.clear()
    else if (value.importedFrom !== null) ids.add(numberOf(value.playId))
  }
  await readTopic(runtime, plays, remember, [{ topic: plays.name, partition: of }])
  return {
    add(id) {
      const { size } = ids
      return ids.add(numberOf(id)).size > size
    },
  }
}
