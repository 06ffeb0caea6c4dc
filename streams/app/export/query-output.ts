import { textTable } from '../output/text-table.ts'
import type { RecordOutput } from '../output/record-output.ts'
import { csvOf, ndjsonOf, tableCell } from './query-values.ts'

export const QUERY_FORMATS = ['table', 'ndjson', 'csv'] as const
export type QueryFormat = (typeof QUERY_FORMATS)[number]

/** Takes the result of a query and writes it to standard output, at the pace of its reader. */
export interface QueryOutput {
  columns(names: readonly string[]): void | Promise<void>
  rows(rows: readonly (readonly unknown[])[]): void | Promise<void>
  end(): Promise<void>
}

/** Rows whose widths decide those of the columns; a person reads no more, and the others follow as they come. */
const ROWS_MEASURED = 1_000

export function queryOutput(format: QueryFormat, output: RecordOutput): QueryOutput {
  let names: readonly string[] = []
  const print = async (lines: readonly string[]) => {
    for (const line of lines) await output.line(line)
  }
  if (format !== 'table') {
    const isCsv = format === 'csv'
    return {
      columns(found) {
        names = found
        return isCsv ? output.line(csvOf(names)) : undefined
      },
      rows: (rows) => print(rows.map((row) => (isCsv ? csvOf(row) : ndjsonOf(names, row)))),
      end: output.flush,
    }
  }
  let waiting: (readonly (string | number)[])[] = []
  const printTable = () => {
    const table = textTable(names, waiting)
    waiting = []
    return print([table])
  }
  return {
    columns(found) {
      names = found
    },
    rows(rows) {
      waiting = [...waiting, ...rows.map((row) => row.map(tableCell))]
      return waiting.length < ROWS_MEASURED ? undefined : printTable()
    },
    async end() {
      await printTable()
      await output.flush()
    },
  }
}
