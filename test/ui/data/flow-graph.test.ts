import { expect, it } from 'vitest'
import { flowGraph, GRAPH_WIDTH, NODE_WIDTH } from '../../../ui/data/flow-graph.ts'
import { someFlow } from '../support/insight-answers.ts'

it('draws topics that are read, processors, and topics that are written, and only on demand what copies and looks up', () => {
  const { nodes, edges, height } = flowGraph(someFlow, false)
  expect(nodes.map(({ name, kind, x }) => `${kind} ${name} ${x}`)).toStrictEqual([
    'topic plays 0',
    'topic recommendations 0',
    `processor recommend ${(GRAPH_WIDTH - NODE_WIDTH) / 2}`,
    `processor monitor-feedback ${(GRAPH_WIDTH - NODE_WIDTH) / 2}`,
    `topic recommendations ${GRAPH_WIDTH - NODE_WIDTH}`,
    `topic feedback ${GRAPH_WIDTH - NODE_WIDTH}`,
  ])
  expect(edges.map(({ topic, processor, label, waits }) => [topic, processor, label, waits])).toStrictEqual([
    ['plays', 'recommend', '2.1/s, lag 3', true],
    ['recommendations', 'recommend', '3.2/s', false],
    ['recommendations', 'monitor-feedback', '3.2/s', false],
    ['feedback', 'monitor-feedback', '< 0.1/s', false],
  ])
  expect(nodes.every(({ y }) => y > 0 && y < height)).toBe(true)
  const whole = flowGraph(someFlow, true)
  expect([whole.edges.length, whole.nodes.length]).toStrictEqual([6, 3 + 3 + 2])
})

it('keeps labels of one column apart', () => {
  const edges = Array.from({ length: 6 }, (_, i) => ({ from: 'plays', to: `p${i}`, kind: 'input' as const, recordsPerSecond: 1, lag: null })) // prettier-ignore
  const processors = edges.map(({ to }) => ({ name: to, instances: 1 }))
  const places = flowGraph({ ...someFlow, edges, processors }, true).edges.map(({ y }) => y)
  places.forEach((y, i) => {
    expect(y - (places[i - 1] ?? -Infinity)).toBeGreaterThanOrEqual(15)
  })
})
