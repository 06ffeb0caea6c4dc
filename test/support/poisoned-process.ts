import { emptyProfile } from '../../processors/recommend/profile.ts'
import { listenerProfiles, plays, recommendations } from '../../schemas/topics.ts'
import { recommendationId } from '../../schemas/generated.ts'
import { parseConfig } from '../../streams/app/config.ts'
import { createLogger } from '../../streams/engine/log.ts'
import { startWatchdog } from '../../streams/engine/runtime/watchdog.ts'
import { processor } from '../../streams/engine/processor.ts'
import type { InputOf } from '../../streams/engine/topic.ts'
import { record } from '../../streams/engine/topic.ts'
import { applicationOf } from '../../streams/app/application.ts'
import { connectRuntime } from '../../streams/engine/runtime/runtime.ts'
import { runProcessor } from '../../streams/engine/runtime/run-processor.ts'

/**
 * Run as `poisoned-process.ts NAME` in the environment of a stack: a processor that counts the plays of a listener; the name of a
 * track makes the process throw, exit, hang or exceed its memory.
 */
const [name = ''] = process.argv.slice(2)

const poisoned = processor({
  name,
  from: [plays],
  to: [recommendations],
  changelog: listenerProfiles,
  latency: 'interactive',
  initial: emptyProfile,
  step(state, r) {
    if (r.value === null) return { state, emit: [] }
    poison(r.value.trackId)
    const playIds = [...state.playIds, r.value.playId]
    return {
      state: { ...state, playIds },
      emit: [record(recommendations, r.key, answer(r, playIds.length), r.timestamp)],
    }
  },
})

function poison(track: string): void {
  if (track === 'throw') throw new TypeError('this track cannot be processed')
  if (track === 'exit') process.exit(7)
  for (const hoard: unknown[] = []; track === 'memory';) hoard.push(Array.from({ length: 1e5 }, (_, n) => ({ n })))
  while (track === 'hang');
}

function answer(r: InputOf<typeof plays>, candidates: number) {
  const { topic, partition, offset } = r
  return {
    recommendationId: recommendationId(`${name}:${partition}/${offset}`),
    listenerId: r.key,
    model: name,
    indexVersion: 0,
    relationsVersion: 0,
    causedBy: {
      topic,
      partition,
      offset,
      playId: r.value?.playId ?? '',
      trackId: null,
      event: 'unknown',
      takenFrom: null,
      takesBack: [],
    },
    candidates,
    items: [],
  } as never // built for this test's reader, which looks at the count only
}

const config = parseConfig(process.env)
startWatchdog(name, config.SLIPSTREAM_STUCK_AFTER_MS)
const stop = new AbortController()
process.once('disconnect', () => stop.abort())
process.once('SIGTERM', () => stop.abort())
const log = createLogger(name, 'warn')
const runtime = await connectRuntime(applicationOf(config), { name, log, signal: stop.signal })
await runProcessor(runtime, poisoned)
process.exit()
