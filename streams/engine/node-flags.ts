import { execFileSync } from 'node:child_process'

/** Node's permission model, by the name that the running version has for it: experimental in Node 20, stable from 22.13 on. */
export const PERMISSION_FLAG = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission'

/** V8 flags that are in no list a program can read, and that every even version from 20 to 26 has: the fast tests ask. */
const STABLE_FLAGS: ReadonlySet<string> = new Set(['--single-threaded-gc', '--memory-reducer'])
const STABLE_UNTIL = 26

/**
 * Of some flags for Node or V8 those that the running version knows: it refuses to start with any other, and V8 renames and
 * removes flags without notice. They only save time or memory; without one a process works all the same.
 * @param flags as on a command line, with their values.
 * @param nodeMajor of the running version.
 */
export function knownFlags(
  flags: readonly string[],
  nodeMajor = Number.parseInt(process.versions.node, 10),
): readonly string[] {
  return flags.filter((flag) => {
    const name = flagName(flag)
    if (process.allowedNodeEnvironmentFlags.has(name)) return true
    return nodeMajor <= STABLE_UNTIL && STABLE_FLAGS.has(name) ? true : v8Flags().has(name)
  })
}

/** The name that `node --v8-options` lists a flag by: without its value, and without the negation of a boolean one. */
export const flagName = (flag: string): string => flag.replace(/=.*$/s, '').replace(/^--no-/, '--')

let listed: ReadonlySet<string> | null = null

/** From the help text of Node, which costs a process of some 50 ms. */
function v8Flags(): ReadonlySet<string> {
  if (listed === null) {
    const help = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8', maxBuffer: 2 ** 24, env: {} })
    listed = new Set(help.match(/^ {2}--[\w-]+/gm)?.map((line) => line.trim()))
  }
  return listed
}
