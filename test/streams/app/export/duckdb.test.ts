import { expect, it, vi } from 'vitest'
import { openDuckDb, QueryError } from '../../../../streams/app/export/duckdb.ts'
import { ConfigError } from '../../../../streams/engine/errors.ts'

it('says what to install when DuckDB, which is optional, is not there', async () => {
  vi.doMock('@duckdb/node-api', () => {
    throw new Error("Cannot find package '@duckdb/node-api'")
  })
  const refused: unknown = await openDuckDb('.').catch((error: unknown) => error)
  vi.doUnmock('@duckdb/node-api')
  expect(refused).toBeInstanceOf(ConfigError)
  expect((refused as ConfigError).message).toMatch(/^SQL needs DuckDB. Install it by "npm install @duckdb\/node-api"/)
  expect((refused as ConfigError).message).not.toContain('\n')
})

it('gets nothing from the network, and shows times in UTC', async () => {
  const database = await openDuckDb('.')
  const rows: unknown[] = []
  const query = `select current_setting('TimeZone'), current_setting('autoinstall_known_extensions'), time '10:00', interval 1 day`
  await database.query(query, () => undefined, (found) => void rows.push(...found)) // prettier-ignore
  database.close()
  expect(rows).toStrictEqual([['UTC', false, '10:00:00', '1 day']])
})

it('ends a query that is interrupted', async () => {
  const database = await openDuckDb('.')
  const endless = `with recursive t(n) as (select 1 union all select n + 1 from t) select max(n) from t`
  const asked = database.query(endless, () => undefined, () => undefined) // prettier-ignore
  const ended = expect(asked).rejects.toThrow(QueryError)
  database.interrupt()
  const again = setInterval(() => database.interrupt()) // it has an effect only once the query runs
  await ended
  clearInterval(again)
  database.close()
})
