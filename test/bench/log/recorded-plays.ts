import { listenerId, playId, recommendationId } from '../../../schemas/generated.ts'
import type { Play } from '../../../schemas/generated.ts'
import { plays } from '../../../schemas/topics.ts'
import { mulberry32 } from '../../../processors/shared/random.ts'
import type { Runtime } from '../../../streams/engine/runtime/runtime.ts'
import { record } from '../../../streams/engine/topic.ts'
import { playOf, START } from '../../support/builders.ts'

/** Records of one send: a batch for each partition, as a busy bridge writes them. */
const AT_ONCE = 4_000
const LISTENERS = 20_000
const TRACKS = 10_000
const EVENTS = ['started', 'finished', 'started', 'skipped', 'started', 'finished', 'liked'] as const

/** Plays with ids as long as real ones and with what the player sends; some 170 bytes of Avro each. */
export function* recordedPlays(count: number): Generator<Play> {
  const random = mulberry32(20261130)
  const below = (n: number) => Math.floor(random() * n)
  for (let n = 0; n < count; n += 1) {
    const listener = hexOf(below(LISTENERS), 32)
    const isTaken = random() < 0.5
    yield playOf(EVENTS[n % EVENTS.length] ?? 'started', hexOf(below(TRACKS), 32), {
      playId: playId(`${hexOf(n, 8)}-0000-4000-8000-${hexOf(below(2 ** 32), 12)}`),
      listenerId: listenerId(listener),
      sessionId: hexOf(below(2 ** 32), 16),
      positionMs: below(240_000),
      playedMs: below(240_000),
      via: isTaken ? 'recommended' : 'chosen',
      recommendationId: isTaken ? recommendationId(`neighbours-5:plays/${below(8)}/${below(count)}`) : null,
      deviceTime: START + n,
      arrivedAt: START + n + below(500),
      shuffled: random() < 0.2,
      itemRank: isTaken ? 1 + below(20) : null,
      timeZoneOffsetMinutes: 60,
      pageVisible: true,
    })
  }
}

const hexOf = (number: number, digits: number): string => number.toString(16).padStart(digits, '0')

/** Writes them into `plays`. */
export async function writePlays({ codec, kafka }: Runtime, count: number): Promise<void> {
  await codec.prepare([plays])
  const producer = await kafka.producer()
  let batch = []
  let sending: Promise<unknown> = Promise.resolve()
  for (const play of recordedPlays(count)) {
    batch.push(codec.encode(record(plays, play.listenerId, play, play.arrivedAt)))
    if (batch.length < AT_ONCE) continue
    await sending
    sending = producer.send(batch)
    batch = []
  }
  await sending
  if (batch.length > 0) await producer.send(batch)
  await producer.close()
}
