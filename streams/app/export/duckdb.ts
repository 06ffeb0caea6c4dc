import type { DuckDBConnection, DuckDBValueConverter, JS } from '@duckdb/node-api'
import { ConfigError } from '../../engine/errors.ts'

/** Why a statement cannot be run. `isOfText`: the text of the query is wrong; else it failed on the way. */
export class QueryError extends Error {
  override readonly name = 'QueryError'
  readonly isOfText: boolean

  constructor(cause: unknown) {
    const message = cause instanceof Error ? cause.message : String(cause)
    super(message, { cause })
    this.isOfText = /(^|: )(Parser|Binder|Catalog) Error/.test(message)
  }
}

export interface SqlDatabase {
  run(sql: string): Promise<void>
  /**
   * Runs statements and gives the result of the last one, some rows at a time.
   * @param onColumns is called first. @throws {QueryError}; what the callbacks throw.
   */
  query(
    sql: string,
    onColumns: (names: readonly string[]) => void | Promise<void>,
    onRows: (rows: readonly (readonly unknown[])[]) => void | Promise<void>,
  ): Promise<void>
  /** Ends a query that runs: it throws. */
  interrupt(): void
  close(): void
}

/**
 * A DuckDB in memory, whose large intermediate results go into a folder. It gets nothing from the network.
 * @throws {ConfigError} saying what to install, when DuckDB is not there: it is an optional dependency.
 */
export async function openDuckDb(temporary: string): Promise<SqlDatabase> {
  const duckdb = await import('@duckdb/node-api').catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new ConfigError(`SQL needs DuckDB. Install it by "npm install @duckdb/node-api" in this folder. (${why})`)
  })
  const instance = await duckdb.DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    temp_directory: temporary,
  })
  const connection = await instance.connect()
  await connection.run(`set TimeZone = 'UTC'`)
  const { DATE, TIME, TIME_TZ, INTERVAL, UUID, BIT } = duckdb.DuckDBTypeId
  const asText = new Set([DATE, TIME, TIME_TZ, INTERVAL, UUID, BIT])
  const convert: DuckDBValueConverter<JS> = (value, type, converter) => {
    if (value === null) return null
    return asText.has(type.typeId) ? String(value) : duckdb.JSDuckDBValueConverter(value, type, converter)
  }
  return databaseOf(connection, convert, () => {
    connection.closeSync()
    instance.closeSync()
  })
}

function databaseOf(connection: DuckDBConnection, convert: DuckDBValueConverter<JS>, close: () => void): SqlDatabase {
  const failed = (error: unknown): never => {
    throw new QueryError(error)
  }
  return {
    async run(sql) {
      await connection.run(sql).catch(failed)
    },
    async query(sql, onColumns, onRows) {
      const result = await connection.stream(sql).catch(failed)
      await onColumns(result.deduplicatedColumnNames())
      const chunks = result.yieldConvertedRows(convert)
      for (;;) {
        const next = await chunks.next().catch(failed)
        if (next.done === true) return
        await onRows(next.value)
      }
    },
    interrupt: () => connection.interrupt(),
    close,
  }
}
