import type { Flow } from './insights.ts'
import { countText, rateText } from './insights.ts'

/** The graph of processors and topics as it is drawn: topics that are read, processors, topics that are written. */

export interface GraphNode {
  readonly name: string
  readonly kind: 'processor' | 'topic'
  readonly x: number
  readonly y: number
}

export interface GraphEdge {
  readonly topic: string
  readonly processor: string
  readonly kind: Flow['edges'][number]['kind']
  /** Of an SVG path. */
  readonly path: string
  /** Empty where nothing flows or waits. */
  readonly label: string
  readonly x: number
  readonly y: number
  readonly flows: boolean
  readonly waits: boolean
}

export interface FlowGraph {
  readonly width: number
  readonly height: number
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
}

/** As wide as the page is beside the navigation and the queue in a window of 1440 CSS pixels. */
export const GRAPH_WIDTH = 824
export const NODE_WIDTH = 166
export const NODE_HEIGHT = 26
const ROW = 34
const LABEL_HEIGHT = 15
/** The left ends of the columns. */
const COLUMNS = { read: 0, processor: (GRAPH_WIDTH - NODE_WIDTH) / 2, written: GRAPH_WIDTH - NODE_WIDTH } as const
type Column = keyof typeof COLUMNS

/** What only copies or looks up hides what flows. */
const COPIES = 'mongo-sink'

/** @param whole also what processors look up, and the copy into the database. */
export function flowGraph({ edges, processors }: Flow, whole: boolean): FlowGraph {
  const shown = edges.filter(({ kind, to }) => whole || (kind !== 'table' && to !== COPIES))
  const names = processors.map(({ name }) => name).filter((name) => shown.some(({ from, to }) => from === name || to === name)) // prettier-ignore
  const isOutput = ({ kind }: Flow['edges'][number]) => kind === 'output'
  const ends = shown.map((edge) => ({ ...edge, topic: isOutput(edge) ? edge.to : edge.from, processor: isOutput(edge) ? edge.from : edge.to })) // prettier-ignore
  const read = byPartners(ends.filter((edge) => !isOutput(edge)), names) // prettier-ignore
  const written = byPartners(ends.filter(isOutput), names)
  const rows = Math.max(names.length, read.length, written.length)
  const height = rows * ROW
  const placed = (column: Column, kind: GraphNode['kind'], all: readonly string[]): readonly GraphNode[] =>
    all.map((name, i) => ({ name, kind, x: COLUMNS[column], y: ((i + 0.5) * height) / all.length }))
  const nodes = { read: placed('read', 'topic', read), processor: placed('processor', 'processor', names), written: placed('written', 'topic', written) } // prettier-ignore
  const find = (column: Column, name: string) => nodes[column].find((node) => node.name === name)?.y ?? 0
  const drawn = ends.map(({ topic, processor, kind, recordsPerSecond, lag }): GraphEdge => {
    const [left, right] = kind === 'output' ? ([find('processor', processor), find('written', topic)] as const) : ([find('read', topic), find('processor', processor)] as const) // prettier-ignore
    const startX = (kind === 'output' ? COLUMNS.processor : COLUMNS.read) + NODE_WIDTH
    const endX = kind === 'output' ? COLUMNS.written : COLUMNS.processor
    const bend = (endX - startX) / 2
    return {
      topic,
      processor,
      kind,
      path: `M${startX} ${left}C${startX + bend} ${left} ${endX - bend} ${right} ${endX} ${right}`,
      label: edgeLabel(recordsPerSecond, lag),
      x: (startX + endX) / 2,
      y: (left + right) / 2,
      flows: (recordsPerSecond ?? 0) > 0,
      waits: (lag ?? 0) > 0,
    }
  })
  return { width: GRAPH_WIDTH, height, nodes: [...nodes.read, ...nodes.processor, ...nodes.written], edges: apart(drawn) } // prettier-ignore
}

function edgeLabel(recordsPerSecond: number | null, lag: number | null): string {
  const rate = (recordsPerSecond ?? 0) > 0 ? [`${rateText(recordsPerSecond ?? 0)}/s`] : []
  const waiting = (lag ?? 0) > 0 ? [`lag ${countText(lag ?? 0)}`] : []
  return [...rate, ...waiting].join(', ')
}

/** Topics by the middle of the processors that they are joined to, so that few lines cross. */
function byPartners(
  ends: readonly { readonly topic: string; readonly processor: string }[],
  processors: readonly string[],
): readonly string[] {
  const places = new Map<string, number[]>()
  for (const { topic, processor } of ends) places.set(topic, [...(places.get(topic) ?? []), processors.indexOf(processor)]) // prettier-ignore
  const middle = (topic: string) => {
    const all = places.get(topic) ?? []
    return all.reduce((sum, place) => sum + place, 0) / all.length
  }
  return [...places.keys()].sort((a, b) => middle(a) - middle(b))
}

/** Labels of one column that would lie over one another are moved down. */
function apart(edges: readonly GraphEdge[]): readonly GraphEdge[] {
  const lowest = new Map<number, number>()
  const moved = new Map<GraphEdge, number>()
  for (const edge of edges.filter(({ label }) => label !== '').sort((a, b) => a.y - b.y)) {
    const y = Math.max(edge.y, (lowest.get(edge.x) ?? -Infinity) + LABEL_HEIGHT)
    lowest.set(edge.x, y)
    moved.set(edge, y)
  }
  return edges.map((edge) => ({ ...edge, y: moved.get(edge) ?? edge.y }))
}
