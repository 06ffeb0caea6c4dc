import { parseArgs } from 'node:util'
import { faultsOf } from './faults.ts'
import { runLedger } from './ledger.ts'
import type { Result } from './ledger.ts'
import { copyWithBug, seededBugOf, seededBugs } from './seeded-bugs.ts'
import type { SeededBug } from './seeded-bugs.ts'
import { seededBugsTable, textOf } from './report.ts'

const USAGE = `npm run ledger -- [--kills 20] [--plays 5000] [--seed 1] [--json]
npm run ledger -- --plant NAME [--plays 300] [--seed 1] [--json]
npm run ledger -- --plants

Checks the history of a stack of its own whose processes are killed: compares the log and the database with the plays that were sent.
Exit code 1: something is lost, duplicated, read although aborted, reordered, unexpected or different.
Seeded bugs: ${seededBugs.map(({ name }) => name).join(', ')}
`

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    plays: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    plant: { type: 'string' },
    plants: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed)
const say = (line: string) => process.stderr.write(`${line}\n`)
const INTERRUPTED = 130
// An orderly exit ends every process that was started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    process.stderr.write(`Ended by ${signal}.\n`)
    process.exit(INTERRUPTED)
  })
}

const PLAYS = 5_000
const PLAYS_WITH_A_BUG = 300

const runWithBug = async (bug: SeededBug): Promise<Result> => {
  const copy = copyWithBug(bug)
  try {
    const plays = Number(values.plays ?? PLAYS_WITH_A_BUG)
    return await runLedger({ plays, faults: bug.faults, seed, program: copy.folder, say })
  } finally {
    copy.remove()
  }
}

const show = (result: Result): void => {
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : textOf(result))
  process.exitCode = result.anomalies.length === 0 ? 0 : 1
}

if (values.help) {
  process.stdout.write(USAGE)
} else if (values.plants) {
  const results: [SeededBug, Result][] = []
  for (const bug of seededBugs) {
    say(`Seeding ${bug.name}.`)
    results.push([bug, await runWithBug(bug)])
    say(seededBugsTable(results.slice(-1)))
  }
  process.stdout.write(seededBugsTable(results))
  process.exitCode = results.every(([, { anomalies }]) => anomalies.length > 0) ? 0 : 1
} else if (values.plant !== undefined) {
  show(await runWithBug(seededBugOf(values.plant)))
} else {
  const faults = faultsOf(Number(values.kills), seed)
  show(await runLedger({ plays: Number(values.plays ?? PLAYS), faults, seed, say }))
}
// The Kafka client may keep a timer or a socket open.
process.exit()
