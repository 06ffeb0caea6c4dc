import { fork } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import {
  audioFeatures,
  audioReferences,
  indexUpdates,
  listenerProfiles,
  plays,
  recommendations,
} from '../../../schemas/topics.ts'
import { record } from '../../../streams/engine/topic.ts'
import { recommend } from '../../support/recommend.ts'
import { median, spreadOf } from '../figures.ts'
import type { Figure } from '../figures.ts'
import { drawnPlay, libraryRecords, LISTENERS, profileRecords } from '../recommend-library.ts'
import { START } from '../../support/builders.ts'
import { mulberry32 } from '../../../processors/shared/random.ts'
import { cpuSecondsOf, openService, until } from './service.ts'
import type { Copy, Service } from './service.ts'

const TRACKS = 10_000
const CELLS = 100
const COPIES = [1, 2, 4]
const ROUNDS = 3
/** So that a round takes seconds: commits come once in one. */
const PLAYS = 4_000
const WARM_UP_PLAYS = 1_000
/** The echo does next to nothing, and so takes more for as long. */
const ECHOED = 40_000
const ECHO_TO = 'bench-back'
const SETTLE_MS = 10_000
const HOUR_MS = 3_600_000
const PLAYED = [audioReferences, audioFeatures, indexUpdates, listenerProfiles, plays]
const ECHO = fileURLToPath(new URL('../echo.ts', import.meta.url))
const random = mulberry32(20261201)

interface Round {
  readonly perSecond: number
  /** Of all copies. */
  readonly cpuMsEach: number
  readonly brokerCpuMsEach: number
}

/**
 * Plays through one, two and four copies of recommend on one broker, beside as many copies of a bare echo of the same topic: with no
 * more cores than those of this machine, what a play takes of one says more than plays per second. Also bytes and memory.
 */
export async function copiesPart(progress: (line: string) => void): Promise<readonly Figure[]> {
  const service = await openService(progress)
  try {
    progress(`Writing ${TRACKS} tracks.`)
    await service.send(PLAYED, libraryRecords(TRACKS, CELLS))
    const memory = await memoryOfListeners(service, progress)
    const figures: Figure[] = [...memory]
    const copies: Copy[] = []
    const before = { plays: service.bytesOf(plays.name), others: outputs.map(({ name }) => service.bytesOf(name)) }
    let played = 0
    for (const count of COPIES) {
      while (copies.length < count) copies.push(service.start(recommend.name))
      await allIn(service, copies)
      await round(service, copies, WARM_UP_PLAYS)
      const rounds: Round[] = []
      for (let n = 0; n < ROUNDS; n += 1) rounds.push(await round(service, copies, PLAYS))
      played += WARM_UP_PLAYS + ROUNDS * PLAYS
      figures.push(...figuresOf('recommend', count, rounds))
      progress(`${count} copies: ${rounds.map((each) => `${each.perSecond.toFixed(0)}/s`).join(', ')}`)
    }
    figures.push(bytesFigure(plays.name, service.bytesOf(plays.name) - before.plays, played))
    for (const [i, { name }] of outputs.entries())
      figures.push(bytesFigure(name, service.bytesOf(name) - (before.others[i] ?? 0), played))
    for (const copy of copies) await copy.stop()
    for (const count of COPIES) {
      const rounds = [await echoed(service, count), await echoed(service, count)]
      figures.push(...figuresOf('bare kafkajs echo', count, rounds))
      progress(`${count} echoes: ${rounds.map((each) => `${each.perSecond.toFixed(0)}/s`).join(', ')}`)
    }
    return figures
  } finally {
    await service.stop()
  }
}

const outputs = [recommendations, listenerProfiles]

/** What a listener with plays behind them takes of the memory of recommend: a copy that holds all, less one that holds none. */
async function memoryOfListeners(service: Service, progress: (line: string) => void): Promise<readonly Figure[]> {
  const residentMb = async () => {
    const copy = service.start(recommend.name)
    await allIn(service, [copy])
    await round(service, [copy], 1)
    await wait(SETTLE_MS)
    const held = copy.residentMb()
    await copy.stop()
    return held
  }
  const empty = await residentMb()
  await service.send(PLAYED, profileRecords(TRACKS))
  const bytes = service.bytesOf(listenerProfiles.name)
  const full = await residentMb()
  progress(`recommend holds ${empty.toFixed(0)} MB without listeners, ${full.toFixed(0)} MB with ${LISTENERS}.`)
  const subject = `recommend, ${LISTENERS} listeners with 20 plays each`
  return [
    { name: 'scale', subject: `recommend, ${TRACKS} tracks, no listener`, metric: 'memory', value: empty, unit: 'MB' },
    { name: 'scale', subject, metric: 'memory for each listener', value: ((full - empty) * 1_024) / LISTENERS, unit: 'kB' }, // prettier-ignore
    { name: 'scale', subject, metric: 'bytes of a profile in its topic', value: bytes / LISTENERS, unit: 'bytes' },
  ]
}

