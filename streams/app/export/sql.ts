import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allTopics } from '../../../schemas/topics.ts'
import { ConfigError } from '../../engine/errors.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import type { Config } from '../config.ts'
import { connectClient } from '../connect-client.ts'
import { didYouMean } from '../nearest-name.ts'
import { EXIT } from '../output/exit-codes.ts'
import { interruption } from '../output/interruption.ts'
import type { OutputStreams } from '../output/output-streams.ts'
import { standardOutput } from '../output/output-streams.ts'
import { recordOutput } from '../output/record-output.ts'
import type { RecordOutput } from '../output/record-output.ts'
import { askKafka } from '../records/known-topic.ts'
import { openDuckDb, QueryError } from './duckdb.ts'
import type { SqlDatabase } from './duckdb.ts'
import { parseFormat, parseRange } from './export-options.ts'
import type { ExportRange, RangeText } from './export-options.ts'
import { exportTopic } from './export-topic.ts'
import { QUERY_FORMATS, queryOutput } from './query-output.ts'
import type { QueryFormat } from './query-output.ts'
import { undecodableNames } from './undecodable-names.ts'
import { mentionedNames, parquetFileOf, topicView, viewStatements, viewsOf } from './views.ts'
import type { SqlView } from './views.ts'

/** The options as they were typed. */
export interface SqlOptions extends RangeText {
  readonly format?: string
  readonly files?: string
}

export interface SqlRequest {
  readonly sql: string
  readonly format: QueryFormat
  readonly range: ExportRange
  /** A folder of exported Parquet files to ask; null: the topics as they are now. */
  readonly files: string | null
}

/**
 * Answers a question about the topics in SQL. The topics that it names are exported into a temporary folder first, which is
 * removed in the end.
 * @returns the exit code: 2 when the SQL cannot be understood, 3 when a record could not be decoded, 130 after Ctrl-C.
 */
export async function sql(config: Config, text: string, options: SqlOptions, streams: OutputStreams): Promise<number> {
  const request = parseSql(text, options, { nowMs: Date.now(), isTerminal: standardOutput.isTTY })
  const signal = interruption()
  const connect = () => connectClient(config, 'sql', signal)
  return runSql(request, { connect, signal, streams, output: recordOutput() })
}

/** @throws {ConfigError} saying which option is wrong. */
export function parseSql(
  text: string,
  options: SqlOptions,
  { nowMs, isTerminal }: { readonly nowMs: number; readonly isTerminal: boolean },
): SqlRequest {
  const { files = null, from, to, format = isTerminal ? 'table' : 'ndjson' } = options
  if (files !== null && (from !== undefined || to !== undefined)) {
    throw new ConfigError('--from and --to have no effect with --files: the files hold what was exported.')
  }
  return { sql: text, files, format: parseFormat(format, QUERY_FORMATS), range: parseRange(options, nowMs) }
}

/** What a query runs with. */
export interface SqlSurroundings {
  /** Called only when topics are read. */
  readonly connect: () => Promise<Runtime>
  readonly signal: AbortSignal
  readonly streams: OutputStreams
  readonly output: RecordOutput
}

/** @returns the exit code. @throws {ConfigError} also when the SQL cannot be understood. */
export async function runSql(request: SqlRequest, surroundings: SqlSurroundings): Promise<number> {
  const { signal, streams } = surroundings
  const temporary = await mkdtemp(join(tmpdir(), 'slipstream-sql-'))
  const undecodable = undecodableNames(streams.err)
  let database: SqlDatabase | null = null
  try {
    database = await openDuckDb(temporary)
    signal.addEventListener('abort', database.interrupt, { once: true })
    const files = request.files === null ? filesOfKafka(request, surroundings, temporary) : filesOfFolder(request.files)
    await provideViews(database, request.sql, { ...files, onUndecodable: undecodable.add })
    const output = queryOutput(request.format, surroundings.output)
    await database.query(request.sql, output.columns, output.rows)
    await output.end()
  } catch (error) {
    if (signal.aborted) return EXIT.interrupted
    if (!(error instanceof QueryError)) throw error
    if (error.isOfText) throw new ConfigError(explained(error.message))
    streams.err(error.message)
    return EXIT.failure
  } finally {
    database?.close()
    await rm(temporary, { recursive: true, force: true })
  }
  return undecodable.end() === 0 ? EXIT.ok : EXIT.absent
}

/** DuckDB offers names of its own tables. */
function explained(message: string): string {
  const [, name] = /Table with name (.+?) does not exist/.exec(message) ?? []
  if (name === undefined) return message
  const names = viewsOf(allTopics).map((view) => view.name)
  return `There is no view ${name}.${didYouMean(name, names)} There are: ${names.join(', ')}.`
}

/** Parquet files of topics, in a folder. */
interface TopicFiles {
  readonly folder: string
  /** Topics that there are. */
  topics(): Promise<readonly string[]>
  /** Makes sure that there is a file of a topic. */
  provide(topic: string, onUndecodable: (message: string) => void): Promise<void>
}

/** Creates the views that a query names, and those that they read. */
async function provideViews(
  database: SqlDatabase,
  sql: string,
  { folder, topics, provide, onUndecodable }: TopicFiles & { readonly onUndecodable: (message: string) => void },
): Promise<void> {
  const prefix = `${folder}/`
  const known = viewsOf(allTopics, prefix)
  const named = mentionedNames(sql)
  const isNamed = ({ name }: SqlView) => named.has(name.toLowerCase())
  const others = (await topics()).filter((topic) => !allTopics.some(({ name }) => name === topic))
  const foreign = others.map((topic) => topicView(topic, prefix, topic)).filter(isNamed)
  const needed = new Set([...known.filter(isNamed), ...foreign].flatMap((view) => view.topics))
  for (const topic of needed) await provide(topic, onUndecodable)
  const views = [...known, ...foreign].filter((view) => view.topics.every((topic) => needed.has(topic)))
  await database.run(viewStatements(views))
}

function filesOfKafka({ range }: SqlRequest, { connect, signal }: SqlSurroundings, folder: string): TopicFiles {
  let runtime: Promise<Runtime> | null = null
  const connected = () => (runtime ??= connect())
  return {
    folder,
    topics: async () => [...(await askKafka(await connected(), (admin) => admin.topicNames()))],
    async provide(topic, onUndecodable) {
      await exportTopic(await connected(), { ...range, topic, format: 'parquet', folder, signal, onUndecodable })
      signal.throwIfAborted()
    },
  }
}

function filesOfFolder(folder: string): TopicFiles {
  const topics = async () => {
    const names = await readdir(folder).catch((cause: unknown) => {
      throw new ConfigError(`--files ${folder} cannot be read: ${String(cause)}`)
    })
    return names.filter((name) => name.endsWith('.parquet')).map((name) => name.slice(0, -'.parquet'.length))
  }
  return {
    folder,
    topics,
    async provide(topic) {
      const found = await topics()
      if (found.includes(topic)) return
      throw new ConfigError(`${folder} has no ${parquetFileOf(topic)}: write it by "slipstream export ${topic}".`)
    },
  }
}
