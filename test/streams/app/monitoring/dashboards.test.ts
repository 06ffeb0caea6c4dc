import { readFileSync } from 'node:fs'
import { parser } from '@prometheus-io/lezer-promql'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { exportedMetrics } from '../../../../streams/app/cli/exported-metrics.ts'
import { DATA_SOURCE, dashboards } from '../../../../streams/app/monitoring/dashboards.ts'

const panels = dashboards.flatMap(({ title, rows }) =>
  rows.flatMap(({ panels: of }) => of.map((panel) => ({ ...panel, dashboard: title }))),
)
const queries = panels.flatMap((panel) =>
  panel.queries.map(([promql, legend]) => ({ promql, legend, panel: `${panel.dashboard}, ${panel.title}` })),
)
const metrics = exportedMetrics()

interface Parsed {
  readonly errors: number
  readonly names: readonly string[]
  /** By which it groups, and which it selects by. */
  readonly labels: readonly string[]
}

function parsed(promql: string): Parsed {
  const text = promql.replaceAll('$__rate_interval', '1m')
  const found = { errors: 0, names: new Set<string>(), labels: new Set<string>() }
  parser.parse(text).iterate({
    enter(node) {
      const of = text.slice(node.from, node.to)
      if (node.type.isError) found.errors += 1
      if (node.name === 'Identifier' && node.node.parent?.name === 'VectorSelector') found.names.add(of)
      if (node.name === 'LabelName') found.labels.add(of)
    },
  })
  return { errors: found.errors, names: [...found.names], labels: [...found.labels] }
}

/** The family of a series, and the labels that it has. */
function familyOf(series: string) {
  const [, family = series, part] = /^(.*)_(bucket|sum|count)$/.exec(series) ?? []
  const histogram = metrics.find(({ name, type }) => type === 'histogram' && name === family)
  if (histogram !== undefined && part !== undefined) return { ...histogram, labels: [...histogram.labels, 'le'] }
  return metrics.find(({ name, type }) => name === series && type !== 'histogram')
}

it('would see a query that is wrong', () => {
  expect(parsed('sum by (le (rate(x[5m]))').errors).toBeGreaterThan(0)
  expect(parsed('sum by (a, b) (rate(x{c="d"}[$__rate_interval])) / y')).toStrictEqual({ errors: 0, names: ['x', 'y'], labels: ['a', 'b', 'c'] }) // prettier-ignore
  expect([familyOf('slipstream_play_to_ack_seconds'), familyOf('slipstream_plays_accepted_total_count')]).toStrictEqual([undefined, undefined]) // prettier-ignore
})

describe.each(queries)('$panel: $promql', ({ promql, legend }) => {
  const { errors, names, labels } = parsed(promql)

  it('is PromQL of series that are exported', () => {
    expect([errors, names.length > 0, names.filter((name) => familyOf(name) === undefined)]).toStrictEqual([
      0,
      true,
      [],
    ])
  })

  it('groups, selects and names by labels that they have', () => {
    const known = new Set(names.flatMap((name) => familyOf(name)?.labels ?? []))
    const shown = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label)
    expect([...labels, ...shown].filter((label) => !known.has(label))).toStrictEqual([])
  })
})

it('shows every metric of a processor or a model, but for those that only name a time or an instance', () => {
  const used = new Set(queries.flatMap(({ promql }) => parsed(promql).names.map((name) => familyOf(name)?.name)))
  expect(metrics.map(({ name }) => name).filter((name) => !used.has(name))).toStrictEqual([
    'kafka_consumergroup_lag', // of running processors alone: slipstream_consumer_lag_records is of all
    'slipstream_processor_restore_duration_seconds',
    'process_start_time_seconds',
    'slipstream_index_cells',
    'slipstream_index_probes',
    'slipstream_index_smallest_cell_tracks',
    'slipstream_index_median_cell_tracks',
    'slipstream_index_largest_cell_tracks',
  ])
})

it('has one file for each dashboard, and asks the data source that is provisioned', () => {
  const folder = 'streams/app/monitoring/grafana'
  const read = (path: string): unknown => parse(readFileSync(`${folder}/${path}`, 'utf8'))
  expect(read('provisioning/datasources/prometheus.yml')).toMatchObject({ datasources: [{ uid: DATA_SOURCE, type: 'prometheus' }] }) // prettier-ignore
  for (const { uid, title } of dashboards) {
    const whole = read(`dashboards/${uid}.json`) as { readonly panels: readonly { readonly datasource?: object; readonly id: number }[] } // prettier-ignore
    const graphs = whole.panels.filter(({ datasource }) => datasource !== undefined)
    expect(whole).toMatchObject({ uid, title })
    expect(graphs.length).toBe(panels.filter(({ dashboard }) => dashboard === title).length)
    expect(new Set(whole.panels.map(({ id }) => id)).size).toBe(whole.panels.length)
  }
})
