import { CLASSES } from './check.ts'
import type { Anomaly } from './check.ts'
import type { Result } from './ledger.ts'
import type { SeededBug } from './seeded-bugs.ts'

const SHOWN_OF_A_CLASS = 5

/** All figures of a run, as text. */
export function textOf(result: Result): string {
  const { anomalies, planned, injected, recoveries, counts, crashes, playsPerSecond, longestSilenceMs, longestWaitMs } =
    result
  const inRecommend = injected.filter(({ target, action }) => target === 'recommend' && action === 'kill')
  const inside = inRecommend.filter(({ insideTransaction }) => insideTransaction)
  const targets = [...new Set(recoveries.map(({ target }) => target))].sort()
  return [
    `${counts.plays} plays (${playsPerSecond.toFixed(1)} a second), ${counts.resends} resends; in the log: ` +
      `${counts.playRecords} plays, ${counts.recommendations} recommendations, ${counts.profiles} profiles`,
    '',
    ...CLASSES.map(
      (name) => `${name.padEnd(14)}${String(anomalies.filter((each) => each.class === name).length).padStart(7)}`,
    ),
    '',
    ...tally(
      injected.map(({ action, role, target, point, aimed }) =>
        [action, role, target, aimed ? (point ?? '') : 'at random'].filter((word) => word !== undefined).join(' '),
      ),
    ),
    `${inside.length} of ${inRecommend.length} kills of recommend hit inside a transaction, by the point they hit:`,
    ...tally(inside.map(({ point, aimed }) => (aimed ? (point ?? '') : 'at random'))),
    `longest time without an acknowledgement:${seconds(longestSilenceMs)} s; from a play to its own:${seconds(longestWaitMs)} s`,
    `crashes without a fault: ${JSON.stringify(crashes)}`,
    '',
    'recovery, s         n    p50    p95    max',
    ...targets.map((name) =>
      line(
        name,
        recoveries.filter(({ target }) => target === name).map(({ ms }) => ms),
      ),
    ),
    line(
      'all',
      recoveries.map(({ ms }) => ms),
    ),
    '',
    ...examples(anomalies),
    injected.length < planned ? `Cut short after ${injected.length} of ${planned} faults.` : `${planned} faults.`,
    anomalies.length === 0 ? 'Every play had its effect once, in order.' : `${anomalies.length} anomalies.`,
    '',
  ].join('\n')
}

function tally(names: readonly string[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].sort().map(([name, count]) => `${String(count).padStart(4)} ${name}`)
}

function line(name: string, times: readonly (number | null)[]): string {
  const sorted = times.map((ms) => ms ?? Infinity).sort((a, b) => a - b)
  const at = (share: number) => seconds(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)])
  return `${name.padEnd(17)}${String(sorted.length).padStart(4)}${at(0.5)}${at(0.95)}${at(1)}`
}

const seconds = (ms: number | undefined): string => (ms === undefined ? '-' : (ms / 1_000).toFixed(1)).padStart(7)

function examples(anomalies: readonly Anomaly[]): readonly string[] {
  return CLASSES.flatMap((name) => {
    const ofClass = anomalies.filter((each) => each.class === name)
    const more = ofClass.length > SHOWN_OF_A_CLASS ? [`${name}: and ${ofClass.length - SHOWN_OF_A_CLASS} more`] : []
    return [...ofClass.slice(0, SHOWN_OF_A_CLASS).map(({ what }) => `${name}: ${what}`), ...more]
  })
}

/** Which seeded bugs were detected, and by which classes of anomalies. */
export function seededBugsTable(results: readonly (readonly [SeededBug, Result])[]): string {
  const row = ([{ name }, { anomalies }]: readonly [SeededBug, Result]) => {
    const classes = CLASSES.map((each) => [each, anomalies.filter((a) => a.class === each).length] as const)
    const seen = classes.filter(([, count]) => count > 0).map(([each, count]) => `${count} ${each}`)
    return `${name.padEnd(24)}${anomalies.length > 0 ? 'red  ' : 'GREEN'}  ${seen.join(', ')}\n`
  }
  return results.map(row).join('')
}
