import type { GlobalTable } from '../../streams/engine/processor.ts'
import {
  enricherWork,
  eventSourcedWork,
  inlineOutputs,
  processInline,
  processorWork,
  reading,
} from '../../streams/engine/runtime/work.ts'
import type {
  AnyEnricher,
  AnyEventSourcedProcessor,
  AnyProcessor,
  Ask,
  Outputs,
} from '../../streams/engine/runtime/work.ts'
import type { RecordMetadata, StreamRecord } from '../../streams/engine/topic.ts'

/** What the views hold that a processor reads. */
export type Views = ReadonlyMap<GlobalTable<unknown>, unknown>

/** A record to be processed; where it stands is counted, per topic in partition 0, unless it says so itself. */
export type Input = StreamRecord & Partial<RecordMetadata>

/**
 * Folds records through one processor or processor.
 * @returns all that was emitted, in order, without the changelog.
 */
export function run(
  stage: AnyProcessor | AnyEventSourcedProcessor,
  records: readonly Input[],
  views: Views = new Map(),
): Outputs {
  return runWithState(stage, records, views).emitted
}

/** As `run`, with what the processor then knows of each key. */
export function runWithState(
  stage: AnyProcessor | AnyEventSourcedProcessor,
  records: readonly Input[],
  views: Views = new Map(),
): { readonly emitted: Outputs; readonly states: ReadonlyMap<string, unknown> } {
  const states = new Map<string, unknown>()
  const read = reading(stage.name, views)
  const work =
    stage.kind === 'processor' ? processorWork(stage, states, read) : eventSourcedWork(stage, stage.table.create())
  const emitted = positioned(records).flatMap((record) => processInline(work, record))
  const changelog = stage.kind === 'processor' ? stage.changelog.name : null
  return { emitted: emitted.filter(({ topic }) => topic !== changelog), states }
}

/** Folds records through an enricher that gets its answers from `ask`. */
export async function runEnricher(
  stage: AnyEnricher,
  records: readonly Input[],
  ask: Ask,
  views: Views = new Map(),
): Promise<Outputs> {
  const work = enricherWork(stage, ask, reading(stage.name, views))
  const asked = positioned(records).map((record) => ({ record, answer: work.request?.(record) ?? null }))
  const emitted: StreamRecord[] = []
  for (const { record, answer } of asked) emitted.push(...inlineOutputs(work.process(record, await answer)))
  return emitted
}

/** The content of a view after some records. */
export function viewOf<C>(view: GlobalTable<C>, records: readonly StreamRecord[]): C {
  const content = view.create()
  for (const record of records) view.apply(content, record)
  return content
}

function positioned(records: readonly Input[]): readonly (StreamRecord & RecordMetadata)[] {
  const next = new Map<string, number>()
  return records.map((record) => {
    const partition = record.partition ?? 0
    const name = `${record.topic}/${partition}`
    const offset = record.offset ?? next.get(name) ?? 0
    next.set(name, offset + 1)
    return { ...record, partition, offset }
  })
}
