import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { CrashesInRow } from './metrics-recorder.ts'

/** A crash loop writes its file at every start, at most a minute apart (Docker's longest delay). A file that rests longer tells of one that is over. */
const COUNTS_FOR_MS = 5 * 60_000
/** Containers that were recreated have other host names: what they left is removed. */
const KEPT_FOR_MS = 7 * 24 * 3_600_000
const SUFFIX = '.json'
const BETWEEN_NAME_AND_HOST = '@'

const identitySchema = z.object({ pid: z.number(), startedAt: z.string() })
const fileSchema = z.object({
  crashesInRow: z.number().int().min(0),
  lastError: z.string().nullable(),
  /** Processes that have not said how they ended. */
  running: z.array(identitySchema),
})

/** What `<data>/crashes/<processor>@<host>.json` holds: each machine counts alone. */
export type CrashFile = z.infer<typeof fileSchema>

export const NO_CRASH: CrashesInRow = { crashesInRow: 0, lastError: null }

export interface ProcessorCrashes extends CrashesInRow {
  readonly processor: string
}

const folderIn = (dataFolder: string): string => join(dataFolder, 'crashes')

export function crashFilePath(dataFolder: string, processor: string): string {
  const name = [processor, hostname()].map(encodeURIComponent).join(BETWEEN_NAME_AND_HOST)
  return join(folderIn(dataFolder), `${name}${SUFFIX}`)
}

/** A file that is not there, or is damaged, counts nothing. */
export function readCrashFile(path: string): CrashFile {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return { ...NO_CRASH, running: [] }
  }
}

/** Removes the file when it would say nothing. Never throws: what cannot be written must not keep a processor from running. */
export function writeCrashFile(path: string, file: CrashFile): void {
  try {
    if (file.crashesInRow === 0 && file.running.length === 0) {
      rmSync(path, { force: true })
      return
    }
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(`${path}.${process.pid}`, JSON.stringify(file))
    renameSync(`${path}.${process.pid}`, path)
  } catch {
    // Nothing is counted then.
  }
}

/** What the processors of a data folder have crashed of late, on any machine. */
export function recentCrashes(dataFolder: string, nowMs: number): readonly ProcessorCrashes[] {
  return filesOf(dataFolder)
    .filter(({ writtenAt }) => Math.abs(nowMs - writtenAt) <= COUNTS_FOR_MS)
    .map(({ path, processor }) => {
      const { crashesInRow, lastError } = readCrashFile(path)
      return { processor, crashesInRow, lastError }
    })
    .filter(({ crashesInRow }) => crashesInRow > 0)
}

/** Removes the files of machines and processors that nobody starts any more. */
export function removeOldCrashFiles(dataFolder: string, nowMs: number): void {
  for (const { path, writtenAt } of filesOf(dataFolder)) {
    if (nowMs - writtenAt > KEPT_FOR_MS) rmSync(path, { force: true })
  }
}

interface FoundFile {
  readonly path: string
  readonly processor: string
  /** Epoch ms. */
  readonly writtenAt: number
}

function filesOf(dataFolder: string): readonly FoundFile[] {
  const folder = folderIn(dataFolder)
  return namesIn(folder).flatMap((name) => {
    const path = join(folder, name)
    const written = statSync(path, { throwIfNoEntry: false })
    const processor = name.split(BETWEEN_NAME_AND_HOST)[0] ?? ''
    return written === undefined ? [] : [{ path, processor, writtenAt: written.mtimeMs }]
  })
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(SUFFIX))
  } catch {
    return []
  }
}
