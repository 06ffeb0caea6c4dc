import { parseArgs } from 'node:util'
import { faultsOf } from './faults.ts'
import { runLedger } from './ledger.ts'
import type { Result } from './ledger.ts'
import { copyWith, plantOf, plants } from './plants.ts'
import type { Plant } from './plants.ts'
import { plantsTable, textOf } from './report.ts'

const USAGE = `npm run ledger -- [--kills 20] [--plays 5000] [--seed 1] [--json]
npm run ledger -- --plant NAME [--plays 300] [--seed 1] [--json]
npm run ledger -- --plants

Plays against a stack of its own while its processes are killed, and compares what is left with what was meant.
Exit code 1: something was lost, duplicated, read though aborted, reordered, unexpected or different.
Planted bugs: ${plants.map(({ name }) => name).join(', ')}
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
// Leaving in order takes all that was started along.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    process.stderr.write(`Ended by ${signal}.\n`)
    process.exit(INTERRUPTED)
  })
}

const PLAYS = 5_000
const PLAYS_WITH_A_PLANT = 300

const withPlant = async (plant: Plant): Promise<Result> => {
  const copy = copyWith(plant)
  try {
    const plays = Number(values.plays ?? PLAYS_WITH_A_PLANT)
    return await runLedger({ plays, faults: plant.faults, seed, program: copy.folder, say })
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
  const results: [Plant, Result][] = []
  for (const plant of plants) {
    say(`Planting ${plant.name}.`)
    results.push([plant, await withPlant(plant)])
    say(plantsTable(results.slice(-1)))
  }
  process.stdout.write(plantsTable(results))
  process.exitCode = results.every(([, { anomalies }]) => anomalies.length > 0) ? 0 : 1
} else if (values.plant !== undefined) {
  show(await withPlant(plantOf(values.plant)))
} else {
  const faults = faultsOf(Number(values.kills), seed)
  show(await runLedger({ plays: Number(values.plays ?? PLAYS), faults, seed, say }))
}
// The Kafka client may hold a timer or a socket for a while yet.
process.exit()
