import { fitScaling, scale } from '../../../processors/shared/similarity/space.ts'
import { ConfigError } from '../../engine/errors.ts'
import { standardError } from '../output/output-streams.ts'
import { openReport } from '../supervisor/terminal.ts'
import type { Report } from '../supervisor/terminal.ts'
import type { Item, ComparedView } from './evaluate-figures.ts'
import { readTable } from './tables.ts'
import type { Row, Table, TableSelection } from './tables.ts'

/** Rows compared at most: the cost grows with the square. */
const MOST_ROWS = 4_000

export interface MeasuredRows {
  readonly items: readonly Item[]
  /** Unscaled. */
  readonly vectors: readonly Float64Array[]
  /** Names of the columns that are compared, one for each number of a vector. */
  readonly compared: readonly string[]
}

/**
 * The rows of a table as items whose genre is a column.
 * @param pattern a regular expression that the names of the columns to compare by match.
 * @param labelFile where the label columns are, when it is another table whose first column is the same.
 * @param artist the column that names who made it, if any.
 * @param screen where the reading of a large table is shown.
 */
export async function rowsInTable(
  file: string,
  label: string,
  pattern: string,
  labelFile?: string,
  artist?: string,
  screen: Report = openReport(standardError),
): Promise<MeasuredRows> {
  const expression = expressionOf(pattern)
  const table = await readTable(file, { columns: columnsLike(expression, pattern), most: MOST_ROWS }, screen)
  const named = artist === undefined ? [label] : [label, artist]
  const labelTable = await readTable(labelFile ?? file, { columns: columnsNamed(named) }, screen)
  const labels = labelOf(labelTable, label)
  const artists = artist === undefined ? null : labelOf(labelTable, artist)
  return {
    items: table.rows.map(({ cells }) => {
      const id = cells[0] ?? ''
      const labelled = { track: null, genre: labels.get(id) ?? null, artist: artists?.get(id) ?? null, album: null }
      return { id, labels: labelled }
    }),
    vectors: table.rows.map((row) => Float64Array.from(row.cells.slice(1), (_, i) => numberIn(table, row, i + 1))),
    compared: table.columns.slice(1),
  }
}

/** The same, compared in two ways. */
export async function itemsInTable(file: string, label: string, pattern: string, labelFile?: string) {
  const { items, vectors, compared } = await rowsInTable(file, label, pattern, labelFile)
  const scaling = fitScaling(vectors)
  const whole = [{ from: 0, to: compared.length, weight: 1 }]
  const views: ComparedView[] = [
    { subject: 'about unit length', points: vectors.map((vector) => scale(vector, scaling, whole)) },
    { subject: 'standardised', points: vectors.map((vector) => standardised(vector, scaling)) },
  ]
  return { items, views }
}

/** Each dimension minus its mean, over its deviation. */
export function standardised(vector: Float64Array, { mean, deviation }: ReturnType<typeof fitScaling>): Float64Array {
  return vector.map((value, d) => (value - (mean[d] ?? 0)) / (deviation[d] ?? 1))
}

function labelOf({ columns, rows }: Table, label: string): ReadonlyMap<string, string> {
  const column = columns.indexOf(label)
  return new Map(rows.flatMap(({ cells }) => (cells[column] ? [[cells[0] ?? '', cells[column]] as const] : [])))
}

type Columns = NonNullable<TableSelection['columns']>

const columnsNamed = (names: readonly string[]): Columns => {
  return (file, columns) =>
    names.map((name) => {
      const column = columns.indexOf(name)
      if (column < 0) throw new ConfigError(`${file} has no column "${name}". It has: ${listed(columns)}.`)
      return column
    })
}

const columnsLike = (expression: RegExp, pattern: string): Columns => {
  return (file, columns) => {
    const found = columns.flatMap((name, column) => (column > 0 && expression.test(name) ? [column] : []))
    if (found.length > 0) return found
    throw new ConfigError(`No column of ${file} matches --features ${pattern}. It has: ${listed(columns)}.`)
  }
}

function expressionOf(pattern: string): RegExp {
  try {
    return new RegExp(pattern)
  } catch (cause) {
    throw new ConfigError(`--features: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
}

function numberIn({ file, columns }: Table, row: Row, column: number): number {
  const text = row.cells[column] ?? ''
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value)) return value
  throw new ConfigError(`${file}, line ${row.line}, column "${columns[column] ?? ''}": "${text}" is not a number.`)
}

const MOST_NAMES = 12
const listed = (names: readonly string[]): string =>
  names.length > MOST_NAMES ? `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more` : names.join(', ') // prettier-ignore
