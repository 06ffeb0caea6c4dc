import { constants, setPriority } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { RunJob } from '../../engine/offloaded.ts'
import { backoff } from '../../engine/backoff.ts'
import type { Config } from '../config.ts'
import { ConfigError } from '../config.ts'
import { SlipstreamError } from '../../engine/errors.ts'
import { createLogger } from '../../engine/log.ts'
import { connectService } from '../../engine/runtime/service.ts'
import type { Service } from '../../engine/runtime/service.ts'
import { openJobRunner } from '../../engine/workers/job-runner.ts'
import { startWatchdog } from '../../engine/runtime/watchdog.ts'
import { listenerProfiles, recommendations, shadowProfiles } from '../../../schemas/topics.ts'
import { topology } from '../topology.ts'

/** How each processor of the topology is run; each loads only the edge that it needs. */
export const runners: Readonly<Record<string, (service: Service) => Promise<void>>> = {
  async 'scan-library'(service) {
    const { runScanLibrary } = await import('../run/scan-library.ts')
    await runScanLibrary(service)
  },
  async 'extract-features'(service) {
    const [{ extractFeatures }, { openAnalyserPool }] = await Promise.all([
      import('../../../processors/extract-features/extract-features.ts'),
      import('../../../processors/extract-features/edge.ts'),
    ])
    const { analyse: ask, hasFfmpeg, close } = openAnalyserPool(service.config, service.log)
    try {
      if (await hasFfmpeg()) await service.tryAgain(extractFeatures.name, 'needs-ffmpeg')
      await service.runEnricher(extractFeatures, (record) => ask(record, service.signal))
    } finally {
      await close()
    }
  },
  async 'train-index'(service) {
    const { trainIndex } = await import('../../../processors/train-index/train-index.ts')
    await withJobs((runJob) => service.runEventSourced(trainIndex, runJob))
  },
  async 'index-tracks'(service) {
    const { indexTracks } = await import('../../../processors/index-tracks/index-tracks.ts')
    await withJobs((runJob) => service.runEventSourced(indexTracks, runJob))
  },
  async recommend(service) {
    const [{ recommend, recommender }, { modelsToRun }] = await Promise.all([
      import('../../../processors/recommend/recommend.ts'),
      import('../../../processors/recommend/edge/models.ts'),
    ])
    const [model] = modelsToRun(service.config)
    await service.runProcessor(
      model === undefined
        ? recommend
        : recommender({ name: recommend.name, model, to: recommendations, changelog: listenerProfiles }),
    )
  },
  'recommend-shadow-1': (service) => runShadow(service, 0),
  'recommend-shadow-2': (service) => runShadow(service, 1),
  async 'monitor-feedback'(service) {
    const { monitorFeedback } = await import('../../../processors/monitor-feedback/monitor-feedback.ts')
    await service.runProcessor(monitorFeedback)
  },
  async 'mongo-sink'(service) {
    const { run: sink } = await import('../../../processors/mongo-sink/edge.ts')
    await sink(service.context([]))
  },
  async 'websocket-bridge'(service) {
    const [{ websocketBridge }, { run: bridge }] = await Promise.all([
      import('../../../processors/websocket-bridge/websocket-bridge.ts'),
      import('../../../processors/websocket-bridge/edge.ts'),
    ])
    await bridge(service.context(websocketBridge.to))
  },
}

/** Nobody waits for its lists: they gather until their commit. */
async function runShadow(service: Service, place: number): Promise<void> {
  const [{ shadow }, { modelsToRun }] = await Promise.all([
    import('../../../processors/recommend/shadows.ts'),
    import('../../../processors/recommend/edge/models.ts'),
  ])
  const model = modelsToRun(service.config)[place + 1]
  const changelog = shadowProfiles[place]
  if (model === undefined || changelog === undefined) {
    throw new ConfigError(
      `recommend-shadow-${place + 1} has no model: name at least ${place + 2} in SLIPSTREAM_MODELS, separated by commas.`,
    )
  }
  await service.runProcessor(shadow(`recommend-shadow-${place + 1}`, changelog, model), { isAwaited: false })
}

/** Jobs on the index take long: a worker thread runs them, so that the consumer keeps its membership. */
async function withJobs(runEventSourced: (runJob: RunJob) => Promise<void>): Promise<void> {
  const jobs = openJobRunner(new URL('../../../processors/shared/similarity/training/jobs.ts', import.meta.url))
  try {
    await runEventSourced(jobs.run)
  } finally {
    await jobs.close()
  }
}

/** The longest that a process may take to finish what it has at hand. */
const STOP_WITHIN_MS = 8_000
/** Waiting for Kafka in place costs less than starting anew; after this time whoever has started this decides. */
const WAIT_FOR_KAFKA_MS = 30_000
const LOOK_AT_KAFKA_EVERY_MS = 2_000

/** What stands between a play and its suggestion; the others give way to them where processors are few. */
const AWAITED = new Set(['recommend', 'websocket-bridge'])

/**
 * Runs one copy of one processor until SIGTERM, SIGINT, or the death of the parent that holds its IPC channel.
 * @throws {ConfigError} when there is no such processor; else what ended it.
 */
export async function run(name: string, config: Config): Promise<void> {
  const runner = runners[name]
  if (runner === undefined) {
    throw new ConfigError(
      `There is no processor "${name}". There are: ${topology.map((each) => each.name).join(', ')}.`,
    )
  }
  const log = createLogger(name, config.SLIPSTREAM_LOG_LEVEL)
  if (!AWAITED.has(name)) setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  startWatchdog(name, config.SLIPSTREAM_STUCK_AFTER_MS)
  const stop = stopSignal(log)
  try {
    await runner(await connected(name, config, log, stop))
  } catch (error) {
    if (!stop.aborted) throw error
    log.debug({ err: error }, 'Stopping interrupted this.')
  }
  log.info('Stopped.')
  process.exit() // kafkajs may hold a timer or a socket for a while yet
}

/** Nothing has been done yet that could be left half done: connecting is tried again in the same process. */
async function connected(name: string, config: Config, log: Logger, stop: AbortSignal): Promise<Service> {
  const untilMs = performance.now() + WAIT_FOR_KAFKA_MS
  for (let failures = 1; ; failures += 1) {
    try {
      return await connectService(name, config, log, stop)
    } catch (error) {
      const isAway = error instanceof SlipstreamError && error.retriable
      if (!isAway || stop.aborted || performance.now() > untilMs) throw error
      if (failures === 1) log.info({ err: error }, 'Kafka is waited for.')
      await wait(Math.min(backoff(failures), LOOK_AT_KAFKA_EVERY_MS), undefined, { signal: stop })
    }
  }
}

function stopSignal(log: Logger): AbortSignal {
  const stop = new AbortController()
  const onStop = (why: string) => {
    if (stop.signal.aborted) return
    log.info({ why }, 'Stopping.')
    stop.abort()
    setTimeout(() => {
      log.error('Stopping took too long.')
      process.exit(1)
    }, STOP_WITHIN_MS).unref()
  }
  process.once('SIGTERM', () => onStop('SIGTERM'))
  process.once('SIGINT', () => onStop('SIGINT'))
  process.once('disconnect', () => onStop('parent gone'))
  return stop.signal
}
