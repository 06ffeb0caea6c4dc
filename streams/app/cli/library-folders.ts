import { statSync } from 'node:fs'
import { delimiter, resolve } from 'node:path'
import { fmaProblem } from '../../../processors/scan-library/edge/fma-library.ts'
import { ConfigError } from '../../engine/errors.ts'
import type { Config } from '../config.ts'

/**
 * The library folders of the command line, then those of the environment, each once.
 * @throws {ConfigError} with one line for each folder that cannot be a library or data set.
 */
export function libraryFolders(config: Config, music: readonly string[]): string[] {
  const folders = [...new Set([...music.map((folder) => resolve(folder)), ...config.SLIPSTREAM_MUSIC])]
  const dataSet = config.SLIPSTREAM_FMA === undefined ? null : fmaProblem(config.SLIPSTREAM_FMA)
  const problems = [...folders.map(libraryProblem), dataSet].filter((problem) => problem !== null)
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return folders
}

function libraryProblem(folder: string): string | null {
  const stat = statSync(folder, { throwIfNoEntry: false })
  if (stat === undefined) return `The library folder ${folder} does not exist: give another one with --music.`
  if (!stat.isDirectory()) return `${folder} is no folder: give the folder that it is in with --music.`
  if (folder.includes(delimiter)) return `The library folder ${folder} has "${delimiter}" in its name: rename it.`
  return null
}
