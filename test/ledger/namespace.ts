import { execFile, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { promisify } from 'node:util'

/**
 * A mount namespace of its own, and a network namespace where brokers are to be cut off: what is made in them is seen by no other
 * process, and gone with their last one, however that ends. It needs root, or a kernel that lets every user make user namespaces.
 */

const INSIDE = 'LEDGER_IN_NAMESPACE'
const execute = promisify(execFile)

export const isInNamespace = (): boolean => process.env[INSIDE] !== undefined

/** What is to be possible in it: mounting a disk, or making networks. */
export type Purpose = 'disk' | 'network'

/** `m`: a mount namespace. `n`: a network namespace. `r`: a user namespace, in which this user is root. */
const flags = (purpose: Purpose): string =>
  `-${process.getuid?.() === 0 ? '' : 'r'}m${purpose === 'network' ? 'n' : ''}`

const TRIED: Readonly<Record<Purpose, readonly string[]>> = {
  disk: ['mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', '/mnt'],
  network: [
    'sh',
    '-c',
    'mount -t tmpfs tmpfs /run && ip netns add try && ip link add try type veth peer name eth0 netns try',
  ],
}

/** @returns why that is not possible in a namespace here; null when it is. */
export async function whyNoNamespace(purpose: Purpose): Promise<string | null> {
  try {
    await execute('unshare', [flags(purpose), ...TRIED[purpose]])
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
export function runInNamespace(purpose: Purpose): Promise<number> {
  const program = [process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  const child = spawn('unshare', [flags(purpose), ...program], {
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
