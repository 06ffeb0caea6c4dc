import type { LibraryCheck } from '../../schemas/generated.ts'
import type { EdgeContext } from '../../streams/engine/runtime/context.ts'
import { debouncedSignal } from './edge/change-signal.ts'
import { checkWhenRequested, keepChecking } from './edge/keep-checking.ts'
import type { CheckOptions } from './edge/keep-checking.ts'
import { keepScanning } from './edge/keep-scanning.ts'
import { openScanner } from './edge/scanner.ts'
import type { ScanResult, Scanner } from './edge/scanner.ts'
import { openPlaylistFiles } from './edge/playlist-files.ts'
import { scanReporter } from './edge/scan-reporter.ts'
import { openTagReader } from './edge/tag-reader.ts'
import { libraryPlaylistTable } from '../shared/playlists/library-playlists.ts'
import type { MusicLibrary } from './library.ts'
import type { ScanCounts } from './progress.ts'
import { knownChecks, knownFailures, knownReferences, newestScan } from './scan-library.ts'
import { libraryChecks } from '../../schemas/topics.ts'
import type { audioReferences, libraryPlaylists, libraryScans, trackAliases } from '../../schemas/topics.ts'
import { record } from '../../streams/engine/topic.ts'

export interface ScanOptions {
  readonly libraries: readonly MusicLibrary[]
  /** Names this Slipstream, from start to start: of the tracks that several found, each removes its own. */
  readonly instance: string
  /** How long a track whose library folder is away or not configured is remembered. */
  readonly forgetAfterMs: number
  /** Days in which every file is read again, also one that looks unchanged; 0: only on request. */
  readonly checkDays: number
  /** Whether to scan again whenever a folder changes, until the context's signal aborts; otherwise it returns after one scan. */
  readonly watch: boolean
  /** Writes generated music into a library: while it is being scanned when `watch` is set, otherwise before the scan. */
  generate?(): Promise<void>
}

/**
 * Scans the library folders, and writes to the topic what differs from it. An interrupted scan is completed by the next one.
 * @throws {SlipstreamError} `kafka-unavailable` when records cannot be written; and what `generate` throws.
 */
export async function runScanLibrary(context: EdgeContext, options: ScanOptions): Promise<void> {
  const { libraries, watch, generate } = options
  const { log, signal } = context
  const [references, failures, last, checks, playlists, producer] = await Promise.all([
    context.materialise(knownReferences),
    context.materialise(knownFailures),
    context.materialise(newestScan),
    context.materialise(knownChecks),
    context.materialise(libraryPlaylistTable),
    context.producer(),
  ])
  const { away = [], mounted = [], problems = [] } = last.content.value ?? {}
  const tags = openTagReader(context.log)
  const reporter = scanReporter(
    async (record) => {
      await producer.send<typeof libraryScans>([record])
    },
    Date.now,
    { away, mounted },
    problems,
  )
  const scanner = openScanner(libraries, references.content, {
    ...{ instance: options.instance, forgetAfterMs: options.forgetAfterMs, mountedBefore: mounted },
    ...{ failures: failures.content, log, signal, tags, now: Date.now, skipUnstable: watch },
    onProgress: (counts, current) => reporter.progress(counts, current),
    send: async (records) => {
      await producer.send<typeof audioReferences>(records)
    },
    sendAliases: async (records) => {
      await producer.send<typeof trackAliases>(records)
    },
  })
  const playlistFiles = openPlaylistFiles({
    ...{ known: playlists.content, instance: options.instance, log, now: Date.now },
    send: async (records) => {
      await producer.send<typeof libraryPlaylists>(records)
    },
  })
  const onResult = async (result: ScanResult): Promise<void> => {
    await playlistFiles.follow(result.playlists)
    if (isWorthLogging(result)) log.info({ ...result.counts }, summary(result.counts))
    await reporter.completed(result, watch ? 'watching' : 'finished')
  }
  const scanOnce = async (): Promise<void> => {
    reporter.started()
    await onResult(await scanner.scan())
  }
  try {
    const generated = generate?.() ?? Promise.resolve()
    const changes = debouncedSignal()
    const onNotified = () => tags.prepare(libraries)
    const scanning = { scanner, log, signal, changes, onNotified, onStart: reporter.started, onResult }
    const checking = {
      ...{ instance: options.instance, days: options.checkDays, references: references.content, checks, log, signal },
      now: Date.now,
      ...rereading(scanner, watch ? { notify: changes.notify } : { scanOnce }),
      onScanRequest: changes.notify,
      send: async (check: LibraryCheck) => {
        await producer.send<typeof libraryChecks>([record(libraryChecks, options.instance, check, Date.now())])
      },
    }
    if (watch) await Promise.all([generated, keepScanning(scanning), keepChecking(checking)])
    else {
      await generated
      await checkWhenRequested(checking)
      await scanOnce()
    }
  } catch (error) {
    if (!signal.aborted) throw error
    log.info('The scan was interrupted; the next one completes it.')
  } finally {
    await Promise.all([tags.close(), producer.close()])
  }
}

/** Lets the scanner read files that look unchanged: soon, or where a library is scanned once, when that is waited for. */
function rereading(
  scanner: Scanner,
  { notify, scanOnce }: { notify?: () => void; scanOnce?: () => Promise<void> },
): Pick<CheckOptions, 'onChanged' | 'scanned'> {
  const rereads: Promise<void>[] = []
  return {
    onChanged(file) {
      rereads.push(scanner.reread(file))
      notify?.()
    },
    async scanned() {
      if (rereads.length === 0) return
      await scanOnce?.()
      await Promise.all(rereads.splice(0))
    },
  }
}

/** Most scans of a watched library change nothing. */
function isWorthLogging({ counts }: ScanResult): boolean {
  return counts.new + counts.changed + counts.removed + counts.putAway + counts.failed > 0
}

function summary(counts: ScanCounts): string {
  const { found, unchanged, duplicate, removed, putAway, failed } = counts
  return (
    `Scanned the library: ${found} files, ${counts.new} new tracks, ${counts.changed} changed, ${unchanged} unchanged, ` +
    `${duplicate} copies, ${removed} removed, ${putAway} not here now, ${failed} unreadable, ${counts.withoutFile} without a file.`
  )
}
