import type { FileHandle } from 'node:fs/promises'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import type { ExportColumn } from './columns.ts'
import { csvHeader, csvLine } from './csv.ts'
import { parquetSchema } from './parquet-schema.ts'
import { parquetConversion } from './parquet-values.ts'
import { rowCells } from './row-cells.ts'
import type { ExportedRecord } from './row-cells.ts'

/** Writes the records of one topic into one file, and holds only so many as are written together. */
export interface RowWriter {
  add(record: ExportedRecord): void | Promise<void>
  /**
   * Adds the cells of a row, as they are stored.
   * @param bytes of the Avro value.
   */
  addCells?(cells: readonly unknown[], bytes: number): void | Promise<void>
  /** @param facts of the export, for a format that has room for them in its file. */
  finish(facts: string): Promise<void>
}

/** A row group is held in memory as objects until it is written: whichever of these it reaches first, rows or bytes of Avro. */
const GROUP_ROWS = 20_000
const GROUP_BYTES = 4 * 1024 * 1024
/** Key of the facts of the export in the footer. */
export const FOOTER_KEY = 'slipstream.export'

/** @param avroSchema of the values, for the footer: it says what each field means. */
export function parquetRows(columns: readonly ExportColumn[], avroSchema: string, file: FileHandle): RowWriter {
  const bytes = new ByteWriter()
  const parquet = new ParquetWriter({ writer: bytes, schema: parquetSchema(columns), createdBy: 'slipstream' })
  const conversions = columns.map(({ type }) => parquetConversion(type))
  const empty = (): unknown[][] => columns.map(() => [])
  let group = empty()
  let rows = 0
  let avroBytes = 0
  const writeBytes = async () => {
    await file.appendFile(bytes.getBytes())
    bytes.index = 0
  }
  const writeGroup = async () => {
    const columnData = columns.map(({ name }, i) => ({ name, data: group[i] ?? [] }))
    if (rows > 0) await parquet.write({ columnData, rowGroupSize: rows })
    group = empty()
    rows = 0
    avroBytes = 0
    await writeBytes()
  }
  const addCells = (cells: readonly unknown[], size: number): void | Promise<void> => {
    for (let i = 0; i < cells.length; i += 1) group[i]?.push(cells[i])
    rows += 1
    avroBytes += size
    return rows >= GROUP_ROWS || avroBytes >= GROUP_BYTES ? writeGroup() : undefined
  }
  return {
    add: (record) =>
      addCells(
        rowCells(columns, record).map((cell, i) => conversions[i]?.(cell) ?? cell),
        record.wire.value?.length ?? 0,
      ),
    addCells,
    async finish(facts) {
      await writeGroup()
      parquet.kvMetadata = [
        { key: FOOTER_KEY, value: facts },
        { key: 'slipstream.avro', value: avroSchema },
      ]
      await parquet.finish()
      await writeBytes()
    },
  }
}

/** Characters of text that are written together. */
const CHUNK_CHARACTERS = 256 * 1024

export function csvRows(columns: readonly ExportColumn[], file: FileHandle): RowWriter {
  const text = bufferedText(file)
  void text.append(csvHeader(columns))
  return { add: (record) => text.append(csvLine(columns, rowCells(columns, record))), finish: text.flush }
}

/** Text is written in pieces: a write for each line costs more than a line. */
function bufferedText(file: FileHandle) {
  let waiting = ''
  const flush = async () => {
    const chunk = waiting
    waiting = ''
    await file.appendFile(chunk)
  }
  return {
    append(text: string): void | Promise<void> {
      waiting += text
      return waiting.length < CHUNK_CHARACTERS ? undefined : flush()
    },
    flush,
  }
}
