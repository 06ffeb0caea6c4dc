import type { EventSourcedProcessor, Processor, TopologyNode } from './processor.ts'
import type { AnyTopic } from './topic.ts'
import { deadLetters } from '../../schemas/topics.ts'

/** The topology contradicts itself: a mistake in the code, all of it said at once. */
export class TopologyError extends Error {
  override readonly name = 'TopologyError'
}

type Kind = { readonly kind: string }
type AnyStage = TopologyNode &
  Kind &
  Partial<Pick<Processor<unknown, AnyTopic, AnyTopic>, 'changelog' | 'single'>> &
  Partial<Pick<EventSourcedProcessor<unknown, AnyTopic, AnyTopic>, 'table'>>

/** Topics that a stage writes beside those it names: its changelog. Every stage that reads may write dead letters. */
export function written(stage: AnyStage): readonly AnyTopic[] {
  return stage.changelog === undefined ? stage.to : [...stage.to, stage.changelog]
}

/** Topics that a stage looks up in, through views. */
export function lookedUp(stage: AnyStage): readonly AnyTopic[] {
  return [...new Set(stage.reads.flatMap((view) => view.from))]
}

/**
 * @returns the stages as they are.
 * @throws {TopologyError} when two stages have one name, a topic that is read is written by nobody, two topics have one
 *   name, or topics that a stage processes together are not divided alike.
 */
export function checkTopology<const S extends readonly AnyStage[]>(stages: S): S {
  const produced = new Set([...stages.flatMap(written), deadLetters].map((topic) => topic.name))
  const faults = [
    ...repeated(stages.map((stage) => stage.name)).map((name) => `Two processors are named ${name}.`),
    ...stages.flatMap((stage) =>
      [...stage.from, ...lookedUp(stage)]
        .filter((topic) => !produced.has(topic.name))
        .map((topic) => `${stage.name} reads ${topic.name}, which no processor writes.`),
    ),
    ...sameNameFaults(stages),
    ...stages.flatMap(partitionFaults),
  ]
  if (faults.length > 0) throw new TopologyError(faults.join('\n'))
  return stages
}

function partitionFaults(stage: AnyStage): readonly string[] {
  if (stage.kind !== 'processor') return []
  const counts = new Set(stage.from.map((topic) => topic.partitions))
  const said = stage.from.map((topic) => `${topic.name} has ${topic.partitions}`).join(', ')
  const faults: string[] = []
  if (stage.single !== true && counts.size > 1) {
    faults.push(`${stage.name} processes topics together that are not divided alike: ${said}.`)
  }
  const wanted = stage.single === true ? 1 : (stage.from[0]?.partitions ?? 0)
  if (stage.changelog !== undefined && stage.changelog.partitions !== wanted) {
    faults.push(
      `${stage.name} keeps its state in ${stage.changelog.name}, which must have ${wanted} partitions, not ${stage.changelog.partitions}.`,
    )
  }
  return faults
}

function sameNameFaults(stages: readonly AnyStage[]): readonly string[] {
  const topics = new Set(stages.flatMap((stage) => [...stage.from, ...written(stage), ...lookedUp(stage)]))
  return repeated([...topics].map((topic) => topic.name)).map((name) => `Two topics are named ${name}.`)
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
}
