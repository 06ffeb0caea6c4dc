import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CACHE_FOLDER } from '../../streams/app/program-folder.ts'
import { needsOf, assignPorts, startEmbedded } from '../../streams/app/embedded/embedded.ts'
import type { Embedded } from '../../streams/app/embedded/embedded.ts'
import { preflight } from '../../streams/app/embedded/preflight.ts'
import { parseConfig } from '../../streams/app/config.ts'
import type { Addresses } from '../../streams/app/addresses.ts'
import type { Config } from '../../streams/app/config.ts'
import { holderOf, openRunFolder } from '../../streams/app/supervisor/run-folder.ts'
import { silentReport } from '../../streams/app/supervisor/terminal.ts'

/** A Kafka, a registry and a database of a test's own: free ports, own data folder. */
export interface Stack {
  /** With the ports settled; give its variables to whatever is to use this stack. */
  readonly config: Config
  readonly addresses: Addresses
  readonly dataFolder: string
  pids: Embedded['pids']
  /** Leaves no process behind; removes the data folder unless the caller chose it. */
  stop(): Promise<void>
}

/** Addresses at which nothing answers: what is set is not brought up. */
const NOBODY = { SCHEMA_REGISTRY_URL: 'http://127.0.0.1:9', MONGODB_URL: 'mongodb://127.0.0.1:9/none' }

const FOLDERS = join(tmpdir(), 'slipstream-stacks')

/** A folder for one, which is swept when this process dies; its maker removes it. */
export function newDataFolder(): string {
  mkdirSync(FOLDERS, { recursive: true })
  return mkdtempSync(join(FOLDERS, 'stack-'))
}

/**
 * Starts one; a test run that was killed leaves its processes to the next call, which ends them.
 * @param dataFolder of an earlier stack, to find its records again; a new one when not given.
 * @param only leaves the others out, for a test that speaks to Kafka alone.
 * @param given settings, such as those of what runs already.
 * @throws {Error} naming what is missing on this machine.
 */
export async function startStack(
  dataFolder?: string,
  only?: 'kafka',
  given: Readonly<Record<string, string>> = {},
): Promise<Stack> {
  await sweep()
  const own = dataFolder ?? newDataFolder()
  const run = await openRunFolder(own, () => undefined)
  try {
    const config = await assignPorts(
      parseConfig({
        SLIPSTREAM_DATA: own,
        SLIPSTREAM_PORT: '0',
        SLIPSTREAM_KAFKA_PORT: '0',
        SLIPSTREAM_REGISTRY_PORT: '0',
        SLIPSTREAM_MONGODB_PORT: '0',
        ...(only === 'kafka' && NOBODY),
        ...given,
      }),
    )
    const { problems, tools } = await preflight(needsOf(config, CACHE_FOLDER, process.env), process.env)
    if (problems.length > 0) throw new Error(problems.join('\n'))
    const embedded = await startEmbedded(config, {
      cacheFolder: CACHE_FOLDER,
      tools,
      run,
      report: silentReport,
      untilRoom: () => Promise.resolve(),
      events: { onDied: () => undefined, onFatal: () => undefined, onRecovered: () => undefined },
      signal: new AbortController().signal,
    })
    return {
      config,
      addresses: embedded.addresses,
      dataFolder: own,
      pids: embedded.pids,
      async stop() {
        await embedded.stop()
        run.release()
        if (dataFolder === undefined) rmSync(own, { recursive: true, force: true })
      },
    }
  } catch (error) {
    run.release()
    throw error
  }
}

/** What tells a process, as its environment, that it is to use these parts and this data folder. */
export const settingsOf = ({ kafkaBrokers, registryUrl, mongodbUrl }: Addresses, dataFolder: string) => ({
  KAFKA_BROKERS: kafkaBrokers.join(','),
  SCHEMA_REGISTRY_URL: registryUrl,
  MONGODB_URL: mongodbUrl,
  SLIPSTREAM_DATA: dataFolder,
})

/** A folder whose holder has died belongs to a test run that was killed. */
async function sweep(): Promise<void> {
  mkdirSync(FOLDERS, { recursive: true })
  for (const name of readdirSync(FOLDERS)) {
    const folder = join(FOLDERS, name)
    if (!existsSync(join(folder, 'run', 'lock')) || holderOf(folder) !== null) continue
    const run = await openRunFolder(folder, () => undefined).catch(() => null)
    if (run !== null) rmSync(folder, { recursive: true, force: true })
  }
}
