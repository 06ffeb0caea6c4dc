import { parseArgs } from 'node:util'
import { clusterFaultsOf, faultsOf, outagesOf } from './faults.ts'
import type { Outages } from './faults.ts'
import { runLedger } from './ledger.ts'
import type { Result } from './ledger.ts'
import { copyWithBug, seededBugOf, seededBugs } from './seeded-bugs.ts'
import type { SeededBug } from './seeded-bugs.ts'
import type { Purpose } from './namespace.ts'
import { endWithParent, isInNamespace, runInNamespace, whyNoNamespace } from './namespace.ts'
import { bytesFor, linkSmallDisk, mountSmallDisk } from './small-disk.ts'
import type { SmallDisk } from './small-disk.ts'
import { seededBugsTable, textOf } from './report.ts'

const USAGE = `npm run ledger -- [--kills 20] [--pauses N] [--full-disks N] [--disk FOLDER] [--plays 5000] [--verify-every 50] [--seed 1] [--json]
npm run ledger -- --brokers 3 [--kills 20] [--pauses N] [--cuts N] [--plays 5000] [--seed 1] [--json]
npm run ledger -- --plant NAME [--plays 300] [--seed 1] [--json]
npm run ledger -- --plants

Checks the history of a stack of its own whose processes are killed: compares the log and the database with the plays that were sent.
Between the kills, by default once in twenty of each: the broker is paused for 20 s, and the disk of its data is full for a minute. That disk is
one in memory, in a mount namespace (Linux: root, or user namespaces), or a small one that you give with --disk, used for nothing else.
On several brokers, with three copies of each record, the active controller and the leader of most plays are killed; a leader is paused for 20 s, and
one is cut off in a network namespace for 30 s, each by default once in twenty kills, and one broker at a time. No disk is filled there.
After every --verify-every faults everything so far is verified. Ctrl-C ends the faults, and verifies what was played; a second one ends at once.
Exit code 1: something is lost, duplicated, read although aborted, reordered, unexpected or different; or no play was acknowledged for 10 s on several brokers.
Seeded bugs: ${seededBugs.map(({ name }) => name).join(', ')}
`

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    pauses: { type: 'string' },
    'full-disks': { type: 'string' },
    disk: { type: 'string' },
    brokers: { type: 'string', default: '1' },
    cuts: { type: 'string' },
    plays: { type: 'string' },
    'verify-every': { type: 'string', default: '50' },
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
const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // An orderly exit ends every process that was started.
    if (interrupted.signal.aborted || values.plants) process.exit(INTERRUPTED)
    say(`Cut short by ${signal}: what was played so far is verified now. Once more, and it ends at once.`)
    interrupted.abort()
  })
}

/** With two of three brokers. */
const LONGEST_SILENCE_MS = 10_000
const brokers = Number(values.brokers)
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
  if (result.anomalies.length > 0 || (brokers > 1 && result.longestSilenceMs > LONGEST_SILENCE_MS)) process.exitCode = 1
  else process.exitCode = interrupted.signal.aborted ? INTERRUPTED : 0
}

/** Where the broker's disk can be filled, and the faults that are possible there. */
const runWithFaults = async (): Promise<Result> => {
  const kills = Number(values.kills)
  const plays = Number(values.plays ?? PLAYS)
  const usual = outagesOf(kills)
  const { 'full-disks': fullDisks = usual.fullDisks, pauses = usual.pauses, disk } = values
  const cuts = isInNamespace() ? Number(values.cuts ?? usual.cuts) : 0
  const makeDisk = (at: string): SmallDisk =>
    disk === undefined ? mountSmallDisk(at, bytesFor(plays)) : linkSmallDisk(at, disk)
  const canFill = brokers > 1 ? false : disk !== undefined || isInNamespace()
  const outages: Outages = {
    pauses: Number(pauses),
    fullDisks: canFill ? Number(fullDisks) : 0,
    cuts: brokers > 1 ? cuts : 0,
  }
  return runLedger({
    plays,
    faults: brokers > 1 ? clusterFaultsOf(kills, seed, outages) : faultsOf(kills, seed, outages),
    ...(brokers > 1 && { cluster: { brokers, hasNetworks: outages.cuts > 0 } }),
    seed,
    ...(outages.fullDisks > 0 && { makeDisk }),
    verifyEvery: Number(values['verify-every']),
    signal: interrupted.signal,
    say,
  })
}

/** @returns for what this run goes on in a namespace; null: it stays where it is. */
const entersNamespace = async (): Promise<Purpose | null> => {
  if (isInNamespace()) return null
  const usual = outagesOf(Number(values.kills))
  const purpose: Purpose = brokers > 1 ? 'network' : 'disk'
  const count = Number(brokers > 1 ? (values.cuts ?? usual.cuts) : (values['full-disks'] ?? usual.fullDisks))
  if (count === 0 || (purpose === 'disk' && values.disk !== undefined)) return null
  const why = await whyNoNamespace(purpose)
  if (why === null) return purpose
  const [what, or] =
    purpose === 'disk'
      ? ['No disk can be filled', ', or give a folder on a small disk with --disk']
      : ['No broker can be cut off', '']
  say(`${what} here, so ${count} faults are left out (${why}). Run as root, or allow user namespaces${or}.`)
  return null
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
  const purpose = await entersNamespace()
  if (purpose === null) {
    endWithParent()
    show(await runWithFaults())
  } else {
    process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM')
    process.exitCode = await runInNamespace(purpose)
  }
}
// The Kafka client may keep a timer or a socket open.
process.exit()
