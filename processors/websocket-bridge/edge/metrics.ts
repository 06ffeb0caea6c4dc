import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

const LATENCY_SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]
/** The delay of the event loop is sampled so often: at the usual 10 ms that alone is half of what an idle bridge costs. */
const LOOP_PRECISION_MS = 100

/** What the bridge counts; each bridge has its own registry, so that several can live in one process. */
export function createMetrics() {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOP_PRECISION_MS })
  return {
    registry,
    connections: new Gauge({
      name: 'slipstream_live_connections',
      help: 'Players that are connected now.',
      registers,
    }),
    cut: new Counter({
      name: 'slipstream_live_connections_cut_total',
      help: 'Connections that were cut because the player read too slowly or did not answer a ping.',
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

export type Metrics = ReturnType<typeof createMetrics>
