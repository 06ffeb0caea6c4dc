import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { makeFolder } from '../data-folder.ts'
import { onPath } from './mongodb.ts'
import { whyNotFree } from './ports.ts'

const execute = promisify(execFile)

export const LEAST_JAVA = 17

/** The requirements of a start. */
export interface Needs {
  readonly java: boolean
  /** Whether a JDK is needed, which can run a source file. */
  readonly compiler: boolean
  readonly maven: boolean
  readonly folders: readonly NeededFolder[]
  readonly ports: readonly NeededPort[]
}

export interface NeededFolder {
  readonly path: string
  /** The setting for another folder; null when there is none. */
  readonly variable: string | null
  readonly freeMb: number
}

export interface NeededPort {
  readonly port: number
  readonly host: string
  /** The server that needs it. */
  readonly title: string
  readonly variable: string
}

export interface Tools {
  readonly java: string
  readonly maven: string
}

export interface Findings {
  /** One user-facing line each. */
  readonly problems: readonly string[]
  readonly tools: Tools
}

/** Checks all requirements, and reports all problems at once. */
export async function preflight(needs: Needs, env: Readonly<Record<string, string | undefined>>): Promise<Findings> {
  const java = findJava(env)
  const maven = onPath('mvn', env['PATH'])
  const problems = [
    needs.java ? javaProblem(java === null ? null : await listModules(java), needs.compiler) : null,
    needs.maven ? mavenProblem(maven) : null,
    ...needs.folders.map(folderProblem),
    ...duplicatePorts(needs.ports),
    ...(await portProblems(needs.ports)),
  ]
  return {
    problems: problems.filter((problem) => problem !== null),
    tools: { java: java ?? 'java', maven: maven ?? 'mvn' },
  }
}

/** @param modules output of `java --list-modules`; empty when that failed; null when there is no Java. */
export function javaProblem(modules: string | null, compiler: boolean): string | null {
  const install = `install a JDK of version ${LEAST_JAVA} or newer (Debian: apt install openjdk-${LEAST_JAVA}-jdk-headless, macOS: brew install openjdk)`
  if (modules === null) return `Java is missing: ${install}, or set JAVA_HOME to one.`
  const version = Number(/^java\.base@(\d+)/m.exec(modules)?.[1] ?? 0)
  if (version < LEAST_JAVA) {
    return `Java is ${version === 0 ? 'too old' : `of version ${version}`}: ${install}, or set JAVA_HOME to one.`
  }
  if (compiler && !modules.includes('jdk.compiler@')) return `Java is here without its compiler (a JRE): ${install}.`
  return null
}

export function mavenProblem(maven: string | null): string | null {
  if (maven !== null) return null
  return 'Maven is missing, which gets Kafka the first time: install it (Debian: apt install maven, macOS: brew install maven).'
}

/** @param why the error code of listening there; null when the port is free. */
export function portProblem({ port, host, title, variable }: NeededPort, why: string | null): string | null {
  if (why === null) return null
  if (why === 'EADDRINUSE') {
    return `Port ${port} (${title}) is taken by another program: set ${variable} to a free one, or stop that program.`
  }
  if (why === 'EACCES')
    return `Port ${port} (${title}) may not be used by this user: set ${variable} to one above 1023.`
  return `Port ${port} of ${host} (${title}) cannot be used (${why}): set ${variable} to another one.`
}

async function portProblems(ports: readonly NeededPort[]): Promise<readonly (string | null)[]> {
  const problems: (string | null)[] = []
  // One after another: a port that is listed twice would look taken.
  for (const needed of ports) problems.push(portProblem(needed, await whyNotFree(needed.port, needed.host)))
  return problems
}

function duplicatePorts(ports: readonly NeededPort[]): readonly string[] {
  return ports.flatMap((needed, index) => {
    const earlier = ports.slice(0, index).find(({ port }) => port === needed.port)
    if (earlier === undefined) return []
    return [`${needed.variable} and ${earlier.variable} are both ${needed.port}: set one of them to another port.`]
  })
}

export function folderProblem({ path, variable, freeMb }: NeededFolder): string | null {
  const other = variable === null ? 'change that' : `change that, or set ${variable} to another folder`
  const free = freeMbIn(path)
  if (typeof free === 'string') return `The folder ${path} cannot be written (${free}): ${other}.`
  if (free >= freeMb) return null
  return `The disk of ${path} has ${free} MB free, ${freeMb} MB are needed: make room${variable === null ? '' : `, or set ${variable} to a folder on another disk`}.`
}

/** @returns the free space in MB, or the error code of making or writing the folder. */
function freeMbIn(path: string): number | string {
  const probe = join(path, `.${randomBytes(6).toString('hex')}`)
  try {
    makeFolder(path)
    writeFileSync(probe, '')
    rmSync(probe)
    const { bavail, bsize } = statfsSync(path)
    return Math.floor((bavail * bsize) / 1e6)
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}

function findJava(env: Readonly<Record<string, string | undefined>>): string | null {
  const home = env['JAVA_HOME']
  const ofHome = home === undefined || home === '' ? null : join(home, 'bin', 'java')
  return ofHome !== null && existsSync(ofHome) ? ofHome : onPath('java', env['PATH'])
}

async function listModules(java: string): Promise<string> {
  try {
    return (await execute(java, ['--list-modules'])).stdout
  } catch {
    return '' // Java 8 and older do not have this option
  }
}
