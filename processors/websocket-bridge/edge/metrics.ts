import type { Feedback, ProcessMetrics } from '../../../schemas/generated.ts'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { isOfWrongClock } from '../feedback.ts'
import { processorMetricFamilies } from '../processor-metrics.ts'
import { processMetricsStore, processorMetricsText } from './processor-metrics.ts'

const LATENCY_SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]
/** The delay of the event loop is sampled so often: at the usual 10 ms that alone is half of what an idle bridge costs. */
const LOOP_PRECISION_MS = 1_000

/** Gauges of each model, from its newest window of feedback. */
const FEEDBACK = {
  offered: 'Tracks offered.',
  started: 'Offered tracks that were started.',
  finished: 'Offered tracks that were heard to the end.',
  skipped: 'Offered tracks that were skipped.',
  liked: 'Offered tracks that were liked.',
  satisfaction: 'Share of the offered tracks that pleased, of those of which it is known.',
  score: 'How well lists foresaw what listeners did next, -1 to 1.',
  coverage: 'Share of the library that was offered.',
} as const

/** @returns a function that takes each record of feedback. */
function feedbackGauges(registers: Registry[]): (record: Feedback) => void {
  const labelNames = ['model'] as const
  const gauges = Object.entries(FEEDBACK).map(([field, help]) => {
    const name = `slipstream_feedback_${field}`
    return [
      field as keyof typeof FEEDBACK,
      new Gauge({ name, help: `${help} In the newest hour.`, labelNames, registers }),
    ] as const
  })
  const seconds = (name: string, help: string) =>
    new Gauge({ name: `slipstream_feedback_${name}_seconds`, help, labelNames: ['model', 'quantile'], registers })
  const took = seconds('time_to_suggestion', 'From a play to the sending of its recommendation, in the newest hour.')
  const stale = seconds(
    'staleness',
    'Age of the newest play that a list knew of at the next start of a track, in the newest hour.',
  )
  const newest = new Map<string, number>()
  return (record) => {
    const { model, windowStart } = record
    const known = newest.get(model) ?? 0
    if (windowStart < known && !isOfWrongClock(known, windowStart)) return
    newest.set(model, windowStart)
    for (const [field, gauge] of gauges) gauge.set({ model }, record[field] ?? NaN)
    const set = (gauge: typeof took, quantile: string, ms: number | null) =>
      gauge.set({ model, quantile }, ms === null ? NaN : ms / 1_000)
    set(took, '0.5', record.timeToSuggestionP50Ms)
    set(took, '0.99', record.timeToSuggestionP99Ms)
    set(stale, '0.5', record.stalenessP50Ms)
    set(stale, '0.99', record.stalenessP99Ms)
  }
}

/**
 * What the bridge exports: its own metrics, and those of the processes of all processors. Each bridge has a registry of its own,
 * so that several can live in one process.
 * @param ownProcess the newest figures of this process; without it they are missing.
 */
export function createMetrics(ownProcess?: () => Promise<ProcessMetrics>) {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOP_PRECISION_MS })
  const processes = processMetricsStore(() => performance.now())
  return {
    registry,
    processes,
    /** In the text format of Prometheus. The own process is shown as it is now, also while Kafka is unavailable. */
    async text(): Promise<string> {
      const own = await ownProcess?.()
      if (own !== undefined) processes.apply(`${own.processor}/${own.instance}`, own)
      return `${await ownText(registry)}\n\n${await processorMetricsText(processes.current())}`
    },
    onFeedback: feedbackGauges(registers),
    connections: new Gauge({
      name: 'slipstream_live_connections',
      help: 'Players that are connected now.',
      registers,
    }),
    streams: new Gauge({
      name: 'slipstream_audio_streams',
      help: 'Audio that is being sent now.',
      registers,
    }),
    cut: new Counter({
      name: 'slipstream_live_connections_cut_total',
      help: 'Connections that were cut because the player read too slowly, did not answer a ping, or sent far too much.',
      labelNames: ['why'] as const,
      registers,
    }),
    playsAccepted: new Counter({
      name: 'slipstream_plays_accepted_total',
      help: 'Plays that were acknowledged: Kafka has them.',
      registers,
    }),
    playsRefused: new Counter({
      name: 'slipstream_plays_refused_total',
      help: 'Plays that were answered with an error.',
      labelNames: ['code'] as const,
      registers,
    }),
    playToAck: new Histogram({
      name: 'slipstream_play_to_ack_seconds',
      help: 'From the arrival of a play to its acknowledgement.',
      buckets: LATENCY_SECONDS,
      registers,
    }),
    pushes: new Counter({
      name: 'slipstream_recommendations_pushed_total',
      help: 'Recommendations that were given to a connected player.',
      registers,
    }),
    eventToPush: new Histogram({
      name: 'slipstream_event_to_push_seconds',
      help: 'From the arrival of a play to the push of the recommendation that it caused.',
      buckets: LATENCY_SECONDS,
      registers,
    }),
    requests: new Histogram({
      name: 'slipstream_http_request_duration_seconds',
      help: 'Duration of HTTP requests.',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: LATENCY_SECONDS,
      registers,
    }),
    errors: new Counter({
      name: 'slipstream_bridge_errors_total',
      help: 'Requests that failed for a reason of our own.',
      registers,
    }),
  }
}

/**
 * Leaves out the families that are exported of every process. They are computed too: the event loop's percentiles are set by
 * the same call as its lag.
 */
async function ownText(registry: Registry): Promise<string> {
  const names = registry.getMetricsAsArray().map(({ name }) => name)
  const texts = await Promise.all(
    names.map(async (name) => [name, await registry.getSingleMetricAsString(name)] as const),
  )
  return texts
    .filter(([name]) => !Object.hasOwn(processorMetricFamilies, name))
    .map(([, text]) => text)
    .join('\n\n')
}

export type Metrics = ReturnType<typeof createMetrics>
