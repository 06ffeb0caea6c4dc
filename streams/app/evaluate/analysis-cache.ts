import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { contentHash } from '../../../processors/scan-library/edge/content-hash.ts'
import type { AudioFeatures } from '../../../schemas/generated.ts'
import { audioFeatures } from '../../../schemas/topics.ts'

/** What files sounded like when they were heard, known by their bytes wherever they lie. */
export interface HeardMemory {
  /** @returns null when these bytes were not heard by this extractor, or the file cannot be read. */
  recall(file: string): Promise<AudioFeatures | null>
  /** Kept at once: what is ended between two files loses none of the first. */
  keep(features: AudioFeatures): void
}

const FILE = 'heard-features.txt'

/** One line for each file that was heard: features in Avro and base64. Those of another extractor version are dropped. */
export function openHeardMemory(folder: string, extractorVersion: string): HeardMemory {
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
    async recall(path) {
      // Listening says better than this could why a file cannot be read.
      const hash = await stat(path).then(
        ({ size }) => contentHash(path, size, new AbortController().signal).catch(() => null),
        () => null,
      )
      return hash === null ? null : (known.get(hash) ?? null)
    },
    keep(features) {
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

/** @returns null for half a line, or one by another schema: the file is heard again. */
function decoded(line: string): AudioFeatures | null {
  try {
    return audioFeatures.value.decode(Buffer.from(line, 'base64'))
  } catch {
    return null
  }
}
