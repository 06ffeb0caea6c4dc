import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '../supervisor/terminal.ts'
import { partEnvironment } from './part.ts'
import { mavenErrors, readDownloads } from './maven-output.ts'

const POM = join(import.meta.dirname, 'pom.xml')
/** Measured with an empty local Maven repository; with a filled one the download is smaller. */
const DOWNLOAD_MB = 208

/** Maven could not resolve the jars; the message is user-facing. */
export class JarsUnavailable extends Error {
  override readonly name = 'JarsUnavailable'
}

/** The folder of the jars, named by the hash of the pom, so that another pom gets another folder. */
export function jarsFolder(cacheFolder: string): string {
  const hash = createHash('sha256').update(readFileSync(POM)).digest('hex').slice(0, 16)
  return join(cacheFolder, `embedded-${hash}`)
}

/** Whether the jars are resolved: the folder is renamed into place once it is complete. */
export const haveJars = (cacheFolder: string): boolean => existsSync(jarsFolder(cacheFolder))

/**
 * Resolves the pom through Maven the first time; later starts need neither Maven nor a network. Safe to run in several
 * processes at once.
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
  await makeOnce(folder, (staged) => {
    report.line('Getting Kafka, the registry and the store through Maven (the first time only).')
    return runMaven(maven, staged, join(cacheFolder, 'maven.log'), report, signal)
  })
  return folder
}

/** Makes a folder under another name, and renames it into place once it is complete, unless it is there. */
export async function makeOnce(folder: string, fill: (staged: string) => Promise<unknown>): Promise<void> {
  if (existsSync(folder)) return
  const staged = `${folder}.${process.pid}.part`
  mkdirSync(staged, { recursive: true })
  try {
    await fill(staged)
    publish(staged, folder)
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
  // Not in batch mode, in which Maven prints no progress.
  const child = spawn(maven, ['-f', POM, `-Dinto=${into}`, 'generate-resources'], {
    env: partEnvironment(process.env),
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

/** Another process may have published the same folder first. */
function publish(staged: string, folder: string): void {
  try {
    renameSync(staged, folder)
  } catch (error) {
    if (!existsSync(folder)) throw error
  }
}
