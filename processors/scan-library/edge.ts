import type { EdgeContext } from '../../streams/engine/runtime/context.ts'
import { keepScanning } from './edge/keep-scanning.ts'
import { openScanner } from './edge/scanner.ts'
import type { ScanResult } from './edge/scanner.ts'
import { scanReporter } from './edge/scan-reporter.ts'
import { openTagReader } from './edge/tag-reader.ts'
import type { MusicLibrary } from './library.ts'
import type { ScanCounts } from './progress.ts'
import { knownReferences } from './scan-library.ts'
import type { audioReferences, libraryScans } from '../../schemas/topics.ts'

export interface ScanOptions {
  readonly libraries: readonly MusicLibrary[]
  /** Whether to scan again whenever a folder changes, until the context's signal aborts; otherwise it returns after one scan. */
  readonly watch: boolean
  /** Writes generated music into a library: while it is being scanned when `watch` is set, otherwise before the scan. */
  generate?(): Promise<void>
}

/**
 * Scans the library folders, and writes to the topic what differs from it. An interrupted scan is completed by the next one.
 * @throws {SlipstreamError} `kafka-unavailable` when records cannot be written; and what `generate` throws.
 */
export async function runScanLibrary(context: EdgeContext, { libraries, watch, generate }: ScanOptions): Promise<void> {
  const { log, signal } = context
  const [view, producer] = await Promise.all([context.materialise(knownReferences), context.producer()])
  const tags = openTagReader()
  const reporter = scanReporter(async (record) => {
    await producer.send<typeof libraryScans>([record])
  }, Date.now)
  const scanner = openScanner(libraries, new Map(view.content), {
    log,
    signal,
    tags,
    now: Date.now,
    skipUnstable: watch,
    onProgress: (counts, current) => reporter.progress(counts, current),
    send: async (records) => {
      await producer.send<typeof audioReferences>(records)
    },
  })
  const onResult = async (result: ScanResult): Promise<void> => {
    if (isWorthLogging(result)) log.info({ ...result.counts }, summary(result.counts))
    await reporter.completed(result, watch ? 'watching' : 'finished')
  }
  const scanOnce = async (): Promise<void> => {
    reporter.started()
    await onResult(await scanner.scan())
  }
  try {
    const generated = generate?.() ?? Promise.resolve()
    if (watch)
      await Promise.all([generated, keepScanning({ scanner, log, signal, onStart: reporter.started, onResult })])
    else await generated.then(scanOnce)
  } catch (error) {
    if (!signal.aborted) throw error
    log.info('The scan was interrupted; the next one completes it.')
  } finally {
    await Promise.all([tags.close(), producer.close()])
  }
}

/** Most scans of a watched library change nothing. */
function isWorthLogging({ counts, problems }: ScanResult): boolean {
  return counts.new + counts.changed + counts.removed + problems.length > 0
}

function summary(counts: ScanCounts): string {
  const { found, unchanged, duplicate, removed, failed } = counts
  return (
    `Scanned the library: ${found} files, ${counts.new} new tracks, ${counts.changed} changed, ${unchanged} unchanged, ` +
    `${duplicate} copies, ${removed} removed, ${failed} unreadable, ${counts.withoutFile} without a file.`
  )
}
