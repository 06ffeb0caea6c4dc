import type { AnyTopic } from '../../engine/topic.ts'
import { enricherGroup } from '../../engine/runtime/run-processor.ts'
import { wholeTopology } from '../topology.ts'

/**
 * Where a processor keeps what it has made of its inputs. `none`: its outputs depend on each record alone, or can be repeated.
 * `changelog`: can be reset. `outputs`: its outputs are its state.
 */
export type KeptState =
  | { readonly in: 'none' }
  | { readonly in: 'changelog'; readonly topic: AnyTopic; readonly isSingle: boolean }
  | { readonly in: 'outputs' }

/** The consumer group of a processor of ours. */
export interface OurGroup {
  /** Machines that share no files each have a group of their own, whose name begins with this one. */
  readonly name: string
  readonly processor: string
  readonly topics: readonly string[]
  readonly state: KeptState
}

/** The groups of all processors that settings can bring about. Sources and the bridge read without one. */
export function ourGroups(): readonly OurGroup[] {
  return wholeTopology().flatMap((node): readonly OurGroup[] => {
    if (node.kind === 'source' || node.kind === 'bridge') return []
    const name = node.kind === 'enricher' ? enricherGroup(node) : node.name
    return [{ name, processor: node.name, topics: node.from.map((topic) => topic.name), state: stateOf(node) }]
  })
}

type Grouped = Exclude<ReturnType<typeof wholeTopology>[number], { readonly kind: 'source' | 'bridge' }>

function stateOf(node: Grouped): KeptState {
  switch (node.kind) {
    case 'processor':
      return { in: 'changelog', topic: node.changelog, isSingle: node.single }
    case 'event-sourced':
      return { in: 'outputs' }
    case 'enricher':
    case 'sink':
      return { in: 'none' }
  }
}

/** The processor of a group; null for one of another program. */
export const ourGroupOf = (group: string, ours: readonly OurGroup[]): OurGroup | null =>
  ours.find(({ name }) => name === group) ??
  ours.find(({ name, state }) => state.in === 'none' && group.startsWith(`${name}-`)) ??
  null
