import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '../supervisor/terminal.ts'
import { mavenErrors, readDownloads } from './maven-output.ts'

const POM = join(import.meta.dirname, 'pom.xml')
/** What an empty local repository downloads, measured; one that has some of it already finishes early. */
const DOWNLOAD_MB = 208

/** A resolving that failed; the message is for the person. */
export class JarsUnavailable extends Error {
  override readonly name = 'JarsUnavailable'
}

/** Where what this pom resolves to is kept: another pom, another folder. */
export function jarsFolder(cacheFolder: string): string {
  const hash = createHash('sha256').update(readFileSync(POM)).digest('hex').slice(0, 16)
  return join(cacheFolder, `embedded-${hash}`)
}

/** Whether nothing needs to be resolved any more; a folder is there whole or not at all. */
export const haveJars = (cacheFolder: string): boolean => existsSync(jarsFolder(cacheFolder))

/**
 * Resolves the pom through Maven the first time; later starts find its result and need neither Maven nor a network.
 * Several processes may do this at the same time.
 * @returns the folder that holds `lib` and `registry`.
 * @throws {JarsUnavailable}
 */
export async function resolveJars(
  cacheFolder: string,
  maven: string,
  report: Report,
  signal: AbortSignal,
): Promise<string> {
  const folder = jarsFolder(cacheFolder)
  if (existsSync(folder)) return folder
  const staged = `${folder}.${process.pid}.part`
  mkdirSync(staged, { recursive: true })
  try {
    report.line('Getting Kafka, the registry and the store through Maven (the first time only).')
    await runMaven(maven, staged, join(cacheFolder, 'maven.log'), report, signal)
    publish(staged, folder)
    return folder
  } finally {
    rmSync(staged, { recursive: true, force: true })
  }
}

async function runMaven(
  maven: string,
  into: string,
  logPath: string,
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  const downloads = readDownloads()
  const bar = report.bar('Downloading', DOWNLOAD_MB, 'MB')
  let output = ''
  // Not in batch mode, in which Maven keeps its progress to itself.
  const child = spawn(maven, ['-f', POM, `-Dinto=${into}`, 'generate-resources'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  })
  const killed = () => void child.kill('SIGKILL')
  process.once('exit', killed)
  const read = (chunk: Buffer) => {
    const text = chunk.toString('utf8')
    output += text
    bar.update(downloads.read(text))
  }
  child.stdout.on('data', read)
  child.stderr.on('data', read)
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('close', resolve)
      child.once('error', reject)
    })
    writeFileSync(logPath, output)
    if (code === 0) return
    const reason = mavenErrors(output)
    throw new JarsUnavailable(
      `Maven could not get Kafka, the registry and the store: ${reason === '' ? `it ended with ${code}` : reason} ` +
        `The first start needs a network (all of it: ${logPath}).`,
    )
  } finally {
    process.off('exit', killed)
    bar.stop()
  }
}

/** Another process may have been faster: its folder is as good as ours. */
function publish(staged: string, folder: string): void {
  try {
    renameSync(staged, folder)
  } catch (error) {
    if (!existsSync(folder)) throw error
  }
}
