import { describe, expect, it } from 'vitest'
import type { ProcessMetrics } from '../../../schemas/generated.ts'
import { familiesOf, processorMetricFamilies } from '../../../processors/websocket-bridge/processor-metrics.ts'
import { processMetricsOf } from '../../support/process-metrics.ts'

const samplesOf = (name: string, ...processes: readonly Partial<ProcessMetrics>[]) =>
  familiesOf(processes.map(processMetricsOf)).find((family) => family.name === name)?.values

const labels = { processor: 'recommend', instance: 'host-1' }

describe('the families', () => {
  it('have the labels that they declare, besides processor and instance', () => {
    const families = familiesOf([
      processMetricsOf({
        consumerGroup: 'recommend',
        lags: [{ topic: 'plays', partition: 3, records: 7 }],
        received: [{ topic: 'plays', records: 2 }],
      }),
    ])
    for (const { name, values } of families) {
      const declared = ['processor', 'instance', ...(processorMetricFamilies[name]?.labels ?? [])]
      const used = values.map((sample) => Object.keys(sample.labels).filter((label) => label !== 'le'))
      expect([name, new Set(used.map(String))]).toStrictEqual([name, new Set([String(declared)])])
    }
  })

  it('follow the conventions: base units, and counters end in _total', () => {
    for (const [name, { type }] of Object.entries(processorMetricFamilies)) {
      expect([name, name.endsWith('_total')]).toStrictEqual([name, type === 'counter'])
      expect(name).not.toMatch(/_(ms|milliseconds|mb)\b/)
    }
  })
})

describe('a sample', () => {
  it('of lag names group, topic and partition', () => {
    const lags = [{ topic: 'plays', partition: 3, records: 7 }]
    expect(samplesOf('kafka_consumergroup_lag', { consumerGroup: 'recommend', lags })).toStrictEqual([
      { labels: { ...labels, consumergroup: 'recommend', topic: 'plays', partition: 3 }, value: 7 },
    ])
  })

  it('of dead letters names the error code, and is 0 while there are none', () => {
    const name = 'slipstream_processor_dead_letters_total'
    const deadLetters = [{ code: 'undecodable', records: 2 }]
    expect(samplesOf(name, { deadLetters }, { instance: 'host-2' })).toStrictEqual([
      { labels: { ...labels, code: 'undecodable' }, value: 2 },
      { labels: { ...labels, instance: 'host-2', code: '' }, value: 0 },
    ])
  })

  it('of a histogram counts cumulatively, in seconds', () => {
    const name = 'slipstream_processor_commit_duration_seconds'
    const commits = { boundsMs: [1, 10], counts: [2, 3, 4], sumMs: 500 }
    expect(samplesOf(name, { commits })).toStrictEqual([
      { metricName: `${name}_bucket`, labels: { ...labels, le: 0.001 }, value: 2 },
      { metricName: `${name}_bucket`, labels: { ...labels, le: 0.01 }, value: 5 },
      { metricName: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: 9 },
      { metricName: `${name}_sum`, labels, value: 0.5 },
      { metricName: `${name}_count`, labels, value: 9 },
    ])
  })

  it.each([
    ['process_cpu_seconds_total', 2.5],
    ['process_start_time_seconds', 1.5],
    ['nodejs_eventloop_lag_seconds', 0.001],
    ['process_resident_memory_bytes', 2_000],
  ])('of %s is in the base unit', (name, value) => {
    expect(samplesOf(name, {})).toStrictEqual([{ labels, value }])
  })
})
