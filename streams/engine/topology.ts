import type { DeadLetterTopic } from './dead-letter.ts'
import type { EventSourcedProcessor, Processor, TopologyNode } from './processor.ts'
import type { AnyTopic } from './topic.ts'

/** The topology contradicts itself: a bug in the application. The message lists every fault. */
export class TopologyError extends Error {
  override readonly name = 'TopologyError'
}

type AnyNode = TopologyNode & { readonly kind: string } & Partial<
    Pick<Processor<unknown, AnyTopic, AnyTopic>, 'changelog' | 'single'>
  > &
  Partial<Pick<EventSourcedProcessor<unknown, AnyTopic, AnyTopic>, 'table'>>

/** The outputs of a node and its changelog. Every node that reads may also write dead letters. */
function writtenBy(node: AnyNode): readonly AnyTopic[] {
  return node.changelog === undefined ? node.to : [...node.to, node.changelog]
}

/** The topics of the tables that a node reads. */
function lookedUpBy(node: AnyNode): readonly AnyTopic[] {
  return [...new Set(node.reads.flatMap((table) => table.from))]
}

function topicsOf(nodes: readonly AnyNode[]): ReadonlySet<AnyTopic> {
  return new Set(nodes.flatMap((node) => [...node.from, ...writtenBy(node), ...lookedUpBy(node)]))
}

/**
 * @returns the nodes as they are.
 * @throws {TopologyError} when two nodes or two topics have the same name, a topic is read and never written, or
 *   co-processed topics differ in their number of partitions.
 */
export function checkTopology<const S extends readonly AnyNode[]>(nodes: S, deadLetters: DeadLetterTopic): S {
  const written = new Set([...nodes.flatMap(writtenBy), deadLetters].map((topic) => topic.name))
  const faults = [
    ...repeated(nodes.map((node) => node.name)).map((name) => `Two processors are named ${name}.`),
    ...nodes.flatMap((node) =>
      [...node.from, ...lookedUpBy(node)]
        .filter((topic) => !written.has(topic.name))
        .map((topic) => `${node.name} reads ${topic.name}, which no processor writes.`),
    ),
    ...repeated([...topicsOf(nodes)].map((topic) => topic.name)).map((name) => `Two topics are named ${name}.`),
    ...nodes.flatMap(partitionFaults),
  ]
  if (faults.length > 0) throw new TopologyError(faults.join('\n'))
  return nodes
}

function partitionFaults(node: AnyNode): readonly string[] {
  if (node.kind !== 'processor') return []
  const counts = new Set(node.from.map((topic) => topic.partitions))
  const inputs = node.from.map((topic) => `${topic.name} has ${topic.partitions}`).join(', ')
  const faults: string[] = []
  if (node.single !== true && counts.size > 1) {
    faults.push(`${node.name} processes topics together that are not divided alike: ${inputs}.`)
  }
  const wanted = node.single === true ? 1 : (node.from[0]?.partitions ?? 0)
  if (node.changelog !== undefined && node.changelog.partitions !== wanted) {
    faults.push(
      `${node.name} keeps its state in ${node.changelog.name}, which must have ${wanted} partitions, not ${node.changelog.partitions}.`,
    )
  }
  return faults
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
}

/** An arrow of the graph: a topic that a processor reads or looks up in, or one that it writes. */
export interface TopologyEdge {
  readonly from: string
  readonly to: string
  readonly kind: 'input' | 'table' | 'output'
}

/** The arrows of every processor, in order; those to the dead-letter queue are left out. */
export function topologyEdges(nodes: readonly AnyNode[]): readonly TopologyEdge[] {
  return nodes.flatMap((node) => [
    ...node.from.map(({ name }) => ({ from: name, to: node.name, kind: 'input' as const })),
    ...lookedUpBy(node)
      .filter((topic) => !node.from.some((from) => from.name === topic.name))
      .map(({ name }) => ({ from: name, to: node.name, kind: 'table' as const })),
    ...writtenBy(node).map(({ name }) => ({ from: node.name, to: name, kind: 'output' as const })),
  ])
}

/**
 * The topology as a Mermaid flowchart: processors as boxes, topics as cylinders, dotted arrows for table lookups. The
 * arrows from every processor to the dead-letter queue are left out, so that the picture stays readable.
 */
export function mermaid(nodes: readonly AnyNode[], deadLetters: DeadLetterTopic): string {
  const topics = topicsOf(nodes)
  const lines = [
    'flowchart LR',
    ...nodes.map((node) => `  ${node.name}[${node.name}]`),
    ...[...topics].map((topic) => `  ${topic.name}[(${topic.name})]`),
    ...topologyEdges(nodes).map(({ from, to, kind }) => `  ${from} ${kind === 'table' ? '-.->' : '-->'} ${to}`),
  ]
  if (!topics.has(deadLetters)) lines.push(`  ${deadLetters.name}[(${deadLetters.name})]`)
  return `${lines.join('\n')}\n`
}
