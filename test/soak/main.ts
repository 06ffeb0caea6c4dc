import { parseArgs } from 'node:util'
import { textOf } from './report.ts'
import { runSoak } from './soak.ts'

const USAGE = `npm run soak -- [--minutes 60] [--listeners 8] [--seed 1] [--json]

Listeners play, skip, like, search and stream on a Slipstream of its own, an hour of listening in each minute, while every process is looked at.
Exit code 1: the resident memory of a process was more than 5 % larger at the end than in the middle, file descriptors stayed open, a process
ended, or a listener was not served. Ctrl-C ends it, and judges what there is.
`

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    listeners: { type: 'string', default: '8' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort())

if (values.help) {
  process.stdout.write(USAGE)
} else {
  const outcome = await runSoak({
    minutes: Number(values.minutes),
    listeners: Number(values.listeners),
    seed: Number(values.seed),
    signal: interrupted.signal,
    say: (line) => process.stderr.write(`${line}\n`),
  })
  process.stdout.write(values.json ? `${JSON.stringify(outcome)}\n` : textOf(outcome))
  const isSteady = outcome.failures.length === 0 && outcome.verdicts.every(({ faults }) => faults.length === 0)
  process.exitCode = isSteady ? 0 : 1
}
