import { chmodSync, mkdirSync, statSync } from 'node:fs'

/** Owner alone: the folder holds histories, the key of sessions, and what Kafka and the stores keep. */
const OWNER_ONLY = 0o700
const OF_OTHERS = 0o077

/**
 * Makes the data folder, or takes it from everybody but its owner: an earlier version left it readable. What this process and its
 * children write from now on belongs to the owner alone, too. A folder of another owner stays as it is.
 */
export function claimDataFolder(path: string): void {
  process.umask(OF_OTHERS)
  try {
    mkdirSync(path, { recursive: true, mode: OWNER_ONLY })
    if ((statSync(path).mode & OF_OTHERS) !== 0) chmodSync(path, OWNER_ONLY)
  } catch {
    // Who needs the folder says what is wrong with it.
  }
}
