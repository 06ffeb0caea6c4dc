import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { contentHash } from '../../../processors/scan-library/edge/content-hash.ts'
import type { AudioFeatures } from '../../../schemas/generated.ts'
import { audioFeatures } from '../../../schemas/topics.ts'

/** Features of files that were analysed before, by the hash of their contents. */
export interface AnalysisCache {
  /** @returns null when this extractor version has not analysed these contents, or the file cannot be read. */
  lookUp(file: string): Promise<AudioFeatures | null>
  /** Written at once, so that an interrupted run keeps what it has analysed. */
  add(features: AudioFeatures): void
}

const FILE = 'heard-features.txt'

/** A file with a line for each analysed file: its features in Avro and base64. Those of another extractor version are dropped. */
export function openAnalysisCache(folder: string, extractorVersion: string): AnalysisCache {
  const file = join(folder, FILE)
  const lines = linesOf(file)
  const known = new Map<string, AudioFeatures>()
  const kept = lines.filter((line) => {
    const features = decoded(line)
    if (features?.extractorVersion !== extractorVersion) return false
    known.set(features.contentHash, features)
    return true
  })
  if (kept.length < lines.length) {
    writeFileSync(`${file}.new`, kept.map((line) => `${line}\n`).join(''))
    renameSync(`${file}.new`, file)
  }
  return {
    async lookUp(path) {
      // The analysis reports why a file cannot be read.
      const hash = await stat(path).then(
        ({ size }) =>
          contentHash(
            { library: dirname(path), path: basename(path), sizeBytes: size },
            new AbortController().signal,
          ).catch(() => null),
        () => null,
      )
      return hash === null ? null : (known.get(hash) ?? null)
    },
    add(features) {
      known.set(features.contentHash, features)
      mkdirSync(folder, { recursive: true })
      appendFileSync(file, `${audioFeatures.value.encode(features).toString('base64')}\n`)
    },
  }
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(0, -1)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

/** @returns null for a truncated line, or one of another schema: the file is analysed again. */
function decoded(line: string): AudioFeatures | null {
  try {
    return audioFeatures.value.decode(Buffer.from(line, 'base64'))
  } catch {
    return null
  }
}
