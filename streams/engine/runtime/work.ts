import type { Enricher, EventSourcedProcessor, Processor, Read, GlobalTable } from '../processor.ts'
import type { RunJob } from '../offloaded.ts'
import { record as recordOf } from '../topic.ts'
import type { AnyTopic, RecordMetadata, StreamRecord } from '../topic.ts'
import type { Saver } from './restore.ts'

/** What one task does with a record, whatever the kind of its processor. */
export interface Work {
  /**
   * Begins with one record; called in order. The function it gives is called in order too, and gives what to write: at
   * once for a pure step; for an answer from outside a promise of that, so that several answers can be awaited together.
   */
  begin(record: StreamRecord & RecordMetadata): () => Outputs | Promise<() => Outputs>
  /** Keeps its state in snapshots, where it has one that is worth it. */
  readonly saver?: Saver
}

export type Outputs = readonly StreamRecord[]

export type AnyProcessor = Processor<unknown, AnyTopic, AnyTopic>
export type AnyEventSourcedProcessor = EventSourcedProcessor<unknown, AnyTopic, AnyTopic>
export type AnyEnricher = Enricher<unknown, AnyTopic, AnyTopic>

/** @param states by key, as restored from the changelog; changed as records are processed. */
export function processorWork(processor: AnyProcessor, states: Map<string, unknown>, read: Read): Work {
  return {
    begin: (record) => () => {
      const key = processor.keyOf(record)
      if (key === null) return []
      const before = states.get(key) ?? processor.initial
      const { state, emit } = processor.step(before, record, read)
      if (state === before) return emit
      states.set(key, state)
      return [...emit, recordOf(processor.changelog, key, state, record.timestamp)]
    },
  }
}

/**
 * @param content as rebuilt from the topics it is kept in.
 * @param runJob runs offloaded jobs; without it they run in this thread.
 */
export function eventSourcedWork(processor: AnyEventSourcedProcessor, content: unknown, runJob?: RunJob): Work {
  const kept = (emit: Outputs): Outputs => {
    for (const emitted of emit) processor.table.apply(content, emitted)
    return emit
  }
  return {
    begin: (record) => () => {
      processor.table.apply(content, record)
      const given = processor.step(content, record)
      if (!('offload' in given)) return kept(given)
      if (runJob === undefined) return kept(given.inline())
      return given.offload(runJob).then((emit) => () => kept(emit))
    },
  }
}

export type Ask = (record: StreamRecord & RecordMetadata) => Promise<unknown>

export function enricherWork(enricher: AnyEnricher, ask: Ask, read: Read): Work {
  return {
    begin(record) {
      if (!enricher.needsAnswer(record, read)) return () => enricher.emit(record, null, read)
      const answer = ask(record)
      answer.catch(() => undefined) // it is awaited below, perhaps after others
      return async () => {
        const given = await answer
        return () => enricher.emit(record, given, read)
      }
    },
  }
}

/** Reads only views that the processor declared, so that the topology stays the whole truth. */
export function reading(name: string, contents: ReadonlyMap<GlobalTable<unknown>, unknown>): Read {
  return <C, In extends AnyTopic>(view: GlobalTable<C, In>): C => {
    if (!contents.has(view)) throw new Error(`${name} reads the view ${view.name} without declaring it in reads.`)
    return contents.get(view) as C // what is kept under a view is its content
  }
}
