import { OPEN_ACCESS } from '../../../../streams/engine/access.ts'
import { emptyProfile } from '../../../../processors/recommend/profile.ts'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listenerId, playId, recommendationId, trackId } from '../../../../schemas/generated.ts'
import type { DeadLetter, ListenerProfile, Play, Recommendation } from '../../../../schemas/generated.ts'
import { processor, globalTable } from '../../../../streams/engine/processor.ts'
import type { Processor } from '../../../../streams/engine/processor.ts'
import { record } from '../../../../streams/engine/topic.ts'
import type { AnyTopic, InputOf, RecordOf } from '../../../../streams/engine/topic.ts'
import { deadLetters, listenerProfiles, plays, recommendations } from '../../../../schemas/topics.ts'
import { parseConfig } from '../../../../streams/app/config.ts'
import { kafkaClients } from '../../../../streams/engine/kafka/clients.ts'
import { createKafka } from '../../../../streams/engine/kafka/kafka.ts'
import { provision } from '../../../../streams/engine/runtime/provision.ts'
import type { Runtime } from '../../../../streams/engine/runtime/runtime.ts'
import { settingsOf, startStack } from '../../../support/stack.ts'
import type { Stack } from '../../../support/stack.ts'
import { applicationOf, slipstreamTopics } from '../../../../streams/app/application.ts'
import { connectRuntime } from '../../../../streams/engine/runtime/runtime.ts'
import { PositionsCorrected } from '../../../../streams/engine/runtime/processor-runner.ts'
import { runProcessor } from '../../../../streams/engine/runtime/run-processor.ts'
import { edgeContext } from '../../../../streams/engine/runtime/edge-context.ts'
import { temporaryFolders } from '../../../support/temporary.ts'
import { WITHOUT_CONTEXT } from '../../../support/builders.ts'

const newFolder = temporaryFolders('runtime')
const log = pino({ level: 'silent' })
let stack: Stack

beforeAll(async () => {
  stack = await startStack()
  await provision({ ...slipstreamTopics, settings: stack.addresses }, log)
})
afterAll(() => stack.stop())

type Memory = Processor<ListenerProfile, typeof plays, typeof recommendations>

/** Remembers the plays of a listener and says after each how many there have been, as candidates. */
function remember(name: string): Memory {
  return processor({
    name,
    from: [plays],
    to: [recommendations],
    changelog: listenerProfiles,
    latency: 'interactive',
    initial: emptyProfile,
    step(state, r) {
      if (r.value === null) return { state, emit: [] }
      if (r.value.trackId === 'poison') throw new TypeError('this track cannot be thought of')
      const playIds = [...state.playIds, r.value.playId]
      return {
        state: { ...state, playIds },
        emit: [record(recommendations, r.key, countOf(r, playIds.length), r.timestamp)],
      }
    },
  })
}

function countOf(r: InputOf<typeof plays>, candidates: number): Recommendation {
  const { partition, offset } = r
  return {
    recommendationId: recommendationId(`count:${partition}/${offset}`),
    listenerId: r.key,
    model: 'count',
    indexVersion: 0,
    relationsVersion: 0,
    causedBy: {
      topic: r.topic,
      partition,
      offset,
      playId: r.value?.playId ?? playId(''),
      trackId: null,
      event: 'unknown' as const,
      takenFrom: null,
      takesBack: [],
    },
    candidates,
    items: [],
    shown: true,
  }
}

function play(listener: string, id: string, track = 'song'): RecordOf<typeof plays> {
  const value: Play = {
    playId: playId(id),
    listenerId: listenerId(listener),
    sessionId: '',
    trackId: trackId(track),
    event: 'finished',
    positionMs: 0,
    playedMs: 0,
    via: 'chosen',
    recommendationId: null,
    deviceTime: null,
    arrivedAt: 0,
    wish: null,
    ...WITHOUT_CONTEXT,
  }
  return record(plays, listenerId(listener), value, 1_700_000_000_000)
}

async function connected(name: string): Promise<{ readonly runtime: Runtime; readonly stop: AbortController }> {
  const stop = new AbortController()
  const config = parseConfig(settingsOf(stack.addresses, stack.dataFolder))
  return { runtime: await connectRuntime(applicationOf(config), { name, log, signal: stop.signal }), stop }
}

