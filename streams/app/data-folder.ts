import { chmodSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { ConfigError } from '../engine/errors.ts'

/** Owner alone: the folder holds histories, the key of sessions, and what Kafka and the stores keep. */
const OWNER_ONLY = 0o700
const OF_OTHERS = 0o077

/**
 * Makes the data folder, or takes it from everybody but its owner: an earlier version left it readable. What this process and its
 * children write from now on belongs to the owner alone, too. A folder of another owner stays as it is.
 * @throws {ConfigError} where no folder can be made, such as below /proc. Of any other fault, who needs the folder says what is
 *   wrong with it: a disk may be back by then.
 */
export function claimDataFolder(path: string): void {
  process.umask(OF_OTHERS)
  try {
    makeFolder(path, OWNER_ONLY)
    if ((statSync(path).mode & OF_OTHERS) !== 0) chmodSync(path, OWNER_ONLY)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') return
    throw new ConfigError(`The data folder ${path} cannot be made: set SLIPSTREAM_DATA to another folder.`)
  }
}

/**
 * Makes a folder and those above it. Node's recursive `mkdirSync` never returns below /proc, which refuses a folder as if one
 * above were missing (ENOENT); this ends, as each step is one folder higher.
 */
export function makeFolder(path: string, mode?: number): void {
  try {
    makeOne(path, mode)
  } catch (error) {
    const above = dirname(path)
    if (codeOf(error) !== 'ENOENT' || above === path) throw error
    makeFolder(above, mode)
    makeOne(path, mode)
  }
}

function makeOne(path: string, mode: number | undefined): void {
  try {
    mkdirSync(path, { mode })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' || !statSync(path).isDirectory()) throw error
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : null)
