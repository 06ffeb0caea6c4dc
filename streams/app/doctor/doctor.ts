import { openDatabase } from '../../../processors/shared/mongo/database.ts'
import { ConfigError } from '../../engine/errors.ts'
import { pausedProcessors } from '../../engine/runtime/paused-processors.ts'
import { addressesOf, replacedParts } from '../addresses.ts'
import { parseConfig } from '../config.ts'
import type { Config } from '../config.ts'
import { connectClient } from '../connect-client.ts'
import { EXIT } from '../output/exit-codes.ts'
import { interruption } from '../output/interruption.ts'
import { rowsOutput } from '../output/rows-output.ts'
import type { RowsOutput } from '../output/rows-output.ts'
import { holderOf } from '../supervisor/run-folder.ts'
import { registryApi } from '../topics/registry-api.ts'
import { topology } from '../topology.ts'
import { nodeFinding, findingRow, settingsFindings, well, wrong } from './findings.ts'
import type { Finding } from './findings.ts'
import { machineFindings } from './machine.ts'
import { partFindings } from './parts.ts'

const ANSWERS_WITHIN_MS = 2_000

/** Looks at everything that a start needs, and at what runs. @returns the exit code: `EXIT.unmet` when a check failed. */
export async function doctor(
  env: Readonly<Record<string, string | undefined>>,
  output: RowsOutput = rowsOutput(),
): Promise<number> {
  const findings = await findingsOf(env)
  await output.rows(['', 'check', 'detail', 'next'], findings.map(findingRow)) // prettier-ignore
  return findings.every(({ ok }) => ok) ? EXIT.ok : EXIT.unmet
}

async function findingsOf(env: Readonly<Record<string, string | undefined>>): Promise<readonly Finding[]> {
  const node = nodeFinding(process.versions.node)
  let config: Config
  try {
    config = parseConfig(env)
    addressesOf(config) // settings that do not fit together
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return [node, ...settingsFindings(error.message)] // nothing else is known without them
  }
  const isRunning = holderOf(config.SLIPSTREAM_DATA) !== null
  const before = [node, ...settingsFindings(null), ...(await machineFindings(config, isRunning))]
  if (!isRunning && !replacedParts(config).kafka) {
    const detail = `Nothing runs on ${config.SLIPSTREAM_DATA}, so Kafka, the registry and MongoDB were not looked at.`
    return [...before, { check: 'running', ok: true, detail, next: 'npm start, then npx slipstream doctor' }]
  }
  const running = isRunning ? 'It runs.' : `Nothing runs on ${config.SLIPSTREAM_DATA}; Kafka of your own was looked at.`
  return [...before, well('running', running), ...(await connected(config))]
}

async function connected(config: Config): Promise<readonly Finding[]> {
  const { registryUrl, access, mongodbUrl } = addressesOf(config)
  const database = openDatabase(mongodbUrl, ANSWERS_WITHIN_MS)
  try {
    return await partFindings({
      runtime: await connectClient(config, 'doctor', interruption()),
      registry: registryApi(registryUrl, access.registry),
      database,
      mongodbUrl,
      processors: topology({ models: config.SLIPSTREAM_MODELS }).map(({ name }) => name),
      paused: pausedProcessors(config.SLIPSTREAM_DATA).map(({ processor }) => processor),
    })
  } catch (error) {
    return [wrong('kafka', error instanceof Error ? error.message : String(error), 'Start it, or do as it says.')]
  } finally {
    await database.close()
  }
}
