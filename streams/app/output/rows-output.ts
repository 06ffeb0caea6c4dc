import { standardOutput } from './output-streams.ts'
import { recordOutput } from './record-output.ts'
import type { RecordOutput } from './record-output.ts'
import { textTable } from './text-table.ts'

/** One line of an answer: what a program reads, and what a person is shown of it. */
export interface AnswerRow {
  readonly line: object
  readonly cells: readonly (string | number)[]
}

/** Lines of JSON for a program, a table for a person. */
export interface RowsOutput {
  rows(columns: readonly string[], rows: readonly AnswerRow[]): Promise<void>
}

/** @param isTerminal whether a person reads it; else each row is one line of JSON. */
export function rowsOutput(
  isTerminal: boolean = standardOutput.isTTY,
  output: RecordOutput = recordOutput(),
): RowsOutput {
  return {
    async rows(columns, rows) {
      if (isTerminal)
        await output.line(textTable(columns, rows.map(({ cells }) => cells))) // prettier-ignore
      else for (const { line } of rows) await output.line(JSON.stringify(line))
      await output.flush()
    },
  }
}
