import type { Logger } from 'pino'
import type { Enricher, EventSourcedProcessor, Processor, GlobalTable } from '../processor.ts'
import type { RunJob } from '../offloaded.ts'
import type { AnyTopic, InputOf, Position } from '../topic.ts'
import type { Config } from '../../app/config.ts'
import type { Context, Follower, FollowOptions, MaterialisedTable } from './context.ts'
import { connectEnvironment, partitionsOf, readDecoded, readToEnd } from './environment.ts'
import type { Environment } from './environment.ts'
import { materialise } from './materialise.ts'
import { openProducer } from './record-producer.ts'
import { restoreStates } from './restore.ts'
import { runSink } from './sink-runner.ts'
import { runStage } from './stage-runner.ts'
import type { NextOffset } from '../kafka/port.ts'
import { tryAgain } from './try-again.ts'
import { enricherWork, eventSourcedWork, processorWork, reading } from './work.ts'
import type { AnyEnricher, AnyEventSourcedProcessor, AnyProcessor, Ask } from './work.ts'
import { deadLetters } from '../../../schemas/topics.ts'

/** One running copy of one processor: what its kind needs of the runtime. */
export interface Service {
  readonly config: Config
  readonly log: Logger
  readonly signal: AbortSignal
  /** @param options `isAwaited`: whether somebody reads ahead of the commit; if not given, unless it is single. */
  runProcessor<S, In extends AnyTopic, Out extends AnyTopic>(
    processor: Processor<S, In, Out>,
    options?: { readonly isAwaited: boolean },
  ): Promise<void>
  runEventSourced<C, In extends AnyTopic, Out extends AnyTopic>(
    processor: EventSourcedProcessor<C, In, Out>,
    runJob: RunJob,
  ): Promise<void>
  runEnricher<A, In extends AnyTopic, Out extends AnyTopic>(
    enricher: Enricher<A, In, Out>,
    ask: (record: InputOf<In>) => Promise<A>,
  ): Promise<void>
  /** Sends again what a processor gave up with this code, where nothing newer came since: the cause is gone. */
  tryAgain(processor: string, code: string): Promise<void>
  /** For sources and sinks, whose edge runs itself. @param to the topics it may write. */
  context(to: readonly AnyTopic[]): Context
}

/** @throws {SlipstreamError} `kafka-unavailable` or `registry-unavailable` when a part does not answer. */
export async function connectService(name: string, config: Config, log: Logger, signal: AbortSignal): Promise<Service> {
  const environment = await connectEnvironment(config, log, name, signal)
  // From here on the kinds of record are known at run time only: each record is decoded by its topic's own serde.
  return {
    config,
    log,
    signal,
    runProcessor: (processor, options) => runProcessor(environment, processor, options?.isAwaited ?? !processor.single),
    runEventSourced: (processor, runJob) => runEventSourced(environment, processor, runJob),
    runEnricher: (enricher, ask) => runEnricher(environment, enricher, ask as unknown as Ask),
    tryAgain: (processor, code) => tryAgain(environment, processor, code),
    context: (to) => contextOf(environment, to),
  }
}

async function runProcessor(environment: Environment, processor: AnyProcessor, isAwaited: boolean): Promise<void> {
  await environment.codec.prepare([...processor.to, processor.changelog, deadLetters])
  const read = await openViews(environment, processor.name, processor.reads)
  await runStage(environment, {
    name: processor.name,
    topics: processor.from.map((topic) => topic.name),
    single: processor.single,
    isAwaited,
    changelog: processor.changelog.name,
    async openWork(taskId) {
      const { states, saver } = await restoreStates(environment, processor.name, processor.changelog, taskId)
      return { ...processorWork(processor, states, read), saver }
    },
  })
}

