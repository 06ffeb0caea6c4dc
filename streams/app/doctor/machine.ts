import { constants, existsSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { findFfmpeg } from '../../../processors/shared/ffmpeg/find-ffmpeg.ts'
import { recentCrashes } from '../../engine/runtime/crash-files.ts'
import { isDemo, libraryFoldersOf } from '../config.ts'
import type { Config } from '../config.ts'
import { needsOf } from '../embedded/embedded.ts'
import { folderProblem, preflight } from '../embedded/preflight.ts'
import { CACHE_FOLDER } from '../program-folder.ts'
import { crashFinding, well, wrong } from './findings.ts'
import type { Finding } from './findings.ts'

const LEAST_FREE_MB = 200

/** What can be seen without any part running. @param isRunning whether this program runs on the data folder: then the ports are its own. */
export async function machineFindings(config: Config, isRunning: boolean): Promise<readonly Finding[]> {
  const { SLIPSTREAM_DATA: path } = config
  const isMade = existsSync(path) // looking must not make it
  const problem = isMade ? folderProblem({ path, variable: 'SLIPSTREAM_DATA', freeMb: LEAST_FREE_MB }) : null
  const folder = isMade ? `${path} can be written, and has room.` : `${path} is made by the first start.`
  const ffmpeg = await findFfmpeg(process.env['PATH'] ?? '')
  return [
    problem === null ? well('data folder', folder) : wrong('data folder', problem, 'Do as it says.'),
    ffmpeg === null
      ? { check: 'decoders', ok: true, detail: 'There is no ffmpeg: AAC, WMA and the like are not analysed.', next: 'Install ffmpeg, if you have such files.' } // prettier-ignore
      : well('decoders', `Our own, and ${ffmpeg.name}.`),
    ...(isDemo(config) ? [] : await Promise.all(libraryFoldersOf(config).map(libraryFinding))),
    ...(isRunning ? [] : await startFindings(config)),
    crashFinding(recentCrashes(path, Date.now())),
  ]
}

async function libraryFinding(folder: string): Promise<Finding> {
  try {
    await access(folder, constants.R_OK | constants.X_OK)
    return well('library', `${folder} can be read.`)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return wrong('library', `${folder} cannot be read (${code}).`, 'Connect its disk, or change SLIPSTREAM_MUSIC.')
  }
}

/** Of a start that is still to come. */
async function startFindings(config: Config): Promise<readonly Finding[]> {
  const needs = needsOf(config, CACHE_FOLDER, process.env)
  const player = { port: config.SLIPSTREAM_PORT, host: config.SLIPSTREAM_HOST, title: 'the player', variable: 'SLIPSTREAM_PORT' } // prettier-ignore
  const { problems } = await preflight({ ...needs, folders: [], ports: [...needs.ports, player] }, process.env) // prettier-ignore
  if (problems.length === 0) return [well('start', 'Java and all ports are there.')]
  return problems.map((problem) => wrong('start', problem, 'Do as it says.'))
}
