import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { playWriter } from '../../../../processors/websocket-bridge/edge/play-writer.ts'
import type { PlayWriter } from '../../../../processors/websocket-bridge/edge/play-writer.ts'
import type { ListenerId, Play } from '../../../../schemas/generated.ts'
import { listenerId, playId } from '../../../../schemas/generated.ts'
import { allTopics, plays } from '../../../../schemas/topics.ts'
import { SlipstreamError } from '../../../../streams/engine/errors.ts'
import type { RecordProducer } from '../../../../streams/engine/runtime/context.ts'
import { memoryContext, memoryLog } from '../../../../streams/engine/testing/memory-context.ts'
import type { MemoryLog } from '../../../../streams/engine/testing/memory-context.ts'
import { mulberry32 } from '../../../../processors/shared/random.ts'
import { due, outboxOf, refusedForNow, sent, settled } from '../../../../ui/data/outbox.ts'
import type { Outbox } from '../../../../ui/data/outbox.ts'
import { alice, idOf } from '../fixtures.ts'
import { WITHOUT_CONTEXT } from '../../../support/builders.ts'

const bob = listenerId('b'.repeat(32))

const playOf = (listener: ListenerId, id: string, fields: Partial<Play> = {}): Play => ({
  playId: playId(id),
  listenerId: listener,
  sessionId: 's',
  trackId: idOf('a'),
  event: 'liked',
  positionMs: 0,
  playedMs: 0,
  via: 'chosen',
  recommendationId: null,
  deviceTime: null,
  arrivedAt: 1,
  wish: null,
  ...WITHOUT_CONTEXT,
  ...fields,
})

const idsOf = (log: MemoryLog, listener: ListenerId) =>
  log.read(plays).flatMap(({ key, value }) => (key === listener && value !== null ? [String(value.playId)] : []))

/** A producer whose next sends can be made to fail, before or after the records are in the log. */
function lossyProducer(log: MemoryLog, outcome: () => 'stored' | 'lost' | 'stored, but not confirmed'): RecordProducer {
  return {
    async send(records) {
      await Promise.resolve()
      const what = outcome()
      const positions = what === 'lost' ? [] : log.send(records)
      if (what !== 'stored') throw new SlipstreamError('kafka-unavailable', what, { retriable: true })
      return positions
    },
    close: () => Promise.resolve(),
  }
}

const settledAs = (written: readonly Promise<unknown>[]) =>
  Promise.allSettled(written).then((all) => all.map(({ status }) => status))

describe('a play that cannot be encoded', () => {
  it('is refused alone, and says nothing against Kafka', async () => {
    const log = memoryLog(allTopics)
    const writer = playWriter(await memoryContext(log).producer(), () => 5)
    const written = [
      writer.write(alice, playOf(alice, 'a1')),
      writer.write(bob, playOf(bob, 'b1', { positionMs: Number.MAX_SAFE_INTEGER })),
      writer.write(bob, playOf(bob, 'b2')),
      writer.write(alice, playOf(alice, 'a2')),
    ]
    expect(await settledAs(written)).toStrictEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
    await expect(written[1]).rejects.toMatchObject({ code: 'bad-message' })
    expect([idsOf(log, alice), idsOf(log, bob)]).toStrictEqual([['a1', 'a2'], ['b2']])
    expect(writer.failedAt()).toBe(null)
  })
})

describe('a batch', () => {
  it('holds no more bytes than the broker takes, however large its plays are', async () => {
    const log = memoryLog(allTopics)
    const sizes: number[] = []
    const producer: RecordProducer = {
      async send(records) {
        await Promise.resolve()
        sizes.push(records.map(({ value }) => JSON.stringify(value).length).reduce((a, b) => a + b, 0))
        return log.send(records)
      },
      close: () => Promise.resolve(),
    }
    const writer = playWriter(producer, () => 5)
    const large = (n: number) => {
      const listener = listenerId(n.toString(16).padStart(32, '0'))
      return writer.write(listener, playOf(listener, 'p', { sessionId: '語'.repeat(2_000) }))
    }
    await Promise.all(Array.from({ length: 900 }, (_, n) => large(n)))
    expect(log.read(plays).length).toBe(900)
    expect(Math.max(...sizes)).toBeLessThan(512 * 1024)
  })

  it('that fails takes with it what its listeners sent later, and nothing of others', async () => {
    const log = memoryLog(allTopics)
    const outcomes = ['lost' as const]
    const writer = playWriter(
      lossyProducer(log, () => outcomes.shift() ?? 'stored'),
      () => 5,
    )
    const written = [
      writer.write(alice, playOf(alice, 'liked')),
      writer.write(alice, playOf(alice, 'unliked')),
      writer.write(bob, playOf(bob, 'b1')),
    ]
    expect(await settledAs(written)).toStrictEqual(['rejected', 'rejected', 'fulfilled'])
    expect([idsOf(log, alice), idsOf(log, bob)]).toStrictEqual([[], ['b1']])
  })
})

