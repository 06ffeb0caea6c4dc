import { createReadStream, existsSync, openSync, readdirSync, readSync, statSync, closeSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { openPromise } from 'yauzl'
import type { Entry, ZipFile } from 'yauzl'
import { ConfigError } from '../../engine/errors.ts'

/** A file of an export, in an archive or by itself. */
export interface ExportFile {
  /** As it is shown. */
  readonly name: string
  open(): Promise<AsyncIterable<Uint8Array>>
}

export interface ExportFiles {
  readonly files: readonly ExportFile[]
  /** Files beside them that are no listening history: they are not opened. */
  readonly others: number
  close(): void
}

/**
 * Names of listening histories in an export. Of ListenBrainz `listens/2024/5.jsonl` in the archive, and `name_lb-2023-05-01.json`
 * of before there was one; of Spotify `Streaming_History_Audio_2023_1.json`, `endsong_1.json`, `StreamingHistory_music_0.json` and
 * `StreamingHistory0.json`.
 */
const HISTORIES: readonly RegExp[] = [
  /(?:^|\/)listens(?:\/.*)?\.jsonl$/i,
  /_lb-\d{4}-\d\d-\d\d\.json$/i,
  /(?:^|\/)(?:Streaming_History_Audio_[^/]*|endsong_\d+|StreamingHistory(?:_music_)?\d+)\.json$/i,
]

export const isHistory = (path: string): boolean => HISTORIES.some((pattern) => pattern.test(path))

/** Files in the order of their numbers: a month 2 is before a month 10. */
const { compare } = new Intl.Collator('en', { numeric: true })

/**
 * Finds the listening histories in what was named: archives (ZIP) and folders are looked through, a file that was named itself is
 * taken whatever it is called.
 * @throws {ConfigError} where there is none, or something cannot be read.
 */
export async function openExports(paths: readonly string[]): Promise<ExportFiles> {
  const archives: ZipFile[] = []
  const close = () => {
    for (const archive of archives) archive.close()
  }
  try {
    const found: ExportFiles[] = []
    for (const path of paths) found.push(await exportsIn(path, archives))
    return { files: found.flatMap(({ files }) => files), others: found.reduce((sum, { others }) => sum + others, 0), close } // prettier-ignore
  } catch (error) {
    close()
    throw error
  }
}

async function exportsIn(path: string, archives: ZipFile[]): Promise<Omit<ExportFiles, 'close'> & { close(): void }> {
  if (!existsSync(path)) throw new ConfigError(`There is no file ${path}.`)
  const close = () => undefined
  if (statSync(path).isDirectory()) {
    const all = readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map(({ parentPath, name }) => relative(path, join(parentPath, name)).replaceAll('\\', '/'))
    const files = all.filter(isHistory).toSorted(compare).map((name) => fileAt(join(path, name), `${basename(path)}/${name}`)) // prettier-ignore
    return { ...someOf(files, path), others: all.length - files.length, close }
  }
  if (!isArchive(path)) return { files: [fileAt(path, basename(path))], others: 0, close }
  const archive = await openArchive(path)
  archives.push(archive)
  const entries: Entry[] = []
  let others = 0
  for await (const entry of archive.eachEntry()) {
    if (isHistory(entry.fileName)) entries.push(entry)
    else if (!entry.fileName.endsWith('/')) others += 1
  }
  const files = entries
    .toSorted((a, b) => compare(a.fileName, b.fileName))
    .map((entry) => ({
      name: `${basename(path)}/${entry.fileName}`,
      open: () => archive.openReadStreamPromise(entry),
    }))
  return { ...someOf(files, path), others, close }
}

function someOf(files: readonly ExportFile[], path: string): { readonly files: readonly ExportFile[] } {
  if (files.length > 0) return { files }
  throw new ConfigError(
    `${path} holds no listening history: there is neither listens/*.jsonl (ListenBrainz) nor Streaming_History_Audio_*.json or StreamingHistory_music_*.json (Spotify) in it. Name the file itself if it is called otherwise.`,
  )
}

const fileAt = (path: string, name: string): ExportFile => ({
  name,
  open: () => Promise.resolve(createReadStream(path)),
})

/** The first bytes of a ZIP archive (APPNOTE, 4.3.7). */
function isArchive(path: string): boolean {
  const bytes = Buffer.alloc(4)
  const file = openSync(path, 'r')
  try {
    readSync(file, bytes, 0, 4, 0)
  } finally {
    closeSync(file)
  }
  return bytes.toString('latin1') === 'PK\u0003\u0004'
}

async function openArchive(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { autoClose: false, lazyEntries: true })
  } catch (cause) {
    throw new ConfigError(`${path} is no archive that can be read: ${cause instanceof Error ? cause.message : ''}.`)
  }
}
