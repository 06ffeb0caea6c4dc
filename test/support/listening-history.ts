import { pino } from 'pino'
import { listenerId, playId, recommendationId, trackId } from '../../schemas/generated.ts'
import type { Play, TrackId } from '../../schemas/generated.ts'
import { allTopics, audioReferences, deadLetters, feedback, plays, trackAliases } from '../../schemas/topics.ts'
import type { Runtime } from '../../streams/engine/runtime/runtime.ts'
import { createMemoryRuntime } from '../../streams/engine/testing/memory-runtime.ts'
import type { MemoryRuntime } from '../../streams/engine/testing/memory-runtime.ts'
import { record } from '../../streams/engine/topic.ts'
import type { StreamRecord } from '../../streams/engine/topic.ts'
import { feedbackOf, HOUR_MS, playOf, recommendationOf, recommended, referenceOf, START } from './builders.ts'

/** A small history in a broker in memory, with all that a question of an analyst is about. */

const DAY_MS = 24 * HOUR_MS
const LISTENERS = 3
const ROUNDS = 8

interface Known {
  readonly genres: readonly string[]
  readonly artist: string
}

/** The last one leaves the library, and compaction its reference. */
const TRACKS: Readonly<Record<string, Known>> = {
  t0: { genres: ['Classical'], artist: 'Vesna Philharmonic' },
  t1: { genres: ['House', 'Lo-Fi'], artist: 'Tea for Owls' },
  t2: { genres: [], artist: 'Nobody; drop table plays' },
  t3: { genres: ['Lo-Fi'], artist: 'Tea for Owls' },
  t4: { genres: ['House'], artist: 'Night Bus' },
  t5: { genres: ['Lo-Fi'], artist: 'Night Bus' },
  gone: { genres: ['Classical'], artist: 'Vesna Philharmonic' },
}

/** Writes the history. @returns the runtime of a process that only reads. */
export async function listeningHistory(dataFolder: string): Promise<{ memory: MemoryRuntime; runtime: Runtime }> {
  const memory = createMemoryRuntime({ topics: allTopics, deadLetters, dataFolder, log: pino({ level: 'silent' }) })
  const runtime = memory.connect(new AbortController().signal)
  for (const [id, known] of Object.entries(TRACKS)) {
    await memory.write(record(audioReferences, trackId(id), referenceOf(id, { ...known, title: `Title of ${id}` }), START)) // prettier-ignore
  }
  for (let listener = 0; listener < LISTENERS; listener += 1) await listen(memory, runtime, listener)
  await memory.write(
    ...[1, 2].map((hits) =>
      record(feedback, 'neighbours-5', feedbackOf({ judged: 4 * hits, hits, misled: 1, score: hits / 10 }), START),
    ),
    record(feedback, 'drawn-1', feedbackOf({ model: 'drawn-1', judged: 5, hits: 0, misled: 2, score: -0.25 }), START),
    record(audioReferences, trackId('gone'), null, START + DAY_MS),
    record(trackAliases, trackId('old-t0'), { trackId: trackId('t0'), soundHash: null }, START),
  )
  memory.kafka.compact(audioReferences.name, { tombstones: 'removed' })
  return { memory, runtime }
}

async function listen(memory: MemoryRuntime, runtime: Runtime, listener: number): Promise<void> {
  const id = listenerId(`listener-${listener}`)
  for (let round = 0; round < ROUNDS + listener; round += 1) {
    const at = START + round * DAY_MS
    const name = `plays/${listener}/${round}`
    const list = recommendationId(`neighbours-5:${name}`)
    const lists = [
      recommended(6, at, { recommendationId: list, listenerId: id, items: itemsOf(round) }),
      recommended(3, at, { recommendationId: recommendationId(`drawn-1:${name}`), listenerId: id, model: 'drawn-1', shown: false }), // prettier-ignore
    ]
    await send(runtime, [...lists, ...(round === 0 ? lists : [])], at + 140 + round) // the first of them twice
    const taken = trackId(round % 3 === 0 ? 't5' : `t${round % 4}`)
    const act = (event: Play['event'], track: TrackId, changes: Partial<Play> = {}) => {
      const context = { listenerId: id, playId: playId(`${name}/${event}/${track}`), arrivedAt: at, title: `Title of ${track}`, artist: TRACKS[track]?.artist ?? null } // prettier-ignore
      return record(plays, id, playOf(event, track, { ...context, timeZoneOffsetMinutes: 60, ...changes }), at)
    }
    const from = { recommendationId: list, via: 'recommended' } as const
    const ended = (round + listener) % 2 === 0 ? ('finished' as const) : ('skipped' as const)
    await memory.write(
      act('started', taken, from),
      act(ended, taken, { ...from, playedMs: 60_000 * (round + 1) }),
      ...(round === 4 ? [act('liked', taken, from)] : []),
      act('skipped', trackId('gone'), { playedMs: 1_000 }),
      act('started', trackId('old-t0'), { title: null, artist: null }),
    )
  }
}

/** Six items; the last was drawn by chance, by every second list in the words of an earlier version. */
function itemsOf(round: number) {
  const explored = (i: number) => (i === 5 ? { propensity: 0.25, explored: round % 2 === 0 } : {})
  return recommendationOf(6).items.map((item, i) => ({ ...item, ...explored(i) }))
}

/** Sends records as a processor does. */
async function send(runtime: Runtime, records: readonly StreamRecord[], sentAt: number): Promise<void> {
  await runtime.codec.prepare([...runtime.topics.values()])
  const producer = await runtime.kafka.producer()
  await producer.send(records.map((each) => runtime.codec.encode(each, { 'sent-at': String(sentAt) })))
  await producer.close()
}
