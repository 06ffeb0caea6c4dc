import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PERMISSION_FLAG, knownFlags } from '../node-flags.ts'

const run = promisify(execFile)
const PROBE_MS = 10_000

/** A program and its arguments, none of which a shell interprets. */
export type Command = readonly [program: string, ...args: string[]]

export interface ResourceLimits {
  /** Bytes of private writable memory that the kernel grants, touched or not (RLIMIT_DATA, enforced by Linux only). */
  readonly dataBytes: number
  /** Seconds of processor time after which the kernel ends the process (RLIMIT_CPU); null: no limit. */
  readonly cpuSeconds: number | null
}

/**
 * Wraps a command in every restriction that this machine permits: resource limits and no core dump, set by a shell (not on
 * Windows), and an empty network namespace (Linux, where unshare(1) may make one). A restriction that is not permitted is
 * left out.
 */
export async function sandboxed(command: Command, limits: ResourceLimits): Promise<Command> {
  const limited = process.platform === 'win32' ? command : withLimits(command, limits)
  const namespace = await networkNamespace()
  return namespace === null ? limited : [...namespace, ...limited]
}

/** The shell's text holds numbers only; the program and its arguments reach it as parameters. */
export function withLimits(command: Command, { dataBytes, cpuSeconds }: ResourceLimits): Command {
  const limits = ['unset PWD OLDPWD', 'ulimit -c 0', `ulimit -d ${Math.ceil(dataBytes / 1024)} 2>/dev/null`]
  if (cpuSeconds !== null) limits.push(`ulimit -t ${Math.ceil(cpuSeconds)}`)
  return ['/bin/sh', '-c', `${limits.join('; ')}; exec "$0" "$@"`, ...command]
}

let namespaceProbe: Promise<Command | null> | null = null

/**
 * The prefix that runs a command in an empty network namespace (unshare, util-linux); null where that is not permitted, as
 * in most containers. Probed once. Root needs no user namespace, and inside one could not read the files of other users.
 */
export function networkNamespace(): Promise<Command | null> {
  namespaceProbe ??= probeNamespace()
  return namespaceProbe
}

async function probeNamespace(): Promise<Command | null> {
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

/** The pool runs as many of these processes as there are processors: helper threads of each would compete with the others. */
const FEW_THREADS = knownFlags(['--single-threaded-gc', '--v8-pool-size=1'])

/**
 * This Node as it may run untrusted work: the program comes on standard input, the heap is bounded, and the permission model
 * forbids writing, starting processes or threads, and reading outside `folders` (nodejs.org, "Permissions"). Symbolic links
 * are followed out of a permitted folder: who opens a file there must check its real path.
 * @param folders real paths. In Node 20, one that lies in another ends the process.
 * @param mayStartProcesses lifts that restriction, for a decoder that is a program of its own.
 */
export function restrictedNode(folders: readonly string[], heapMiB: number, mayStartProcesses = false): Command {
  return [
    process.execPath,
    PERMISSION_FLAG,
    ...folders.map((folder) => `--allow-fs-read=${join(folder, '*')}`),
    ...(mayStartProcesses ? ['--allow-child-process'] : []),
    '--disable-warning=ExperimentalWarning',
    `--max-old-space-size=${heapMiB}`,
    ...FEW_THREADS,
    '--input-type=module',
    '-',
  ]
}

let idleProbe: Promise<number> | null = null

/**
 * Bytes that RLIMIT_DATA counts of this Node before it has done anything; 0 where the kernel does not say. They depend on the
 * version: V8 of Node 20 reserves its code range (512 MiB) without access, which does not count (24 MiB in all); that of Node
 * 24 and 26 reserves it writable, which counts in full (538 MiB). So a limit is this and what the work may take. Measured
 * once, by a process that prints its own figure (some 50 ms).
 */
export function idleDataBytes(): Promise<number> {
  idleProbe ??= probeIdle()
  return idleProbe
}

const PRINT_STATUS = `process.stdout.write(require('fs').readFileSync('/proc/self/status', 'utf8'))`

async function probeIdle(): Promise<number> {
  if (process.platform !== 'linux') return 0
  try {
    const { stdout } = await run(process.execPath, [...FEW_THREADS, '--eval', PRINT_STATUS], {
      timeout: PROBE_MS,
      env: {},
    })
    return 1024 * Number(/^VmData:\s+(\d+) kB/m.exec(stdout)?.[1] ?? 0)
  } catch {
    return 0
  }
}
