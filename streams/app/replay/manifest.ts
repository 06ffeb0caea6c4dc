import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { ConfigError } from '../../engine/errors.ts'

const selection = z.object({
  fromMs: z.number().nullable(),
  toMs: z.number().nullable(),
  partitions: z.array(z.object({ partition: z.number(), start: z.number(), end: z.number() })).readonly(),
})

/** What `replay.json` says of a replay: with it, it can be resumed, and made again. */
const manifestSchema = z.object({
  /** Of Slipstream. */
  version: z.string(),
  asked: z.object({
    topic: z.string(),
    from: z.string(),
    to: z.string().nullable(),
    into: z.string().nullable(),
    models: z.array(z.string()),
    views: z.enum(['now', 'recorded']),
  }),
  selection,
  /** First offset of each partition of the models' tables that was not read, by `topic/partition`. */
  viewOffsets: z.record(z.string(), z.number()),
  isFinished: z.boolean(),
})
export type ReplayManifest = z.infer<typeof manifestSchema>

/**
 * What an earlier run of the same replay left; null when there is none.
 * @throws {ConfigError} where it is of another replay that has written a part of a topic, and would not go on without it
 */
export function readManifest(file: string, asked: ReplayManifest['asked']): ReplayManifest | null {
  if (!existsSync(file)) return null
  const parsed = manifestSchema.safeParse(parsedJson(readFileSync(file, 'utf8')))
  if (!parsed.success) throw new ConfigError(`${file} does not describe a replay: remove it, or name another with --manifest.`) // prettier-ignore
  if (JSON.stringify(parsed.data.asked) === JSON.stringify(asked)) return parsed.data
  if (parsed.data.isFinished || parsed.data.asked.into === null) return null
  throw new ConfigError(
    `${file} describes another replay, which is not finished (${JSON.stringify(parsed.data.asked)}): remove it, or name another with --manifest.`,
  )
}

/** Whole or not at all. */
export function writeManifest(file: string, manifest: ReplayManifest): void {
  writeFileSync(`${file}.part`, `${JSON.stringify(manifest, null, 2)}\n`)
  renameSync(`${file}.part`, file)
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
