import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { whenAborted } from '../../../engine/abort.ts'
import { claimDataFolder } from '../../data-folder.ts'
import { EXIT } from '../../output/exit-codes.ts'
import { standardOutput } from '../../output/output-streams.ts'
import { CACHE_FOLDER } from '../../program-folder.ts'
import { openRunFolder } from '../../supervisor/run-folder.ts'
import { stopSignal } from '../../supervisor/stop-signal.ts'
import { openReport } from '../../supervisor/terminal.ts'
import { haveJars } from '../jars.ts'
import { BROKER_NAMES } from '../part.ts'
import { preflight } from '../preflight.ts'
import { startCluster } from './cluster.ts'

/** `npm run cluster`: real brokers on this machine, until Ctrl-C. */

/** Measured: the logs of an empty broker with its indexes. */
const FREE_MB_EACH = 200

function brokersIn(text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count >= 1 && count <= BROKER_NAMES.length) return count
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${BROKER_NAMES.length}.`)
}

const command = new Command('npm run cluster --')
  .description('Starts Kafka brokers on this machine, and prints the settings by which `npm start` uses them.')
  .option('--brokers <count>', 'that are also the quorum of controllers', brokersIn, 3)
  .option('--tls', 'clients come by TLS, and may show a certificate', false)
  .option('--scram', 'clients give a user and password', false)
  .option('--acls', 'the user may do only what rules permit, the user `admin` everything', false)
  .option('--data <folder>', 'keeps everything there; without it nothing is kept')
  .parse()
const { data, ...options } = command.opts<{
  brokers: number
  tls: boolean
  scram: boolean
  acls: boolean
  data?: string
}>()

const report = openReport(standardOutput)
const folder = data === undefined ? mkdtempSync(join(tmpdir(), 'slipstream-cluster-')) : resolve(data)
claimDataFolder(folder)
const signal = stopSignal(report)
const run = await openRunFolder(folder, (line) => report.line(line))
const needs = {
  java: true,
  compiler: true,
  maven: !haveJars(CACHE_FOLDER),
  folders: [{ path: folder, variable: null, freeMb: FREE_MB_EACH * options.brokers }],
  ports: [],
}
let code: number = EXIT.ok
try {
  const { problems, tools } = await preflight(needs, process.env)
  if (problems.length > 0) throw new Error(problems.join('\n'))
  const cluster = await startCluster(
    { ...options, folder, cacheFolder: CACHE_FOLDER, tools },
    {
      run,
      report,
      signal,
      untilRoom: () => Promise.resolve(),
      events: {
        onDied: (name, { exit }) => report.line(`${name} ended (${exit.code ?? exit.signal}); it is started again.`),
        onFatal: () => undefined,
        onRecovered: () => undefined,
      },
    },
  )
  const settings = Object.entries(cluster.settings).map(([name, value]) => `${name}=${value}`)
  report.line(
    `\n${options.brokers} brokers run. Use them by these settings, as in "env … npm start":\n\n${settings.join('\n')}\n`,
  )
  await whenAborted(signal)
  await cluster.stop()
} catch (error) {
  if (!signal.aborted) {
    report.line(error instanceof Error ? error.message : String(error))
    code = EXIT.failure
  }
}
run.release()
if (data === undefined) rmSync(folder, { recursive: true, force: true })
process.exit(code)