/** The processors of these tests share a changelog: each corrects its offsets by what another one has put into it. */
async function supervised(runtime: Runtime, memory: Memory): Promise<void> {
  try {
    await runProcessor(runtime, memory)
  } catch (error) {
    if (!(error instanceof PositionsCorrected)) throw error
    await supervised(runtime, memory)
  }
}

/** Runs a processor while `during` runs, then stops it as SIGTERM does. */
async function running(memory: Memory, during: () => Promise<void>): Promise<void> {
  const { runtime, stop } = await connected(memory.name)
  const ended = supervised(runtime, memory)
  try {
    await Promise.race([during(), ended])
  } finally {
    stop.abort()
    await ended
  }
}

/** Everything committed in a topic from now on until `enough` says so, in the order of reading. */
async function follow<T extends AnyTopic>(
  topic: T,
): Promise<{ until(enough: (seen: readonly InputOf<T>[]) => boolean): Promise<readonly InputOf<T>[]> }> {
  const { runtime, stop } = await connected('reader')
  const seen: InputOf<T>[] = []
  let check: () => void = () => undefined
  const follower = await edgeContext(runtime, []).follow([topic], {
    from: 'end',
    isolation: 'committed',
    onRecord(r) {
      seen.push(r)
      check()
    },
  })
  await follower.caughtUp
  return {
    async until(enough) {
      await new Promise<void>((resolve) => {
        check = () => {
          if (enough(seen)) resolve()
        }
        check()
      })
      stop.abort()
      return seen
    },
  }
}

async function send(records: readonly RecordOf<typeof plays>[]): Promise<void> {
  const { runtime, stop } = await connected('sender')
  const producer = await edgeContext(runtime, [plays]).producer()
  await producer.send(records)
  await producer.close()
  stop.abort()
}

/** Waits until a consumer group is stable with so many members. */
async function members(group: string, wanted: number): Promise<void> {
  const admin = kafkaClients(stack.addresses.kafkaBrokers, 'members', log).admin()
  await admin.connect()
  for (;;) {
    const [found] = (await admin.describeGroups([group])).groups
    if (found?.state === 'Stable' && found.members.length === wanted) break
  }
  await admin.disconnect()
}

const counts = (seen: readonly InputOf<typeof recommendations>[], listener: string) =>
  seen.filter((r) => r.key === listener).map((r) => r.value?.candidates)

