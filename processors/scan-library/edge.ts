import type { Context } from '../../streams/engine/runtime/context.ts'
import { demoLibraryFolder, isDemo } from '../../streams/app/config.ts'
import type { Config } from '../../streams/app/config.ts'
import { makeDemoLibrary } from '../../streams/app/demo/demo-library.ts'
import { fmaLibrary } from './edge/fma-library.ts'
import { keepScanning } from './edge/keep-scanning.ts'
import { openScanner } from './edge/scan.ts'
import type { Library, Pass } from './edge/scan.ts'
import { scanReporter } from './edge/scan-reporter.ts'
import { openTagReader } from './edge/tag-reader.ts'
import type { Counts } from './progress.ts'
import { knownReferences } from './scan-library.ts'
import type { audioReferences, libraryScans } from '../../schemas/topics.ts'

/**
 * Scans every configured library folder, sends what differs from the topic, and goes on doing so whenever the folders
 * change, until it is asked to stop; without a configured folder it makes the demo library meanwhile, and scans that.
 * With SLIPSTREAM_WATCH off it returns after one pass. Whatever is cut short, the next scan goes on.
 * @throws {SlipstreamError} `kafka-unavailable` when what was found cannot be sent.
 */
export async function run(context: Context): Promise<void> {
  const { config, log, signal } = context
  const watches = config.SLIPSTREAM_WATCH === 'on'
  const [view, producer] = await Promise.all([context.materialise(knownReferences), context.producer()])
  const tags = openTagReader()
  const reporter = scanReporter(async (record) => {
    await producer.send<typeof libraryScans>([record])
  }, Date.now)
  const scanner = openScanner(librariesOf(config), new Map(view.content), {
    log,
    signal,
    tags,
    now: Date.now,
    leavesYoung: watches,
    onProgress: (counts, current) => reporter.progressed(counts, current),
    send: async (records) => {
      await producer.send<typeof audioReferences>(records)
    },
  })
  const onPass = async (pass: Pass): Promise<void> => {
    if (isWorthSaying(pass)) log.info({ ...pass.counts }, summary(pass.counts))
    await reporter.passed(pass, watches ? 'watching' : 'finished')
    context.setReady('library', true)
  }
  const scan = async (): Promise<void> => {
    reporter.began()
    await onPass(await scanner.pass())
  }
  try {
    const demo = isDemo(config) ? makeDemo(context) : Promise.resolve()
    if (watches) await Promise.all([demo, keepScanning({ scanner, log, signal, onBegin: reporter.began, onPass })])
    else await demo.then(scan)
  } catch (error) {
    if (!signal.aborted) throw error
    log.info('The scan was stopped; the next one goes on from here.')
  } finally {
    await Promise.all([tags.close(), producer.close()])
  }
}

/** Where the music is: the configured folders and data set, or the demo library. */
function librariesOf(config: Config): readonly Library[] {
  const demo = demoLibraryFolder(config)
  const folders = isDemo(config) ? [demo] : config.SLIPSTREAM_MUSIC
  const libraries = folders.map((folder): Library => ({ folder, origin: folder === demo ? 'demo' : 'folder' }))
  const fma = config.SLIPSTREAM_FMA
  if (fma === undefined) return libraries
  const dataSet = fmaLibrary(fma, {
    subset: config.SLIPSTREAM_FMA_SUBSET ?? null,
    limit: config.SLIPSTREAM_FMA_LIMIT ?? null,
    sample: config.SLIPSTREAM_FMA_SAMPLE ?? null,
    seed: config.SLIPSTREAM_FMA_SEED,
  })
  return [...libraries, { folder: fma, origin: 'fma', dataSet }]
}

async function makeDemo({ config, log, signal }: Context): Promise<void> {
  const report = (done: number, total: number, title: string) =>
    log.info({ done, total, title }, `Making the demo library: ${done} of ${total}.`)
  await makeDemoLibrary(demoLibraryFolder(config), report, { signal })
}

/** Later passes mostly find nothing. */
function isWorthSaying({ counts, troubles }: Pass): boolean {
  return counts.new + counts.changed + counts.removed + troubles.length > 0
}

function summary(counts: Counts): string {
  const { found, unchanged, duplicate, removed, failed } = counts
  return (
    `Scanned the library: ${found} files, ${counts.new} new tracks, ${counts.changed} changed, ${unchanged} unchanged, ` +
    `${duplicate} copies, ${removed} removed, ${failed} unreadable, ${counts.missing} without a file.`
  )
}
