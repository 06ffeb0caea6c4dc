import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const PROBE_MS = 10_000

/** A program and its arguments, none of which a shell interprets. */
export type Command = readonly [program: string, ...args: string[]]

export interface ResourceLimits {
  /** Bytes of writable memory that the kernel grants, where it counts them (Linux). */
  readonly dataBytes: number
  /** Seconds on a processor after which the kernel ends the process; null: as many as it likes. */
  readonly cpuSeconds: number | null
}

/**
 * Confines a program as far as this machine lets us: limits on memory and processor time and no core dumps by its shell,
 * and, on Linux where it is permitted, a network of its own in which nobody else is. What is not there is left out.
 */
export async function sandboxed(command: Command, bounds: ResourceLimits): Promise<Command> {
  const bounded = process.platform === 'win32' ? command : limited(command, bounds)
  const alone = await networkNamespace()
  return alone === null ? bounded : [...alone, ...bounded]
}

/** The numbers are ours; the program and its arguments reach the shell as parameters, not as text. */
function limited(command: Command, { dataBytes, cpuSeconds }: ResourceLimits): Command {
  const limits = ['unset PWD OLDPWD', 'ulimit -c 0', `ulimit -d ${Math.ceil(dataBytes / 1024)} 2>/dev/null`]
  if (cpuSeconds !== null) limits.push(`ulimit -t ${Math.ceil(cpuSeconds)}`)
  return ['/bin/sh', '-c', `${limits.join('; ')}; exec "$0" "$@"`, ...command]
}

let probed: Promise<Command | null> | null = null

/**
 * What to put before a command so that it has no network (unshare, util-linux); null where that is not permitted, as in
 * most containers. Whoever is root needs no user namespace, and in one could not read the files of others any more.
 */
export function networkNamespace(): Promise<Command | null> {
  probed ??= probe()
  return probed
}

async function probe(): Promise<Command | null> {
  if (process.platform !== 'linux') return null
  const unshare: Command = process.getuid?.() === 0 ? ['unshare', '--net', '--'] : ['unshare', '-r', '--net', '--']
  try {
    const [program, ...args] = unshare
    await run(program, [...args, '/bin/sh', '-c', 'exit 0'], { timeout: PROBE_MS })
    return unshare
  } catch {
    return null
  }
}

/** There are as many of these processes as processors: threads beside each would only be in each other's way. */
const FEW_THREADS = ['--single-threaded-gc', '--v8-pool-size=1']

/**
 * This Node as it may run a program that is not trusted: from its standard input, with a bounded heap, and unable to write,
 * to start a process or a thread, or to read anything but some folders (nodejs.org, "Permissions"). Links are followed
 * wherever they lead: whoever opens a file there must look where it really is.
 * @param folders their real paths. In Node 20 one that lies in another ends the process.
 * @param mayStartProcesses lifts that restriction for the sake of a decoder which is a program.
 */
export function restrictedNode(folders: readonly string[], heapMiB: number, mayStartProcesses = false): Command {
  return [
    process.execPath,
    process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission',
    ...folders.map((folder) => `--allow-fs-read=${join(folder, '*')}`),
    ...(mayStartProcesses ? ['--allow-child-process'] : []),
    '--disable-warning=ExperimentalWarning',
    `--max-old-space-size=${heapMiB}`,
    ...FEW_THREADS,
    '--input-type=module',
    '-',
  ]
}
