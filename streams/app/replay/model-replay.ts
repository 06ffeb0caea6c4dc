import type { Model } from '../../../processors/recommend/model.ts'
import { modelId } from '../../../processors/recommend/model.ts'
import { recommendWith } from '../../../processors/recommend/recommend.ts'
import type { RecommenderSettings } from '../../../processors/recommend/recommend.ts'
import type { Recommendation } from '../../../schemas/generated.ts'
import { recommendations } from '../../../schemas/topics.ts'
import type { Read } from '../../engine/processor.ts'
import { processInline, processorWork } from '../../engine/runtime/work.ts'
import type { InputRecord, Work } from '../../engine/runtime/work.ts'

/** What a model says to one play. */
export type ReplayedList =
  | { readonly kind: 'list'; readonly list: Recommendation }
  /** The play changes no profile, or there is nothing to suggest. */
  | { readonly kind: 'none' }
  /** The record is a dead letter of the processor. */
  | { readonly kind: 'failed'; readonly message: string }

export interface ModelReplay {
  readonly id: string
  step(play: InputRecord): ReplayedList
  /** The profile of a listener as of the last play. */
  stateOf(listener: string, partition: number): unknown
}

/**
 * The processor that serves, with a model, on plays in their order: the same steps, and as in production a task, with its
 * states and what it forgets, for each partition.
 */
export function modelReplay(model: Model, settings: RecommenderSettings, read: Read): ModelReplay {
  const node = recommendWith(model, settings)
  const tasks = new Map<number, { readonly work: Work; readonly states: Map<string, unknown> }>()
  const taskOf = (partition: number) => {
    const known = tasks.get(partition)
    if (known !== undefined) return known
    const states = new Map<string, unknown>()
    const opened = { states, work: processorWork(node, states, read) }
    tasks.set(partition, opened)
    return opened
  }
  return {
    id: modelId(model),
    step(play) {
      try {
        const made = processInline(taskOf(play.partition).work, play).find(
          ({ topic }) => topic === recommendations.name,
        )
        return made === undefined ? { kind: 'none' } : { kind: 'list', list: made.value as Recommendation } // by `to` of the node
      } catch (error) {
        return { kind: 'failed', message: error instanceof Error ? error.message : String(error) }
      }
    },
    stateOf: (listener, partition) => tasks.get(partition)?.states.get(listener) ?? null,
  }
}
