import { createReadStream, statSync } from 'node:fs'
import { basename } from 'node:path'
import { parse } from 'csv-parse'
import { ConfigError } from '../../engine/errors.ts'
import { silentReport } from '../supervisor/terminal.ts'
import type { Bar, Report } from '../supervisor/terminal.ts'

/** A table of text; each row has the number of the line that it ends on. */
export interface Table {
  readonly file: string
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

export interface Row {
  readonly line: number
  readonly cells: readonly string[]
}

export interface TableSelection {
  /**
   * Indexes of the columns to keep, besides the first one.
   * @throws {ConfigError} when a needed column is missing.
   */
  readonly columns?: (file: string, columns: readonly string[]) => readonly number[]
  /** Of more rows, every second, fourth … is kept: at least half as many as this. */
  readonly most?: number
}

/** The progress of reading a larger file is shown. */
const LARGE_MB = 20
const MEGABYTE = 1_000_000

/** Lines of a header at most. */
const HEADER_LINES = 6

/**
 * Reads a table of comma-separated values row by row and keeps the selection only, since `features.csv` of the Free Music
 * Archive is larger than the longest string. A header of several lines, as in that data set, becomes one name per column,
 * its parts joined by dots: its first cell is empty or `feature`, and it ends with the line that names the first column only.
 * @param screen shows the progress of a large file.
 * @throws {ConfigError} that names file and line.
 */
export async function readTable(
  file: string,
  { columns: wanted, most = Infinity }: TableSelection = {},
  screen: Report = silentReport,
): Promise<Table> {
  const parser = parse({ bom: true, skip_empty_lines: true, info: true })
  const source = createReadStream(file).on('error', (error) => parser.destroy(error))
  const bar = barOf(file, screen)
  source.on('data', () => bar?.update(source.bytesRead / MEGABYTE))
  const beginning: Row[] = []
  let reading: TableReader | null = null
  try {
    for await (const { record, info } of source.pipe(parser) as AsyncIterable<ParsedRow>) {
      const row = { line: info.lines, cells: record }
      if (reading !== null) reading.add(row)
      else {
        beginning.push(row)
        if (isHeaderWhole(beginning)) reading = tableReaderOf(file, beginning, wanted, most)
      }
    }
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause
    const isContent = cause instanceof Error && 'code' in cause && String(cause.code).startsWith('CSV_')
    const what = isContent ? 'is not a table of comma-separated values' : 'cannot be read'
    throw new ConfigError(`${file} ${what} (${cause instanceof Error ? cause.message : String(cause)}).`)
  } finally {
    bar?.stop()
    source.destroy()
  }
  reading ??= tableReaderOf(file, beginning, wanted, most)
  return reading.table()
}

function barOf(file: string, screen: Report): Bar | null {
  const megabytes = (statSync(file, { throwIfNoEntry: false })?.size ?? 0) / MEGABYTE
  return megabytes < LARGE_MB ? null : screen.bar(`Reading ${basename(file)}`, megabytes, 'MB')
}

interface ParsedRow {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

interface TableReader {
  add(row: Row): void
  table(): Table
}

function tableReaderOf(
  file: string,
  beginning: readonly Row[],
  wanted: TableSelection['columns'],
  most: number,
): TableReader {
  const { columns, rows: first } = headed(file, beginning)
  const kept = wanted === undefined ? null : [0, ...wanted(file, columns).filter((column) => column > 0)]
  const picked = (cells: readonly string[]) => kept?.map((column) => cells[column] ?? '') ?? cells
  let rows: Row[] = []
  let [seen, step] = [0, 1]
  const add = ({ line, cells }: Row) => {
    seen += 1
    if ((seen - 1) % step !== 0) return
    rows.push({ line, cells: picked(cells) })
    if (rows.length <= most) return
    rows = rows.filter((_, i) => i % 2 === 0)
    step *= 2
  }
  first.forEach(add)
  return { add, table: () => ({ file, columns: picked(columns), rows }) }
}

const mayGoOn = ({ cells }: Row): boolean => ['', 'feature'].includes(cells[0] ?? '')
const isNameOfFirst = ({ cells }: Row): boolean => cells[0] !== '' && cells.slice(1).every((cell) => cell === '')

function isHeaderWhole(beginning: readonly Row[]): boolean {
  const [first, ...rest] = beginning
  if (first === undefined) return false
  return !mayGoOn(first) || beginning.length >= HEADER_LINES || rest.some(isNameOfFirst)
}

function headed(file: string, beginning: readonly Row[]): { columns: readonly string[]; rows: readonly Row[] } {
  const [first, ...rest] = beginning
  if (first === undefined) throw new ConfigError(`${file} is empty.`)
  const end = mayGoOn(first) ? rest.findIndex(isNameOfFirst) : -1
  if (end < 0) return { columns: first.cells, rows: rest }
  const header = [first, ...rest.slice(0, end)]
  const columns = first.cells.map((_, column) => {
    if (column === 0) return rest[end]?.cells[0] ?? ''
    return header.map(({ cells }) => cells[column] ?? '').filter((part) => part !== '').join('.') // prettier-ignore
  })
  return { columns, rows: rest.slice(end + 1) }
}
