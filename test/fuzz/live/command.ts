import type { Figure } from '../../bench/figures.ts'
import { startEmbeddedService } from './embedded-service.ts'
import type { EmbeddedService } from './embedded-service.ts'
import { fuzzLive } from './fuzz-live.ts'
import type { LiveFuzzed } from './fuzz-live.ts'

export interface LiveCommand {
  readonly messages: number
  readonly seed: number
  say(line: string): void
}

const SOCKETS = 40
/** Together they may send 4,000 messages a second, more than their addresses. */
const LISTENERS = 200
const PATIENCE_MS = 30_000
const PAUSE_MS = 200
/** What a process of ours may hold at the end beyond what it held in the middle: some collections of garbage apart. */
const GROWTH = 1.1
const GROWTH_MIB = 24
/** A Java machine fills the heap that it is given before it collects; its options bound it. */
const BOUNDED_BY_ITSELF = /java/

type Resident = ReturnType<EmbeddedService['resident']>

/** Fuzzes everything as `npm start` runs it. @returns figures, and faults: what must never be. */
export async function fuzzEmbedded({ messages, seed, say }: LiveCommand) {
  const service = await startEmbeddedService()
  try {
    const looks: Resident[] = [service.resident()]
    const fuzzed = await fuzzLive({
      ...{ url: service.url, messages, seed, sockets: SOCKETS, listeners: LISTENERS },
      ...{ patienceMs: PATIENCE_MS, pauseMs: PAUSE_MS },
      onTenth(tenth) {
        looks.push(service.resident())
        say(`${tenth} tenths of the messages are sent.`)
      },
    })
    looks.push(service.resident())
    const ready = await fetch(`${service.url}/readyz`)
    const series = (await (await fetch(`${service.url}/metrics`)).text()).split('\n').length
    const faults = [
      ...fuzzed.served.faults,
      ...grownOf(looks),
      ...endedOf(looks),
      ...(ready.ok ? [] : [`/readyz answered ${ready.status}: ${await ready.text()}`]),
    ]
    return { figures: figuresOf(fuzzed, looks, series), faults, fuzzed }
  } finally {
    await service.stop()
  }
}

const middle = (looks: readonly Resident[]): Resident | undefined => looks[Math.floor(looks.length / 2)]

function grownOf(looks: readonly Resident[]): readonly string[] {
  return [...(looks.at(-1) ?? [])].flatMap(([pid, { name, mebibytes }]) => {
    const before = middle(looks)?.get(pid)?.mebibytes
    const grew = before !== undefined && !BOUNDED_BY_ITSELF.test(name) && mebibytes > before * GROWTH + GROWTH_MIB
    return grew ? [`${name} grew from ${before.toFixed(0)} to ${mebibytes.toFixed(0)} MiB.`] : []
  })
}

function endedOf(looks: readonly Resident[]): readonly string[] {
  const last = looks.at(-1)
  return [...(looks[0] ?? [])].flatMap(([pid, { name }]) => (last?.has(pid) === true ? [] : [`${name} ended.`]))
}

function figuresOf({ seconds, sent, answers, served }: LiveFuzzed, looks: readonly Resident[], series: number) {
  const figure = (subject: string, metric: string, value: number, unit: string): Figure => ({
    ...{ name: 'fuzz live', subject, metric, value, unit },
  })
  const all = [...sent.values()].reduce((sum, each) => sum + each, 0)
  return [
    figure('all', 'messages', all, 'messages'),
    figure('all', 'throughput', all / seconds, 'messages/s'),
    ...[...sent].map(([kind, count]) => figure(kind, 'sent', count, 'messages')),
    ...[...answers].map(([what, count]) => figure(what, 'answered', count, 'messages')),
    figure('ordinary listener', 'plays', served.plays, 'plays'),
    figure('ordinary listener', 'slowest acknowledgement', served.slowestAckMs, 'ms'),
    figure('ordinary listener', 'slowest recommendation', served.slowestListMs, 'ms'),
    figure('/metrics', 'lines', series, 'lines'),
    ...[...(looks.at(-1) ?? [])].flatMap(([pid, { name, mebibytes }]) => [
      figure(name, 'resident in the middle', middle(looks)?.get(pid)?.mebibytes ?? NaN, 'MiB'),
      figure(name, 'resident in the end', mebibytes, 'MiB'),
    ]),
  ]
}
