import { execFile, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { promisify } from 'node:util'

/**
 * A mount namespace of its own: what is mounted in it is seen by nobody else, and gone with its last process, however that
 * ends. Mounting in one needs root, or a kernel that lets every user make user namespaces.
 */

const INSIDE = 'LEDGER_IN_NAMESPACE'
const execute = promisify(execFile)

export const isInNamespace = (): boolean => process.env[INSIDE] !== undefined

/** `-m`: a mount namespace. `-r`: a user namespace, in which this user is root. */
const flags = (): readonly string[] => (process.getuid?.() === 0 ? ['-m'] : ['-rm'])

/** @returns why a disk cannot be mounted in a namespace here; null when it can. */
export async function whyNoNamespace(): Promise<string | null> {
  try {
    await execute('unshare', [...flags(), 'mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', '/mnt'])
    return null
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
    return said === '' ? String(error) : said
  }
}

/**
 * Runs this program again, with the same arguments, in a namespace of its own. Signals are passed on; the program ends when
 * this process ends.
 * @returns its exit code.
 */
export function runInNamespace(): Promise<number> {
  const program = [process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  const child = spawn('unshare', [...flags(), ...program], {
    env: { ...process.env, [INSIDE]: '1' },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    // In a process group of its own: else Ctrl-C would reach it twice, once from the terminal and once from here.
    detached: true,
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])))
  })
}

/** In the namespace: ends this process when the one that made the namespace is gone. */
export function endWithParent(): void {
  process.once('disconnect', () => process.exit(1))
  process.channel?.unref()
}
