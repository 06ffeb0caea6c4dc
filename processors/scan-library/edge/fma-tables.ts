import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse'
import { cleanText } from '../../shared/text/clean-text.ts'
import { columnsOf, fmaTrack } from '../fma/row.ts'
import type { Columns, FmaTrack } from '../fma/row.ts'

/** The tables of fma_metadata, read row by row at each call. */
export interface FmaTables {
  /**
   * Every row of tracks.csv. Holds one row at a time.
   * @throws {Error} naming the file, when it cannot be read or parsed.
   */
  tracks(signal: AbortSignal): AsyncGenerator<FmaTrack, void, void>
  /** Changes whenever tracks.csv or genres.csv does. */
  version(): Promise<string>
}

/** Longer than any row of the data set. It bounds the memory for a file with an unbalanced quote. */
const LONGEST_ROW_BYTES = 1024 * 1024
const HEAD_LINES = 3

/** @param folder the one that holds tracks.csv and genres.csv. */
export function fmaTables(folder: string): FmaTables {
  const [tracksFile, genresFile] = [join(folder, 'tracks.csv'), join(folder, 'genres.csv')]
  return {
    async *tracks(signal) {
      const genreNames = await genresOf(genresFile, signal)
      const head: string[][] = []
      let columns: Columns | null = null
      for await (const row of rowsOf(tracksFile, signal)) {
        if (columns === null) {
          head.push(row)
          const [groups = [], names = [], index = []] = head
          if (head.length === HEAD_LINES) columns = columnsOf(groups, names, index)
          continue
        }
        const track = fmaTrack(columns, row, genreNames)
        if (track !== null) yield track
      }
      if (columns === null) throw new Error(`${tracksFile} is empty: unpack fma_metadata.zip again.`)
    },
    async version() {
      const stats = await Promise.all([tracksFile, genresFile].map((file) => stat(file).catch(() => null)))
      return stats.map((each) => `${each?.size ?? '-'}@${each?.mtimeMs ?? '-'}`).join(' ')
    },
  }
}

/** Empty without genres.csv: tracks.csv itself names the main genre. */
async function genresOf(file: string, signal: AbortSignal): Promise<ReadonlyMap<number, string>> {
  const names = new Map<number, string>()
  if ((await stat(file).catch(() => null)) === null) return names
  let columns: readonly string[] | null = null
  for await (const row of rowsOf(file, signal)) {
    if (columns === null) columns = row
    else names.set(Number(row[columns.indexOf('genre_id')]), cleanText(row[columns.indexOf('title')] ?? ''))
  }
  return names
}

async function* rowsOf(file: string, signal: AbortSignal): AsyncGenerator<string[], void, void> {
  const bytes = createReadStream(file, { signal })
  const rows = parse({
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_ROW_BYTES,
  })
  bytes.on('error', (error) => rows.destroy(error))
  try {
    for await (const row of bytes.pipe(rows)) yield row as string[] // what the parser gives without `columns`
  } catch (error) {
    signal.throwIfAborted()
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  } finally {
    bytes.destroy()
    rows.destroy()
  }
}
