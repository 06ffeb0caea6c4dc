import type { Enricher, EventSourcedProcessor, GlobalTable, Processor, Read } from '../processor.ts'
import type { RunJob } from '../offloaded.ts'
import type { AnyTopic, InputOf, Position } from '../topic.ts'
import type { NextOffset } from '../kafka/port.ts'
import { materialise } from './materialise.ts'
import { runTasks } from './processor-runner.ts'
import { restoreStates } from './restore.ts'
import { partitionsOf, readToEnd } from './runtime.ts'
import type { Runtime } from './runtime.ts'
import { enricherWork, eventSourcedWork, processorWork, reading } from './work.ts'
import type { AnyEventSourcedProcessor, Ask } from './work.ts'

/*
 * Each of these runs one copy of one processor until the runtime's signal aborts. @throws what made it impossible to continue.
 * Within them the types of records are known at run time only: each record is decoded by its topic's own serde.
 */

export async function runProcessor<S, In extends AnyTopic, Out extends AnyTopic>(
  runtime: Runtime,
  processor: Processor<S, In, Out>,
): Promise<void> {
  const { name, from, to, changelog, single, latency, reads } = processor
  await runtime.codec.prepare([...to, changelog, runtime.deadLetters])
  const read = await openTables(runtime, name, reads)
  await runTasks(runtime, {
    name,
    topics: from.map((topic) => topic.name),
    single,
    latency,
    tables: [changelog.name],
    async openWork(taskId) {
      const { states, ...restored } = await restoreStates(runtime, name, changelog, taskId)
      return { ...processorWork(processor, states, read), ...restored }
    },
  })
}

/** One step may write a record for each track: a million take some ten seconds to send. */
const LARGE_TRANSACTION_MS = 120_000

/** @param runJob runs the processor's long computations in another thread; absent for one that has none. */
export async function runEventSourced<C, In extends AnyTopic, Out extends AnyTopic>(
  runtime: Runtime,
  processor: EventSourcedProcessor<C, In, Out>,
  runJob?: RunJob,
): Promise<void> {
  const { name, from, to, latency, gather } = processor
  await runtime.codec.prepare([...to, runtime.deadLetters])
  await runTasks(runtime, {
    name,
    topics: from.map((topic) => topic.name),
    single: true,
    latency,
    transactionTimeoutMs: LARGE_TRANSACTION_MS,
    tables: gather === undefined ? [] : to.map((topic) => topic.name),
    openWork: async (_, committed) => eventSourcedWork(processor, await rebuild(runtime, processor, committed), runJob),
  })
}

/** The consumer group of an enricher: another version of it reads everything again. */
export const enricherGroup = ({ name, version }: { readonly name: string; readonly version?: string }): string =>
  version === undefined ? name : `${name}-${version}`

/**
 * @param ask gets the answer for one record from outside.
 * @param group for one that does not share the records with all its copies.
 */
export async function runEnricher<A, In extends AnyTopic, Out extends AnyTopic>(
  runtime: Runtime,
  enricher: Enricher<A, In, Out>,
  ask: (record: InputOf<In>) => Promise<A>,
  group: string = enricherGroup(enricher),
): Promise<void> {
  const { name, from, to, latency, reads } = enricher
  await runtime.codec.prepare([...to, runtime.deadLetters])
  const read = await openTables(runtime, name, reads)
  await runTasks(runtime, {
    name,
    group,
    topics: from.map((topic) => topic.name),
    single: false,
    latency,
    tables: [],
    openWork: () => Promise.resolve(enricherWork(enricher, ask as unknown as Ask, read)),
  })
}

async function openTables(runtime: Runtime, name: string, tables: readonly GlobalTable<unknown>[]): Promise<Read> {
  const opened = await Promise.all(
    tables.map(async (table) => [table, (await materialise(runtime, table)).content] as const),
  )
  return reading(name, new Map(opened))
}

/** Content of an event-sourced processor's table: its outputs to their end, its inputs up to the committed offsets. */
async function rebuild(
  runtime: Runtime,
  { from, table }: AnyEventSourcedProcessor,
  committed: readonly NextOffset[],
): Promise<unknown> {
  const inputs = new Set(from.map((topic) => topic.name))
  const next = new Map(committed.map((o) => [`${o.topic}/${o.partition}`, o.next]))
  const isUnprocessed = ({ topic, partition, offset }: Position & { readonly topic: string }) =>
    inputs.has(topic) && offset >= (next.get(`${topic}/${partition}`) ?? 0)
  const content = table.create()
  await readToEnd(runtime, partitionsOf(runtime, table.from), {
    from: 'start',
    what: `what ${table.name} holds`,
    onBatch(batch) {
      for (const decoded of batch) {
        if (decoded.ok && !isUnprocessed(decoded.record)) table.apply(content, decoded.record)
      }
    },
  })
  runtime.log.info({ table: table.name }, 'State was rebuilt.')
  return content
}