async function runEventSourced(
  environment: Environment,
  processor: AnyEventSourcedProcessor,
  runJob: RunJob,
): Promise<void> {
  await environment.codec.prepare([...processor.to, deadLetters])
  await runStage(environment, {
    name: processor.name,
    topics: processor.from.map((topic) => topic.name),
    single: true,
    isAwaited: false,
    changelog: null,
    openWork: async (_, committed) =>
      eventSourcedWork(processor, await rebuild(environment, processor, committed), runJob),
  })
}

async function runEnricher(environment: Environment, enricher: AnyEnricher, ask: Ask): Promise<void> {
  await environment.codec.prepare([...enricher.to, deadLetters])
  const read = await openViews(environment, enricher.name, enricher.reads)
  await runStage(environment, {
    name: enricher.name,
    group: enricher.version === undefined ? enricher.name : `${enricher.name}-${enricher.version}`,
    topics: enricher.from.map((topic) => topic.name),
    single: false,
    isAwaited: false,
    changelog: null,
    openWork: () => Promise.resolve(enricherWork(enricher, ask, read)),
  })
}

async function openViews(environment: Environment, name: string, views: readonly GlobalTable<unknown>[]) {
  const contents = new Map<GlobalTable<unknown>, unknown>()
  const opened = await Promise.all(views.map((view) => materialise(environment, view)))
  for (const [index, view] of views.entries()) contents.set(view, opened[index]?.content)
  return reading(name, contents)
}

/** What a processor keeps, from its outputs to their end and from its inputs as far as it has dealt with them. */
async function rebuild(
  environment: Environment,
  { from, table: view }: AnyEventSourcedProcessor,
  committed: readonly NextOffset[],
): Promise<unknown> {
  const inputs = new Set(from.map((topic) => topic.name))
  const next = new Map(committed.map((o) => [`${o.topic}/${o.partition}`, o.next]))
  const isToCome = ({ topic, partition, offset }: Position & { readonly topic: string }) =>
    inputs.has(topic) && offset >= (next.get(`${topic}/${partition}`) ?? 0)
  const content = view.create()
  await readToEnd(environment, partitionsOf(environment, view.from), {
    from: 'start',
    what: `what ${view.name} holds`,
    onBatch(batch) {
      for (const decoded of batch) {
        if (decoded.ok && !isToCome(decoded.record)) view.apply(content, decoded.record)
      }
    },
  })
  environment.log.info({ view: view.name }, 'State was rebuilt.')
  return content
}

function contextOf(environment: Environment, to: readonly AnyTopic[]): Context {
  const { config, log, signal } = environment
  return {
    config,
    log,
    signal,
    producer: () => openProducer(environment, to),
    materialise: <C, In extends AnyTopic>(view: GlobalTable<C, In>): Promise<MaterialisedTable<C>> =>
      materialise(environment, view),
    follow: (topics, options) => Promise.resolve(follow(environment, topics, options)),
    consume: (group, topics, write) => runSink(environment, group, topics, write),
    setReady(part, ready, why) {
      if (ready) log.info({ part }, 'Ready.')
      else log.warn({ part, why }, 'Not ready.')
    },
  }
}

function follow<T extends AnyTopic>(
  environment: Environment,
  topics: readonly T[],
  options: FollowOptions<T>,
): Follower {
  const stop = new AbortController()
  let caughtUp: () => void = () => undefined
  const whenCaughtUp = new Promise<void>((resolve) => {
    caughtUp = resolve
  })
  const ended = readDecoded(environment, {
    partitions: partitionsOf(environment, topics),
    from: options.from,
    isolation: options.isolation,
    signal: AbortSignal.any([environment.signal, stop.signal]),
    onBatch(batch) {
      for (const decoded of batch) {
        if (decoded.ok)
          options.onRecord(decoded.record as unknown as InputOf<T>) // decoded by the topic's own serde
        else environment.log.warn(decoded.message)
      }
    },
    what: topics.map(({ name }) => name).join(', '),
    onCaughtUp: caughtUp,
  })
  return {
    caughtUp: whenCaughtUp,
    async stop() {
      stop.abort()
      await ended
    },
  }
}
