import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/**
 * Processors that are kept stopped until they are resumed: one file each in `<data>/paused`, so that a pause outlives a restart.
 * The supervisor of the data folder obeys it.
 */
export interface PausedProcessor {
  readonly processor: string
  /** Epoch ms. */
  readonly since: number
}

const SUFFIX = '.json'
const fileSchema = z.object({ since: z.number() })

const folderIn = (dataFolder: string): string => join(dataFolder, 'paused')
const pathOf = (dataFolder: string, processor: string): string =>
  join(folderIn(dataFolder), `${encodeURIComponent(processor)}${SUFFIX}`)

/** A processor that is paused already stays so since then. @throws {Error} when the data folder cannot be written. */
export function markPaused(dataFolder: string, processor: string, nowMs: number): PausedProcessor {
  const before = pausedProcessors(dataFolder).find((each) => each.processor === processor)
  if (before !== undefined) return before
  const path = pathOf(dataFolder, processor)
  mkdirSync(folderIn(dataFolder), { recursive: true })
  writeFileSync(`${path}.part`, JSON.stringify({ since: nowMs }))
  renameSync(`${path}.part`, path)
  return { processor, since: nowMs }
}

/** @returns whether it was paused. */
export function markResumed(dataFolder: string, processor: string): boolean {
  const wasPaused = pausedProcessors(dataFolder).some((each) => each.processor === processor)
  rmSync(pathOf(dataFolder, processor), { force: true })
  return wasPaused
}

/** In order of their names. A file that is damaged pauses too: somebody wanted it. @throws {Error} when the folder cannot be read. */
export function pausedProcessors(dataFolder: string): readonly PausedProcessor[] {
  return namesIn(folderIn(dataFolder))
    .map((name) => decodeURIComponent(name.slice(0, -SUFFIX.length)))
    .toSorted()
    .map((processor) => ({ processor, since: sinceIn(pathOf(dataFolder, processor)) }))
}

function sinceIn(path: string): number {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).since
  } catch {
    return 0
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(SUFFIX))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [] // none was ever paused
    throw error
  }
}
