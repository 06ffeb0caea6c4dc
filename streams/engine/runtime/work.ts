import type {
  Enricher,
  EventSourcedProcessor,
  FailedInput,
  FailureCause,
  GlobalTable,
  Processor,
  Read,
} from '../processor.ts'
import type { RunJob } from '../offloaded.ts'
import { record as recordOf } from '../topic.ts'
import type { AnyTopic, RecordMetadata, StreamRecord } from '../topic.ts'
import { idleStates } from './idle-states.ts'
import type { InputMarks } from './input-positions.ts'
import type { SnapshotWriter } from './restore.ts'

/** What one task does with its records, whatever the kind of its processor. */
export interface Work {
  /**
   * Starts the request that a record needs for its enrichment; null when it needs none. Called in order for all records of a
   * batch before the first of them is processed, so that many requests are under way at once.
   */
  request?(record: InputRecord): Promise<unknown> | null
  /** Processes a record; called in order. @param answer of its request; null without one. */
  process(record: InputRecord, answer: unknown): MadeStep | OffloadedStep
  /** Outputs of all records since the last call. @see EventSourcedProcessor.gather */
  gather?(timestamp: number): MadeStep
  /** Outputs beside the dead letter of a record. */
  onDeadLetter?(failed: FailedInput, cause: FailureCause): Outputs
  /** Writes its state to snapshots; only state in a changelog has one. */
  readonly snapshots?: SnapshotWriter
  /** The last inputs that the restored state was made from; absent where state has no changelog. */
  readonly marks?: InputMarks
}

export type InputRecord = StreamRecord & RecordMetadata

/** The outputs of a record, which are not in the state yet. */
export interface MadeStep {
  readonly outputs: Outputs
  /**
   * Takes the step into the state. Called before the next record is processed, and only once every output could be encoded:
   * the state is never ahead of what is written.
   */
  keep(): void
}

/** A step whose job runs in a worker. No further record of the task is processed before it is done. */
export interface OffloadedStep {
  readonly job: Promise<Outputs>
  /** As `MadeStep.keep`. */
  keep(outputs: Outputs): void
}

export type Outputs = readonly StreamRecord[]

export type AnyProcessor = Processor<unknown, AnyTopic, AnyTopic>
export type AnyEventSourcedProcessor = EventSourcedProcessor<unknown, AnyTopic, AnyTopic>
export type AnyEnricher = Enricher<unknown, AnyTopic, AnyTopic>

const nothing = () => undefined
const unchanged = (outputs: Outputs): MadeStep => ({ outputs, keep: nothing })

/** @param states by key, as restored from the changelog; changed as records are processed. */
export function processorWork(processor: AnyProcessor, states: Map<string, unknown>, read: Read): Work {
  const { changelog, expiry } = processor
  const idle = expiry === null ? null : idleStates(expiry, states)
  return {
    process(record) {
      const key = processor.keyOf(record)
      if (key === null) return unchanged([])
      const held = states.get(key)
      const before = held ?? processor.initial
      const { state, emit } = processor.step(before, record, read)
      const due = expiry?.tellsTime?.(record) === false ? null : (idle?.due(record.timestamp) ?? null)
      const forgotten = due === key ? null : due
      const isUnchanged = state === before || (state === null && held === undefined)
      if (isUnchanged && forgotten === null) return unchanged(emit)
      return {
        outputs: [
          ...emit,
          ...(isUnchanged ? [] : [recordOf(changelog, key, state, record.timestamp)]),
          ...(forgotten === null ? [] : [recordOf(changelog, forgotten, null, record.timestamp)]),
        ],
        keep() {
          if (!isUnchanged && state === null) {
            states.delete(key)
            idle?.gone(key)
          } else if (!isUnchanged) {
            states.set(key, state)
            idle?.changed(key, state)
          }
          if (forgotten !== null) {
            states.delete(forgotten)
            idle?.gone(forgotten)
          }
        },
      }
    },
  }
}

/**
 * @param content as rebuilt from the topics it is stored in.
 * @param runJob runs offloaded jobs; without it they run in this thread.
 */
export function eventSourcedWork(processor: AnyEventSourcedProcessor, content: unknown, runJob?: RunJob): Work {
  const keep = (outputs: Outputs): void => {
    for (const output of outputs) processor.table.apply(content, output)
  }
  const made = (outputs: Outputs): MadeStep => ({ outputs, keep: () => keep(outputs) })
  const { gather } = processor
  return {
    ...(gather === undefined ? {} : { gather: (timestamp: number) => made(gather(content, timestamp)) }),
    process(record) {
      processor.table.apply(content, record)
      const step = processor.step(content, record)
      if (!('offload' in step)) return made(step)
      return runJob === undefined ? made(step.inline()) : { job: step.offload(runJob), keep }
    },
  }
}

/** The edge of an enricher: fetches the answer for one record. */
export type Ask = (record: InputRecord) => Promise<unknown>

export function enricherWork(enricher: AnyEnricher, ask: Ask, read: Read): Work {
  return {
    request: (record) => (enricher.needsAnswer(record, read) ? ask(record) : null),
    process: (record, answer) => unchanged(enricher.emit(record, answer, read)),
    onDeadLetter: (failed, cause) => enricher.onDeadLetter?.(failed, cause) ?? [],
  }
}

/** Processes a record whose work needs no request, and without a job runner offloads nothing. */
export function processInline(work: Work, record: InputRecord): Outputs {
  return inlineOutputs(work.process(record, null))
}

/** Takes the step into the state. @throws {Error} when a job runs elsewhere. */
export function inlineOutputs(made: ReturnType<Work['process']>): Outputs {
  if ('job' in made) throw new Error('The step was offloaded: its outputs are not there yet.')
  made.keep()
  return made.outputs
}

/** Reads only tables that the processor declared: what the topology shows is all that it depends on. */
export function reading(name: string, contents: ReadonlyMap<GlobalTable<unknown>, unknown>): Read {
  return <C, In extends AnyTopic>(table: GlobalTable<C, In>): C => {
    if (!contents.has(table)) throw new Error(`${name} reads the table ${table.name} without declaring it in reads.`)
    return contents.get(table) as C // each table is stored under its own key
  }
}
