import type { Outcome } from './soak.ts'

const COLUMNS = ['RSS mid', 'end MB', 'growth', 'MB/h', 'PSS mid', 'end MB', 'fds', 'threads', 'CPU'] as const

/** A line for each process, and the verdict. */
export function textOf({ minutes, samples, verdicts, done, failures, collected, cutShort }: Outcome): string {
  const rows = verdicts.map(({ name, rssMb, growthPercent, slopeMbPerHour, pssMb, descriptors, threads, ...rest }) => [
    name,
    rssMb.middle.toFixed(1),
    rssMb.end.toFixed(1),
    `${growthPercent.toFixed(1)} %`,
    slopeMbPerHour.toFixed(1),
    pssMb.middle.toFixed(1),
    pssMb.end.toFixed(1),
    `${descriptors.middle}/${descriptors.end}`,
    `${threads.middle}/${threads.end}`,
    `${rest.cpuPercent.toFixed(1)} %`,
  ])
  const faults = verdicts.flatMap(({ name, pid, faults: found }) => found.map((fault) => `${name} (${pid}): ${fault}`))
  return [
    `${minutes.toFixed(1)} minutes, ${samples} samples: ` +
      Object.entries(done)
        .map(([what, count]) => `${count} ${what}`)
        .join(', '),
    '',
    line(['process', ...COLUMNS]),
    ...rows.map(line),
    '',
    ...(collected ? [] : ['There is no jcmd: Java processes are judged with their garbage.']),
    ...faults,
    ...failures.map((failure) => `The load: ${failure}`),
    cutShort ? 'Cut short: windows are shares of the time it ran.' : '',
    faults.length + failures.length === 0 ? 'Every process is steady.' : `${faults.length + failures.length} faults.`,
    '',
  ].join('\n')
}

const line = ([name = '', ...cells]: readonly string[]): string =>
  `${name.padEnd(24)}${cells.map((cell) => cell.padStart(10)).join('')}`