/** Waits until the group has just these members, and what they hold has been read. */
async function allIn(service: Service, copies: readonly Copy[]): Promise<void> {
  await until(copies, async () => {
    const { groups } = await service.admin.describeGroups([recommend.name])
    return groups[0]?.state === 'Stable' && groups[0].members.length === copies.length
  })
}

/** Sends plays, and waits until the last one is committed. */
async function round(service: Service, copies: readonly Copy[], count: number): Promise<Round> {
  const at = START + HOUR_MS
  const records = Array.from({ length: count }, (_, n) => {
    const play = drawnPlay(Math.floor(random() * LISTENERS), at + n, TRACKS)
    return record(plays, play.listenerId, play, at + n)
  })
  const cpu = () => copies.reduce((sum, copy) => sum + copy.cpuSeconds(), 0)
  const before = { cpu: cpu(), broker: service.brokerCpuSeconds(), ms: performance.now() }
  await service.send(PLAYED, records)
  const end = total(await service.admin.fetchTopicOffsets(plays.name))
  await until(copies, async () => {
    const [committed] = await service.admin.fetchOffsets({ groupId: recommend.name, topics: [plays.name] })
    return total(committed?.partitions ?? []) >= end
  })
  return {
    perSecond: (count * 1_000) / (performance.now() - before.ms),
    cpuMsEach: ((cpu() - before.cpu) * 1_000) / count,
    brokerCpuMsEach: ((service.brokerCpuSeconds() - before.broker) * 1_000) / count,
  }
}

const total = (partitions: readonly { readonly offset: string }[]): number =>
  partitions.reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0)

/** The newest plays, copied to another topic by as many processes: what Kafka and its client take on this machine. */
async function echoed(service: Service, count: number): Promise<Round> {
  const topic = `${ECHO_TO}-${count}-${performance.now().toFixed(0)}`
  const from = `${topic}-from`
  const topics = [from, topic].map((name) => ({ topic: name, numPartitions: plays.partitions, replicationFactor: 1 }))
  await service.admin.createTopics({ topics, waitForLeaders: true })
  const children = Array.from({ length: count }, () =>
    fork(ECHO, [service.brokers.join(','), from, topic], { execArgv: ['--import', 'tsx'] }),
  )
  try {
    await Promise.all(children.map((child) => once(child, 'message')))
    await until([], async () => {
      const { groups } = await service.admin.describeGroups([`${from}-echo`])
      return groups[0]?.state === 'Stable' && groups[0].members.length === count
    })
    const cpu = () => children.reduce((sum, { pid = 0 }) => sum + cpuSecondsOf(pid), 0)
    const before = { cpu: cpu(), broker: service.brokerCpuSeconds(), ms: performance.now() }
    const bytes = Buffer.alloc(PLAY_BYTES, 'x')
    const producer = await service.runtime.kafka.producer()
    for (let n = 0; n < ECHOED; n += 500) {
      await producer.send(
        Array.from({ length: 500 }, (_, i) => ({
          topic: from,
          partition: (n + i) % plays.partitions,
          key: Buffer.from(`listener-${(n + i) % LISTENERS}`),
          value: bytes,
          headers: {},
          timestamp: Date.now(),
        })),
      )
    }
    await producer.close()
    await until([], async () => total(await service.admin.fetchTopicOffsets(topic)) >= ECHOED)
    return {
      perSecond: (ECHOED * 1_000) / (performance.now() - before.ms),
      cpuMsEach: ((cpu() - before.cpu) * 1_000) / ECHOED,
      brokerCpuMsEach: ((service.brokerCpuSeconds() - before.broker) * 1_000) / ECHOED,
    }
  } finally {
    for (const child of children) child.kill()
  }
}

/** As long as a play in Avro. */
const PLAY_BYTES = 100

function figuresOf(what: string, count: number, rounds: readonly Round[]): readonly Figure[] {
  const subject = `${what}, ${count} ${count === 1 ? 'copy' : 'copies'} on ${availableParallelism()} cores`
  const figure = (metric: string, unit: string, of: (round: Round) => number): Figure => {
    const values = rounds.map(of)
    return { name: 'scale', subject, metric, value: median(values), unit, ...spreadOf(values) }
  }
  return [
    figure('throughput', 'plays/s', ({ perSecond }) => perSecond),
    figure('processor time for a play', 'ms', ({ cpuMsEach }) => cpuMsEach),
    figure('processor time of the broker for a play', 'ms', ({ brokerCpuMsEach }) => brokerCpuMsEach),
  ]
}

const bytesFigure = (topic: string, bytes: number, played: number): Figure => ({
  name: 'scale',
  subject: topic,
  metric: 'bytes for a play',
  value: bytes / played,
  unit: 'bytes',
})
