import type { Context } from '../../streams/engine/runtime/context.ts'
import { keepScanning } from './edge/keep-scanning.ts'
import { openScanner } from './edge/scan.ts'
import type { Library, Pass } from './edge/scan.ts'
import { scanReporter } from './edge/scan-reporter.ts'
import { openTagReader } from './edge/tag-reader.ts'
import type { Counts } from './progress.ts'
import { knownReferences } from './scan-library.ts'
import type { audioReferences, libraryScans } from '../../schemas/topics.ts'

export interface ScanOptions {
  readonly libraries: readonly Library[]
  /** Whether to scan again whenever a folder changes, until the context's signal aborts; otherwise `run` returns after one scan. */
  readonly watch: boolean
  /** Writes generated music into a library: while it is being scanned when `watch` is set, otherwise before the scan. */
  generate?(): Promise<void>
}

/**
 * Scans the library folders, and writes to the topic what differs from it. An interrupted scan is completed by the next one.
 * @throws {SlipstreamError} `kafka-unavailable` when records cannot be written; and what `generate` throws.
 */
export async function run(context: Context, { libraries, watch, generate }: ScanOptions): Promise<void> {
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
    leavesYoung: watch,
    onProgress: (counts, current) => reporter.progressed(counts, current),
    send: async (records) => {
      await producer.send<typeof audioReferences>(records)
    },
  })
  const onPass = async (pass: Pass): Promise<void> => {
    if (isWorthLogging(pass)) log.info({ ...pass.counts }, summary(pass.counts))
    await reporter.passed(pass, watch ? 'watching' : 'finished')
    context.setReady('library', true)
  }
  const scanOnce = async (): Promise<void> => {
    reporter.began()
    await onPass(await scanner.pass())
  }
  try {
    const generated = generate?.() ?? Promise.resolve()
    if (watch) await Promise.all([generated, keepScanning({ scanner, log, signal, onBegin: reporter.began, onPass })])
    else await generated.then(scanOnce)
  } catch (error) {
    if (!signal.aborted) throw error
    log.info('The scan was interrupted; the next one completes it.')
  } finally {
    await Promise.all([tags.close(), producer.close()])
  }
}

/** Most scans of a watched library change nothing. */
function isWorthLogging({ counts, troubles }: Pass): boolean {
  return counts.new + counts.changed + counts.removed + troubles.length > 0
}

function summary(counts: Counts): string {
  const { found, unchanged, duplicate, removed, failed } = counts
  return (
    `Scanned the library: ${found} files, ${counts.new} new tracks, ${counts.changed} changed, ${unchanged} unchanged, ` +
    `${duplicate} copies, ${removed} removed, ${failed} unreadable, ${counts.missing} without a file.`
  )
}