describe('after a play was refused for now', () => {
  async function afterLoss(now: () => number): Promise<{ readonly log: MemoryLog; readonly writer: PlayWriter }> {
    const log = memoryLog(allTopics)
    const outcomes = ['lost' as const]
    const writer = playWriter(
      lossyProducer(log, () => outcomes.shift() ?? 'stored'),
      now,
    )
    await settledAs([writer.write(alice, playOf(alice, 'liked'))])
    return { log, writer }
  }

  it('later ones of its listener are refused until it has come again', async () => {
    const { log, writer } = await afterLoss(() => 5)
    const tries = ['unliked', 'liked', 'unliked'].map((id) => writer.write(alice, playOf(alice, id)))
    expect(await settledAs(tries)).toStrictEqual(['rejected', 'fulfilled', 'fulfilled'])
    expect(idsOf(log, alice)).toStrictEqual(['liked', 'unliked'])
  })

  it('it is not waited for longer than players take to send it again', async () => {
    let now = 0
    const { writer } = await afterLoss(() => now)
    now = 9_999
    expect(await settledAs([writer.write(alice, playOf(alice, 'next'))])).toStrictEqual(['rejected'])
    now = 10_000
    expect(await settledAs([writer.write(alice, playOf(alice, 'next'))])).toStrictEqual(['fulfilled'])
  })
})

describe('a play that comes again', () => {
  it('is the same one when its track is called otherwise since', async () => {
    const log = memoryLog(allTopics)
    const writer = playWriter(await memoryContext(log).producer(), () => 5)
    const first = await writer.write(alice, playOf(alice, 'p', { title: 'Jog', artist: 'Bjork' }))
    expect(await writer.write(alice, playOf(alice, 'p', { title: 'Jóga', artist: 'Björk' }))).toStrictEqual(first)
    expect(log.read(plays).length).toBe(1)
  })

  it('with another content is refused for good', async () => {
    const log = memoryLog(allTopics)
    const writer = playWriter(await memoryContext(log).producer(), () => 5)
    await writer.write(alice, playOf(alice, 'p', { event: 'liked' }))
    await expect(writer.write(alice, playOf(alice, 'p', { event: 'unliked' }))).rejects.toMatchObject({
      code: 'bad-message',
    })
    expect(await writer.write(alice, playOf(alice, 'p', { event: 'liked', arrivedAt: 9 }))).toMatchObject({ offset: 0 })
  })
})

it('no listener fills the queue: beyond their share theirs are refused, and others are taken', async () => {
  const log = memoryLog(allTopics)
  const writer = playWriter(await memoryContext(log).producer(), () => 5)
  const flood = Array.from({ length: 12_000 }, (_, n) => writer.write(alice, playOf(alice, `a${n}`)))
  const quiet = writer.write(bob, playOf(bob, 'b1'))
  expect(await settledAs([quiet])).toStrictEqual(['fulfilled'])
  const outcomes = await settledAs(flood)
  const taken = outcomes.indexOf('rejected')
  expect(taken).toBeGreaterThan(100)
  expect(taken).toBeLessThan(1_000)
  expect(idsOf(log, alice)).toStrictEqual(Array.from({ length: taken }, (_, n) => `a${n}`))
})

describe('players with their outboxes, over a Kafka that fails at random', () => {
  /** A play of the outbox, as the player keeps it. */
  const kept = (id: string) => ({
    ...{ type: 'play' as const, playId: id, trackId: 't', event: 'liked' as const, via: 'chosen' as const },
    ...{ positionMs: 0, playedMs: 0, recommendationId: null, sessionId: 's', deviceTime: 0 },
  })

  /** Runs players until all their plays are acknowledged. @returns the log. */
  async function run(seed: number, listeners: readonly ListenerId[], each: number): Promise<MemoryLog> {
    const random = mulberry32(seed)
    let trouble = 200
    const log = memoryLog(allTopics)
    const producer = lossyProducer(log, () => {
      trouble -= 1
      if (trouble < 0 || random() < 0.5) return 'stored'
      return random() < 0.5 ? 'lost' : 'stored, but not confirmed'
    })
    let now = 0
    const writer = playWriter(producer, () => now)
    const outboxes = new Map<ListenerId, Outbox>(
      listeners.map((who) => [who, outboxOf(Array.from({ length: each }, (_, n) => kept(`p${n}`)))]),
    )
    const change = (who: ListenerId, to: (outbox: Outbox) => Outbox) =>
      outboxes.set(who, to(outboxes.get(who) ?? outboxOf([])))
    while ([...outboxes.values()].some(({ waiting }) => waiting.length > 0)) {
      for (const [who, outbox] of outboxes) {
        const going = due(outbox, now)
        change(who, (before) => sent(before, going, now))
        for (const { playId: id } of going) {
          const refused = () => change(who, (before) => refusedForNow(before, id, now))
          if (random() < 0.05) {
            writer.postponed(who, playId(id)) // too fast
            refused()
          } else writer.write(who, playOf(who, id)).then(() => change(who, (before) => settled(before, id)), refused)
          if (random() < 0.3) await Promise.resolve()
        }
      }
      for (let turn = random() * 12; turn > 0; turn -= 1) await Promise.resolve()
      now += Math.floor(random() * 900)
    }
    return log
  }

  it('the log holds the plays of each listener in the order sent', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const log = await run(seed, [alice, bob], 40)
        for (const who of [alice, bob]) {
          const once = [...new Set(idsOf(log, who))]
          expect(once).toStrictEqual(Array.from({ length: 40 }, (_, n) => `p${n}`))
        }
      }),
      { numRuns: 25, seed: 13 },
    )
  })
})
