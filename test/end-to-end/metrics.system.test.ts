import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ourGroups } from '../../streams/app/groups/our-groups.ts'
import { leftovers } from '../../streams/app/supervisor/run-folder.ts'
import { topology } from '../../streams/app/topology.ts'
import { parseConfig } from '../../streams/app/config.ts'
import { connectListener } from '../support/listener.ts'
import { makeMusic } from '../support/music.ts'
import { startSlipstream } from '../support/slipstream.ts'
import type { Running } from '../support/slipstream.ts'

const TRACK_MS = 8_000
const nodes = topology({ models: parseConfig({}).SLIPSTREAM_MODELS })
/** A process publishes every 10 s. */
const PUBLISHED = { timeout: 45_000, interval: 500 }

interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** The samples of the text format of Prometheus; the label values here hold no quotation marks. */
function parsed(text: string): readonly Sample[] {
  return [...text.matchAll(/^([a-z_]\w*)(?:\{(.*)\})? (\S+)$/gm)].map(([, name = '', labels = '', value]) => ({
    name,
    labels: Object.fromEntries(
      [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', of = '']) => [label, of] as const),
    ),
    value: Number(value),
  }))
}

describe('/metrics', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-metrics-'))
  const [music, dataFolder] = [join(folder, 'music'), join(folder, 'data')]
  makeMusic(music, TRACK_MS)
  let running: Running

  beforeAll(async () => {
    running = await startSlipstream(dataFolder, [music])
    await running.until(/13 .*analysed/)
    const items = (await (await fetch(`${running.url}/api/tracks`)).json()) as { items: { trackId: string }[] }
    const listener = await connectListener(running.url)
    listener.play(items.items[0]?.trackId ?? '', 'finished', 'measured-play')
    await listener.until((message) => message.causedBy?.playId === 'measured-play')
    listener.close()
  })
  afterAll(async () => {
    await running.stop('SIGINT')
    rmSync(folder, { recursive: true, force: true })
  })

  const samples = async (name: string, processor?: string): Promise<readonly Sample[]> => {
    const all = parsed(await (await fetch(`${running.url}/metrics`)).text())
    return all.filter((s) => s.name === name && (processor === undefined || s.labels['processor'] === processor))
  }
  const sum = async (name: string, processor: string) =>
    (await samples(name, processor)).reduce((total, { value }) => total + value, 0)
  const names = nodes.map(({ name }) => name).sort()
  const processorsWith = async (name: string) =>
    [...new Set((await samples(name)).map(({ labels }) => labels['processor']))].sort()

  it.each([
    'process_resident_memory_bytes',
    'process_cpu_seconds_total',
    'process_start_time_seconds',
    'nodejs_eventloop_lag_seconds',
    'slipstream_processor_restarts_total',
    'slipstream_processor_dead_letters_total',
    'slipstream_processor_sent_records_total',
    'slipstream_processor_step_duration_seconds_count',
    'slipstream_processor_commit_duration_seconds_count',
    'slipstream_processor_restore_duration_seconds_count',
  ])('has %s of every processor', async (name) => {
    await expect.poll(() => processorsWith(name), PUBLISHED).toStrictEqual(names)
  })

  it('counts the records, steps, commits and outputs of a play', async () => {
    const counted = async () => ({
      read: (await samples('slipstream_processor_records_total', 'recommend')).find(
        (s) => s.labels['topic'] === 'plays',
      )?.value,
      steps: await sum('slipstream_processor_step_duration_seconds_count', 'recommend'),
      stored: (await samples('slipstream_processor_records_total', 'mongo-sink')).find(
        (s) => s.labels['topic'] === 'plays',
      )?.value,
    })
    await expect.poll(counted, PUBLISHED).toStrictEqual({ read: 1, steps: 1, stored: 1 })
    for (const name of ['recommend', 'mongo-sink', 'index-tracks']) {
      expect(await sum('slipstream_processor_commit_duration_seconds_sum', name)).toBeGreaterThan(0)
    }
    expect(await sum('slipstream_processor_restore_duration_seconds_count', 'recommend')).toBe(8)
    expect(await sum('slipstream_processor_sent_records_total', 'scan-library')).toBeGreaterThan(13)
  })

  it('has no lag at rest in any partition of any consumer group, whatever transaction markers are in it', async () => {
    const lags = async () => {
      const found = await samples('kafka_consumergroup_lag')
      return {
        processors: [...new Set(found.map(({ labels }) => labels['processor']))].sort(),
        behind: found.filter(({ value }) => value !== 0).map(({ labels, value }) => ({ ...labels, value })),
      }
    }
    const inputs = nodes.filter(({ kind, from }) => kind !== 'bridge' && from.length > 0)
    const processors: readonly string[] = inputs.map(({ name }) => name).sort()
    await expect.poll(lags, PUBLISHED).toStrictEqual({ processors, behind: [] })
    const groups = ourGroups().filter(({ processor }) => processors.includes(processor)).map(({ name }) => name).sort() // prettier-ignore
    const seen = async () => ({
      groups: [...new Set((await samples('slipstream_consumer_lag_records')).map(({ labels }) => labels['group']))].sort(),
      late: [...(await samples('slipstream_consumer_lag_records')), ...(await samples('slipstream_consumer_lag_seconds'))].filter(({ value }) => value !== 0),
    }) // prettier-ignore
    await expect.poll(seen, PUBLISHED).toStrictEqual({ groups, late: [] })
    const partitions = (await samples('kafka_consumergroup_lag', 'mongo-sink')).length
    expect(partitions).toBe(
      inputs
        .find(({ name }) => name === 'mongo-sink')
        ?.from.reduce((total, topic: { readonly partitions: number }) => total + topic.partitions, 0),
    )
  })

  it('shows that a record could not be decoded', async () => {
    const producer = new Kafka({
      brokers: [...running.addresses.kafkaBrokers],
      logLevel: logLevel.NOTHING,
    }).producer()
    await producer.connect()
    await producer.send({ topic: 'plays', messages: [{ key: 'anyone', value: 'no Avro' }] })
    await producer.disconnect()
    await expect.poll(() => sum('slipstream_processor_dead_letters_total', 'recommend'), PUBLISHED).toBe(1)
    await expect.poll(() => sum('slipstream_processor_dead_letters_total', 'mongo-sink'), PUBLISHED).toBe(1)
  })

  it('shows that a killed processor was started again, in the series of the same instance', async () => {
    const [before] = await samples('process_start_time_seconds', 'recommend')
    const killed = leftovers(join(dataFolder, 'run')).find(({ name }) => name === 'recommend')
    process.kill(killed?.pid ?? 0, 'SIGKILL')
    const restarts = () => samples('slipstream_processor_restarts_total', 'recommend')
    await expect.poll(restarts, PUBLISHED).toMatchObject([{ labels: before?.labels, value: 1 }])
    const [after] = await samples('process_start_time_seconds', 'recommend')
    expect(after?.value).toBeGreaterThan(before?.value ?? 0)
    expect(await sum('slipstream_processor_restarts_total', 'mongo-sink')).toBe(0)
    await expect.poll(() => sum('kafka_consumergroup_lag', 'recommend'), PUBLISHED).toBe(0)
  })
})
