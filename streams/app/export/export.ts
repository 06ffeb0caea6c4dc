import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import type { Config } from '../config.ts'
import { connectClient } from '../connect-client.ts'
import { EXIT } from '../output/exit-codes.ts'
import { interruption } from '../output/interruption.ts'
import type { OutputStreams } from '../output/output-streams.ts'
import { EXPORT_FORMATS, parseFormat, parseRange } from './export-options.ts'
import type { ExportFormat, ExportRange, RangeText } from './export-options.ts'
import { exportTopic } from './export-topic.ts'
import type { ExportFacts } from './export-topic.ts'
import { undecodableNames } from './undecodable-names.ts'
import { parquetFileOf, viewStatements, viewsOf } from './views.ts'
import { writeTogether } from './write-together.ts'

/** The options as they were typed. */
export interface ExportOptions extends RangeText {
  readonly format: string
  readonly out: string
}

/**
 * Writes topics into files of a folder, all or none, and prints one line of JSON for each file.
 * @returns the exit code: 3 when a record could not be decoded, 130 after Ctrl-C, which leaves no file.
 */
export async function exportTopics(
  config: Config,
  topics: readonly string[],
  options: ExportOptions,
  streams: OutputStreams,
): Promise<number> {
  const request = parseExport(topics, options, Date.now())
  return runExport(await connectClient(config, 'export', interruption()), request, streams)
}

export interface ExportRequest {
  readonly topics: readonly string[]
  readonly format: ExportFormat
  readonly range: ExportRange
  readonly out: string
}

/** @throws {ConfigError} saying which option is wrong. */
export function parseExport(topics: readonly string[], options: ExportOptions, nowMs: number): ExportRequest {
  const { format, out } = options
  return {
    topics: [...new Set(topics)],
    format: parseFormat(format, EXPORT_FORMATS),
    range: parseRange(options, nowMs),
    out,
  }
}

/** @returns the exit code. */
export async function runExport(
  runtime: Runtime,
  { topics, format, range, out }: ExportRequest,
  streams: OutputStreams,
): Promise<number> {
  const undecodable = undecodableNames(streams.err)
  let written: readonly ExportFacts[] = []
  try {
    written = await writeTogether(out, async (folder) => {
      const facts: ExportFacts[] = []
      for (const topic of topics) {
        const request = { ...range, topic, format, folder, signal: runtime.signal, onUndecodable: undecodable.add }
        facts.push(await exportTopic(runtime, request))
        runtime.signal.throwIfAborted()
      }
      await (format === 'parquet' ? writeViews(runtime, folder, out) : writeFacts(facts, folder))
      return facts
    })
  } catch (error) {
    if (!runtime.signal.aborted && !isOfFiles(error)) throw error
    const why = runtime.signal.aborted ? 'Stopped' : String(error)
    streams.err(`${why}: nothing was written to ${out}.`)
    return runtime.signal.aborted ? EXIT.interrupted : EXIT.failure
  }
  for (const facts of written) streams.out(JSON.stringify(facts))
  return undecodable.end() === 0 ? EXIT.ok : EXIT.absent
}

/** Whether the file system gave the error, such as for a full disk. */
const isOfFiles = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string'

/** The views over all Parquet files that will be in the folder. */
async function writeViews({ topics }: Runtime, folder: string, out: string): Promise<void> {
  const files = new Set([...(await readdir(folder)), ...(await readdir(out))])
  const views = viewsOf([...topics.values()]).filter((view) =>
    view.topics.every((topic) => files.has(parquetFileOf(topic))),
  )
  await writeSynchronised(join(folder, 'views.sql'), viewStatements(views))
}

/** Formats without a footer have the facts in a file beside. */
async function writeFacts(facts: readonly ExportFacts[], folder: string): Promise<void> {
  for (const each of facts) await writeSynchronised(join(folder, `${each.file}.json`), `${JSON.stringify(each)}\n`)
}

const writeSynchronised = (path: string, text: string): Promise<void> => writeFile(path, text, { flush: true })
