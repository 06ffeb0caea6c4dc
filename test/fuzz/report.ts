import type { Figure } from '../bench/figures.ts'
import type { Tried } from './fuzz.ts'

/** A table: for each format and mutation the good files and all of them; then, for each format, how the others ended. */
export function tableOf(tried: readonly Tried[]): string {
  const formats = [...new Set(tried.map(({ format }) => format))]
  const names = [...new Set(tried.map(({ mutation }) => mutation))].sort()
  const first = Math.max(...names.map((name) => name.length))
  const widths = formats.map((format) => Math.max(7, format.length))
  const row = (head: string, cells: readonly string[]) =>
    [head.padEnd(first), ...cells.map((cell, i) => cell.padStart(widths[i] ?? 0))].join('  ')
  const share = (some: readonly Tried[]) => (some.length === 0 ? '' : `${good(some)}/${some.length}`)
  const matrix = names.map((name) =>
    row(
      name,
      formats.map((format) => share(tried.filter((one) => one.format === format && one.mutation === name))),
    ),
  )
  const ends = formats.map((format) => `${format}: ${summary(tried.filter((one) => one.format === format))}`)
  return [row('good / all', formats), ...matrix, '', ...ends, '', `all: ${summary(tried)}`].join('\n')
}

function summary(some: readonly Tried[]): string {
  const codes = [...countsOf(some)].map(([code, count]) => `${code} ${count}`)
  const { seconds, mebibytes, faults } = worst(some)
  return `${codes.join(', ')}; worst ${seconds.toFixed(2)} s, ${Math.round(mebibytes)} MiB; ${faults} faults`
}

/** One figure per format, mutation and outcome, and the worst of each pair. */
export function figuresOf(name: string, tried: readonly Tried[]): readonly Figure[] {
  const pairs = new Map<string, Tried[]>()
  for (const one of tried) {
    const subject = `${one.format}, ${one.mutation}`
    pairs.set(subject, [...(pairs.get(subject) ?? []), one])
  }
  pairs.set('all', [...tried])
  return [...pairs].flatMap(([subject, some]) => {
    const { seconds, mebibytes, faults } = worst(some)
    return [
      ...[...countsOf(some)].map(([code, value]) => ({ name, subject, metric: code, value, unit: 'files' })),
      { name, subject, metric: 'worst time', value: seconds, unit: 's' },
      { name, subject, metric: 'worst memory', value: mebibytes, unit: 'MiB' },
      { name, subject, metric: 'faults', value: faults, unit: 'files', goal: 0, met: faults === 0 },
    ]
  })
}

const good = (some: readonly Tried[]) => some.filter(({ isGood }) => isGood).length

function worst(some: readonly Tried[]) {
  return {
    seconds: Math.max(0, ...some.map(({ seconds }) => seconds)),
    mebibytes: Math.max(0, ...some.map(({ mebibytes }) => mebibytes)),
    faults: some.filter(({ faults }) => faults.length > 0).length,
  }
}

function countsOf(some: readonly Tried[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { outcome } of some) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  return new Map([...counts].sort((a, b) => b[1] - a[1]))
}
