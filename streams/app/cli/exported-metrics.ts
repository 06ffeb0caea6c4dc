import { indexMetrics } from '../../../processors/websocket-bridge/edge/index-metrics.ts'
import { lagMetrics } from '../../../processors/websocket-bridge/edge/lag-metrics.ts'
import { createMetrics } from '../../../processors/websocket-bridge/edge/metrics.ts'
import { processorMetricFamilies } from '../../../processors/websocket-bridge/processor-metrics.ts'

/** A family of `/metrics`. */
export interface ExportedMetric {
  readonly name: string
  readonly type: string
  readonly help: string
  readonly labels: readonly string[]
}

/** Those of every process first; then the bridge's own, but for what prom-client exports of every Node process. */
export function exportedMetrics(): readonly ExportedMetric[] {
  const { registry } = createMetrics()
  indexMetrics(registry, () => null)
  lagMetrics(registry, undefined, { debug: () => undefined })
  const ofProcesses = Object.entries(processorMetricFamilies).map(([name, { type, help, labels }]) => ({
    ...{ name, type, help },
    labels: ['processor', 'instance', ...labels],
  }))
  const own = registry.getMetricsAsArray().filter(({ name }) => name.startsWith('slipstream_'))
  return [
    ...ofProcesses,
    ...own.map((each) => ({ name: each.name, type: String(each.type), help: each.help, labels: labelsOf(each) })),
  ]
}

const labelsOf = (metric: object): readonly string[] =>
  'labelNames' in metric && Array.isArray(metric.labelNames) ? metric.labelNames.map(String) : []
