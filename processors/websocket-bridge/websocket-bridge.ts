import type { Bridge } from '../../streams/engine/processor.ts'
import { feedback, playlists, plays, queues, recommendations } from '../../schemas/topics.ts'
import { libraryIndex } from '../shared/similarity/library-index-table.ts'
import { catalogue } from './catalogue.ts'

/**
 * Where listeners meet the streams: what they do becomes plays, what is recommended is pushed to them.
 *
 * - A play is acknowledged once Kafka has it; the player resends it until then, so it arrives at least once.
 * - A recommendation is advice: the newest of each listener is pushed, read ahead of its transaction's commit. One that
 *   was aborted comes again as its twin with the same id.
 * - What is shown is what the serving model recommends. The feedback of each model goes to every connected player and to /metrics.
 * - Playlists and queues are read back: what a listener changed is shown once it has come by, so that every copy of the bridge
 *   shows the same.
 */
export const websocketBridge: Bridge<
  typeof recommendations | typeof feedback | typeof playlists | typeof queues,
  typeof plays | typeof playlists | typeof queues
> & {
  readonly name: 'websocket-bridge'
} = {
  kind: 'bridge',
  name: 'websocket-bridge',
  from: [recommendations, feedback, playlists, queues],
  to: [plays, playlists, queues],
  reads: [catalogue, libraryIndex],
  latency: 'interactive',
}
