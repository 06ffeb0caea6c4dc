import { constants, setPriority } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import { backoff } from '../../engine/backoff.ts'
import { HEALTHY_AFTER_MS, isCrashLoop } from '../../engine/crash-loop.ts'
import { ConfigError, SlipstreamError } from '../../engine/errors.ts'
import { createLogger } from '../../engine/log.ts'
import { metricsPublisher } from '../../engine/runtime/metrics-publisher.ts'
import type { MetricsPublisher } from '../../engine/runtime/metrics-publisher.ts'
import { metricsRecorder } from '../../engine/runtime/metrics-recorder.ts'
import { processUsage } from '../../engine/runtime/process-usage.ts'
import { openProducer } from '../../engine/runtime/record-producer.ts'
import { connectRuntime } from '../../engine/runtime/runtime.ts'
import type { ProcessContext, Runtime } from '../../engine/runtime/runtime.ts'
import { startWatchdog } from '../../engine/runtime/watchdog.ts'
import { processorMetrics } from '../../../schemas/topics.ts'
import { applicationOf } from '../application.ts'
import type { Config } from '../config.ts'
import { claimDataFolder } from '../data-folder.ts'
import { openCrashRecord } from '../run/crash-record.ts'
import type { CrashRecord } from '../run/crash-record.ts'
import type { ConfiguredProcessor } from '../run/main.ts'
import { isProcessorName, mains } from '../run/mains.ts'
import { measuredProcess } from '../run/measured-process.ts'

/** Longest time for finishing the batch at hand. */
const STOP_WITHIN_MS = 8_000
/** Retrying within the process is cheaper than a new process; after this time it exits, and its supervisor decides. */
const RETRY_KAFKA_FOR_MS = 30_000
const LONGEST_BACKOFF_MS = 2_000
/** Longest time that a processor in a crash loop waits until its metrics are published. */
const PUBLISH_FIRST_WITHIN_MS = 5_000

/**
 * Runs one copy of one processor until SIGTERM, SIGINT, or the death of the parent that holds its IPC channel.
 * @throws {ConfigError} when there is no such processor; else what ended it.
 */
export async function run(name: string, config: Config): Promise<void> {
  if (!isProcessorName(name)) {
    throw new ConfigError(`There is no processor "${name}". There are: ${Object.keys(mains).join(', ')}.`)
  }
  claimDataFolder(config.SLIPSTREAM_DATA)
  const log = createLogger(name, config.SLIPSTREAM_LOG_LEVEL)
  const { signal, stop } = stopSignal(log)
  const crashes = openCrashRecord(config.SLIPSTREAM_DATA, name)
  const failures: unknown[] = []
  const fail = (error: unknown) => {
    failures.push(error)
    crashes.crashed(error)
    stop('a reader cannot go on')
  }
  process.on('uncaughtExceptionMonitor', crashes.crashed)
  setTimeout(crashes.healthy, HEALTHY_AFTER_MS).unref()
  try {
    const main = await mains[name]()
    const processor = main(config)
    if (processor.node.latency === 'batch') setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
    startWatchdog(name, config.SLIPSTREAM_STUCK_AFTER_MS)
    const runtime = await connected(config, { name, log, signal, fail })
    await runMeasured(processor, measured(runtime, name, crashes), crashes)
  } catch (error) {
    if (!signal.aborted) {
      crashes.crashed(error)
      throw error
    }
    log.debug({ err: error }, 'Stopping interrupted this.')
  }
  if (failures.length > 0) throw failures[0]
  crashes.ended()
  log.info('Stopped.')
  process.exit() // kafkajs may hold a timer or a socket for some time
}

type MeasuredRuntime = Runtime & Required<Pick<Runtime, 'processMetrics'>>

function measured(runtime: Runtime, name: string, crashes: CrashRecord): MeasuredRuntime {
  const process = measuredProcess(name, runtime.settings.dataFolder, globalThis.process.env)
  const metrics = metricsRecorder(process, crashes.current)
  return { ...runtime, metrics, processMetrics: async () => metrics.snapshot(await processUsage()) }
}

/** Publishes metrics while a processor runs; in a crash loop before it may crash again, so that others can tell. */
async function runMeasured(
  processor: ConfiguredProcessor,
  runtime: MeasuredRuntime,
  crashes: CrashRecord,
): Promise<void> {
  const publisher = publisherOf(runtime)
  publisher.start()
  if (isCrashLoop(crashes.current().crashesInRow))
    await Promise.race([publisher.publish(), wait(PUBLISH_FIRST_WITHIN_MS, undefined, { ref: false })])
  try {
    await processor.run(runtime)
  } catch (error) {
    if (!runtime.signal.aborted) crashes.crashed(error)
    throw error
  } finally {
    await publisher.stop(crashes.hasCrashed() ? 'crashed' : 'in order')
  }
}

/** Has a producer of its own, which is not measured. */
function publisherOf({ kafka, codec, log, processMetrics }: MeasuredRuntime): MetricsPublisher {
  return metricsPublisher({
    topic: processorMetrics,
    log,
    snapshot: processMetrics,
    openProducer: () => openProducer({ kafka, codec }, [processorMetrics]),
    nowMs: Date.now,
  })
}

/** Connecting has no side effects, so it is retried within the process. */
async function connected(config: Config, context: ProcessContext): Promise<Runtime> {
  const { log, signal } = context
  const untilMs = performance.now() + RETRY_KAFKA_FOR_MS
  for (let failures = 1; ; failures += 1) {
    try {
      return await connectRuntime(applicationOf(config), context)
    } catch (error) {
      const isTransient = error instanceof SlipstreamError && error.retriable
      if (!isTransient || signal.aborted || performance.now() > untilMs) throw error
      if (failures === 1) log.info({ err: error }, 'Kafka does not answer yet. Retrying.')
      await wait(Math.min(backoff(failures), LONGEST_BACKOFF_MS), undefined, { signal })
    }
  }
}

function stopSignal(log: Logger): { readonly signal: AbortSignal; stop(why: string): void } {
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
  return { signal: stop.signal, stop: onStop }
}