describe('a processor on a real broker', () => {
  it('goes on after a stop with the state and the offsets it had', async () => {
    const memory = remember('goes-on')
    const out = await follow(recommendations)
    await running(memory, async () => {
      await send([play('ann', 'a1'), play('ann', 'a2'), play('bob', 'b1')])
      const first = await follow(listenerProfiles)
      await send([play('ann', 'a3')])
      await first.until((seen) => seen.some((r) => r.value?.playIds.includes(playId('a3')) === true))
    })
    await send([play('ann', 'a4')])
    await running(memory, async () => {
      const seen = await out.until((r) => counts(r, 'ann').includes(4))
      expect({ ann: counts(seen, 'ann'), bob: counts(seen, 'bob') }).toStrictEqual({ ann: [1, 2, 3, 4], bob: [1] })
    })
  })

  it('makes a dead letter of what it cannot process or decode, and goes on', async () => {
    const memory = remember('survives')
    const [dead, out] = [await follow(deadLetters), await follow(recommendations)]
    await running(memory, async () => {
      const clients = kafkaClients(stack.addresses.kafkaBrokers, 'vandal', log)
      const vandal = clients.producer({})
      await vandal.connect()
      await vandal.send({
        topic: plays.name,
        messages: [{ key: 'cat', value: Buffer.from('not Avro'), timestamp: '7' }],
      })
      await vandal.disconnect()
      await send([play('cat', 'c1', 'poison'), play('cat', 'c2')])
      const seen = await out.until((r) => counts(r, 'cat').length > 0)
      expect(counts(seen, 'cat')).toStrictEqual([1])
      const letters = await dead.until((r) => r.filter((each) => each.value?.processor === 'survives').length >= 2)
      const mine = letters
        .flatMap(({ value }): readonly DeadLetter[] => (value?.processor === 'survives' ? [value] : []))
        .sort((a, b) => a.offset - b.offset)
      expect(mine.map((letter) => [letter.code, letter.key?.toString()])).toStrictEqual([
        ['undecodable', 'cat'],
        ['processor-failed', 'cat'],
      ])
      expect(mine[0]?.value).toStrictEqual(Buffer.from('not Avro'))
      expect(mine[1]?.message).toBe('The processor failed on this record: TypeError: this track cannot be thought of')
    })
  })

  it('counts each play once while other copies join and leave under load', async () => {
    const memory = remember('shares')
    const listeners = Array.from({ length: 24 }, (_, n) => `listener-${n}`)
    const rounds = 120
    const out = await follow(recommendations)
    const { runtime, stop } = await connected('sender')
    const producer = await edgeContext(runtime, [plays]).producer()
    await running(memory, async () => {
      const load = (async () => {
        for (let round = 1; round <= rounds; round += 1) {
          await producer.send(listeners.map((name) => play(name, `${name}/${round}`)))
        }
      })()
      for (let copy = 0; copy < 3; copy += 1) await running(memory, () => members(memory.name, 2))
      await load
      const seen = await out.until((r) => listeners.every((name) => counts(r, name).includes(rounds)))
      const expected = Array.from({ length: rounds }, (_, n) => n + 1)
      expect(listeners.map((name) => counts(seen, name))).toStrictEqual(listeners.map(() => expected))
    })
    await producer.close()
    stop.abort()
  })

  it('shows nothing of a transaction that its owner never finished', async () => {
    const { runtime: owner, stop } = await connected('reader')
    const kafka = createKafka({
      brokers: stack.addresses.kafkaBrokers,
      access: OPEN_ACCESS.kafka,
      clientId: 'owner',
      log,
    })
    const out = await follow(listenerProfiles)
    const raw = (id: string) => ({
      topic: listenerProfiles.name,
      partition: 0,
      key: Buffer.from('eve'),
      value: null,
      headers: { id },
      timestamp: 1,
    })
    const first = await kafka.transactionalWriter('abandons-0', 'abandons', { topics: [] })
    await first.send([raw('lost')])
    const second = await kafka.transactionalWriter('abandons-0', 'abandons', { topics: [] })
    await expect(first.commit([{ topic: plays.name, partition: 0, next: 1 }])).rejects.toThrow()
    await second.send([raw('kept')])
    await second.commit([{ topic: plays.name, partition: 0, next: 1 }])
    const seen = await out.until((r) => r.some((each) => each.key === 'eve'))
    expect(seen.filter((each) => each.key === 'eve').length).toBe(1)
    await Promise.all([first.discard(), second.discard()])
    stop.abort()
    expect(owner.signal.aborted).toBe(true)
  })
})

describe('provisioning a real broker', () => {
  it('finds nothing to change in the topics and schemas that it has made', async () => {
    const settings = { ...stack.addresses, dataFolder: newFolder() }
    for (const schemas of ['read in a sample', 'kept']) {
      const again = await provision({ ...slipstreamTopics, settings }, log)
      expect({ schemas, again }).toStrictEqual({ schemas, again: { topicsMade: 0, missing: [], differences: [] } })
    }
  })
})

describe('a view', () => {
  it('holds what was committed when it was asked for, and follows what comes', async () => {
    const { runtime, stop } = await connected('viewer')
    const context = edgeContext(runtime, [plays])
    const producer = await context.producer()
    await producer.send([play('zoe', 'z1')])
    const lastPlays = globalTable({
      name: 'last-plays',
      from: [plays],
      create: () => new Map<string, string>(),
      apply(content, r) {
        if (r.value === null) content.delete(r.key)
        else content.set(r.key, r.value.playId)
      },
    })
    const live = await context.materialise(lastPlays)
    expect(live.content.get('zoe')).toBe('z1')
    const changed = new Promise<void>((resolve) => live.onChange(resolve))
    await producer.send([record(plays, listenerId('zoe'), null, 1)])
    await changed
    expect(live.content.get('zoe')).toBeUndefined()
    await producer.close()
    stop.abort()
  })
})
