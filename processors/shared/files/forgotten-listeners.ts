import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { ListenerId } from '../../../schemas/generated.ts'
import { listenerId } from '../../../schemas/generated.ts'

/**
 * Listeners who were forgotten, so that the cookie of one is not taken again: one file for each in `<data>/forgotten`, named by
 * the SHA-256 of the id. An id is 128 bits of chance, so that nothing leads from the name to it. While the log of the embedded
 * Kafka still holds records of the listener the file names the id too: the next start removes both.
 */
export interface ForgottenListener {
  readonly digest: string
  /** Epoch ms. */
  readonly since: number
  /** Null: nothing is left to be removed. */
  readonly listener: ListenerId | null
}

const SUFFIX = '.json'
const fileSchema = z.object({ since: z.number(), listener: z.string().optional() })

const folderIn = (dataFolder: string): string => join(dataFolder, 'forgotten')

export const listenerDigest = (listener: ListenerId): string => createHash('sha256').update(listener).digest('hex')

/** @throws {Error} when the data folder cannot be written. */
export function writeForgotten(dataFolder: string, { digest, since, listener }: ForgottenListener): void {
  const path = join(folderIn(dataFolder), `${digest}${SUFFIX}`)
  mkdirSync(folderIn(dataFolder), { recursive: true })
  writeFileSync(`${path}.part`, JSON.stringify(listener === null ? { since } : { since, listener }), { mode: 0o600 })
  renameSync(`${path}.part`, path)
}

/** In order of their names. A file that is damaged still says who is forgotten. */
export function forgottenListeners(dataFolder: string): readonly ForgottenListener[] {
  return namesIn(folderIn(dataFolder))
    .toSorted()
    .map((name) => {
      const { since, listener } = contentOf(join(folderIn(dataFolder), name))
      const digest = name.slice(0, -SUFFIX.length)
      return { digest, since, listener: listener === undefined ? null : listenerId(listener) }
    })
}

function contentOf(path: string): z.infer<typeof fileSchema> {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return { since: 0 }
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(SUFFIX))
  } catch {
    return []
  }
}
