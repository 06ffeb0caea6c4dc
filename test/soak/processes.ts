import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { processesOf as treeOf, TICKS_PER_S } from '../bench/processes.ts'
import type { ProcessSample } from './judge.ts'

const execute = promisify(execFile)

/** Main classes and files of the embedded parts, as they stand in their command lines; tsx starts esbuild. */
const PARTS: Readonly<Record<string, string>> = {
  'kafka.Kafka': 'kafka',
  'MongoStore.java': 'mongodb',
  apicurio: 'registry',
  '/mongod': 'mongodb',
}

/** A process and its descendants as they are now; from /proc (Linux only). */
export function sampleProcesses(root: number): readonly ProcessSample[] {
  return [...treeOf(root)].flatMap(([pid, { name, ticks }]) => sampleOf(pid, name, ticks) ?? [])
}

/** @returns null when it has ended meanwhile. */
function sampleOf(pid: number, name: string, ticks: number): ProcessSample | null {
  try {
    const of = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8')
    const status = of('status')
    return {
      pid,
      name: nameOf(of('cmdline')) ?? name,
      rssMb: field(status, 'VmRSS') / 1_024,
      pssMb: field(of('smaps_rollup'), 'Pss') / 1_024,
      descriptors: readdirSync(`/proc/${pid}/fd`).length,
      threads: field(status, 'Threads'),
      cpuMs: (ticks / TICKS_PER_S) * 1_000,
    }
  } catch {
    return null
  }
}

const field = (text: string, name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1])

function nameOf(commandLine: string): string | null {
  const found = Object.keys(PARTS).find((each) => commandLine.includes(each))
  if (found !== undefined) return PARTS[found] ?? null
  return commandLine.includes('esbuild') ? 'esbuild' : null
}

/**
 * Has every Java process collect its garbage: else resident memory only shows how much room the heap may take. Node has no
 * such order from outside.
 * @returns whether all did; not without the `jcmd` of a JDK.
 */
export async function collectJavaGarbage(root: number): Promise<boolean> {
  const java = [...treeOf(root)].filter(([, { name }]) => /(^|\/)java /.test(name)).map(([pid]) => pid)
  const done = await Promise.allSettled(java.map((pid) => execute('jcmd', [String(pid), 'GC.run'])))
  return done.every(({ status }) => status === 'fulfilled')
}
