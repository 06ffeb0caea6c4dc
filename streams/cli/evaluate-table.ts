import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { fitScaling, scale } from '../../processors/index-tracks/space.ts'
import { ConfigError } from '../runtime/config.ts'
import type { Item, View } from './evaluate-figures.ts'

/** A table of text. Each row knows the line that it ends on. */
export interface Table {
  readonly file: string
  readonly columns: readonly string[]
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[]
}

/** The most rows that are compared; every pair is. Of more, rows at equal steps are taken. */
const MOST_ROWS = 8_000

/** @throws {ConfigError} that names file and line. */
export function readTable(file: string): Table {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new ConfigError(`${file} cannot be read (${cause instanceof Error ? cause.message : String(cause)}).`)
  }
  return parseTable(file, text)
}

/**
 * A header of several lines, as in the FMA data set, becomes one name per column, its parts joined by dots: it is one whose
 * first cell is empty or `feature`, and it ends with the line that names the first column only.
 */
export function parseTable(file: string, text: string): Table {
  const read: { readonly line: number; readonly cells: readonly string[] }[] = []
  try {
    parse(text, {
      bom: true,
      skip_empty_lines: true,
      on_record: (cells: string[], { lines }) => {
        read.push({ line: lines, cells })
        return null
      },
    })
  } catch (cause) {
    throw new ConfigError(`${file} is not a table of comma-separated values: ${said(cause)}`)
  }
  const [first, ...rest] = read
  if (first === undefined) throw new ConfigError(`${file} is empty.`)
  if (!['', 'feature'].includes(first.cells[0] ?? '')) return { file, columns: first.cells, rows: rest }
  const end = rest.findIndex(({ cells }) => cells[0] !== '' && cells.slice(1).every((cell) => cell === ''))
  if (end < 0) return { file, columns: first.cells, rows: rest }
  const header = [first, ...rest.slice(0, end)]
  const columns = first.cells.map((_, column) => {
    if (column === 0) return rest[end]?.cells[0] ?? ''
    return header.map(({ cells }) => cells[column] ?? '').filter((part) => part !== '').join('.') // prettier-ignore
  })
  return { file, columns, rows: rest.slice(end + 1) }
}

export interface MeasuredRows {
  readonly items: readonly Item[]
  /** Not scaled. */
  readonly vectors: readonly Float64Array[]
  /** Names of the columns that are compared, one for each number of a vector. */
  readonly compared: readonly string[]
}

/**
 * The rows of a table as items whose genre is a column.
 * @param pattern a regular expression that the names of the columns to compare by match.
 * @param labelFile where the label columns are, when it is another table whose first column is the same.
 * @param artist the column that names who made it, if any.
 */
export function rowsInTable(
  file: string,
  label: string,
  pattern: string,
  labelFile?: string,
  artist?: string,
): MeasuredRows {
  const table = readTable(file)
  const labelTable = labelFile === undefined ? table : readTable(labelFile)
  const labels = labelOf(labelTable, label)
  const artists = artist === undefined ? null : labelOf(labelTable, artist)
  const chosen = columnsLike(table, pattern)
  const step = Math.max(1, Math.ceil(table.rows.length / MOST_ROWS))
  const rows = table.rows.filter((_, i) => i % step === 0)
  return {
    items: rows.map(({ cells }) => {
      const id = cells[0] ?? ''
      const labelled = { track: null, genre: labels.get(id) ?? null, artist: artists?.get(id) ?? null, album: null }
      return { id, labels: labelled }
    }),
    vectors: rows.map((row) => Float64Array.from(chosen, (column) => numberIn(table, row, column))),
    compared: chosen.map((column) => table.columns[column] ?? ''),
  }
}

/** The same, compared in two ways. */
export function itemsInTable(file: string, label: string, pattern: string, labelFile?: string) {
  const { items, vectors, compared } = rowsInTable(file, label, pattern, labelFile)
  const scaling = fitScaling(vectors)
  const whole = [{ from: 0, to: compared.length, weight: 1 }]
  const views: View[] = [
    { subject: 'about unit length', points: vectors.map((vector) => scale(vector, scaling, whole)) },
    { subject: 'standardised', points: vectors.map((vector) => standardised(vector, scaling)) },
  ]
  return { items, views }
}

/** Each dimension minus its mean, over its deviation. */
export function standardised(vector: Float64Array, { mean, deviation }: ReturnType<typeof fitScaling>): Float64Array {
  return vector.map((value, d) => (value - (mean[d] ?? 0)) / (deviation[d] ?? 1))
}

function labelOf({ file, columns, rows }: Table, label: string): ReadonlyMap<string, string> {
  const column = columns.indexOf(label)
  if (column < 0) throw new ConfigError(`${file} has no column "${label}". It has: ${listed(columns)}.`)
  return new Map(rows.flatMap(({ cells }) => (cells[column] ? [[cells[0] ?? '', cells[column]] as const] : [])))
}

function columnsLike({ file, columns }: Table, pattern: string): readonly number[] {
  let expression: RegExp
  try {
    expression = new RegExp(pattern)
  } catch (cause) {
    throw new ConfigError(`--features: ${said(cause)}`)
  }
  const found = columns.flatMap((name, column) => (column > 0 && expression.test(name) ? [column] : []))
  if (found.length > 0) return found
  throw new ConfigError(`No column of ${file} matches --features ${pattern}. It has: ${listed(columns)}.`)
}

function numberIn({ file, columns }: Table, row: Table['rows'][number], column: number): number {
  const text = row.cells[column] ?? ''
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value)) return value
  throw new ConfigError(`${file}, line ${row.line}, column "${columns[column] ?? ''}": "${text}" is not a number.`)
}

const MOST_NAMES = 12
const listed = (names: readonly string[]): string =>
  names.length > MOST_NAMES ? `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more` : names.join(', ') // prettier-ignore
const said = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
