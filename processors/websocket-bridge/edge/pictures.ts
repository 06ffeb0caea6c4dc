import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import type { AudioReference } from '../../../schemas/generated.ts'
import { boundedMap } from '../bounded-map.ts'
import { openLibraryFile } from './library-file.ts'

/** In all at most this many times MAX_PICTURE_BYTES, and seldom a tenth of it. */
const KEPT_PICTURES = 20
const PARSE_WITHIN_MS = 5_000
const WORKER_MEMORY_MB = 128

export interface PictureReader {
  /**
   * The picture that a file embeds. Null: it has none, none that is small enough, or its tags cannot be read.
   * @throws {Problem} `file-gone`
   */
  read(reference: AudioReference, folders: readonly string[]): Promise<Uint8Array | null>
  close(): Promise<void>
}

const answer = z.object({ picture: z.instanceof(Uint8Array).nullable() })

/**
 * Reads pictures in a worker of its own, one at a time: tags come from anywhere, and a parser that hangs or fills its memory
 * must not take the bridge with it.
 */
export function pictureReader(): PictureReader {
  const kept = boundedMap<string, Promise<Uint8Array | null>>(KEPT_PICTURES)
  let worker: Worker | null = null
  let last: Promise<unknown> = Promise.resolve()

  const end = async () => {
    const gone = worker
    worker = null
    await gone?.terminate()
  }

  const ask = async (reference: AudioReference, folders: readonly string[]): Promise<Uint8Array | null> => {
    const file = await openLibraryFile(reference, folders)
    try {
      worker ??= startWorker()
      return await answerOf(worker, { fd: file.handle.fd, sizeBytes: file.sizeBytes, path: reference.path })
    } catch {
      await end()
      return null
    } finally {
      await file.handle.close()
    }
  }

  return {
    read(reference, folders) {
      const known = kept.get(reference.contentHash)
      if (known !== undefined) return known
      const asked = last.then(() => ask(reference, folders))
      last = asked.catch(() => undefined)
      kept.set(reference.contentHash, asked)
      asked.catch(() => kept.delete(reference.contentHash))
      return asked
    },
    close: end,
  }
}

function startWorker(): Worker {
  const worker = new Worker(new URL('./picture-worker.ts', import.meta.url), {
    execArgv: ['--import', 'tsx'],
    resourceLimits: { maxOldGenerationSizeMb: WORKER_MEMORY_MB },
  })
  worker.unref()
  return worker
}

/** @throws when the worker dies or does not answer in time. */
function answerOf(worker: Worker, question: object): Promise<Uint8Array | null> {
  return new Promise((resolve, reject) => {
    const settle = (error: Error | null, picture: Uint8Array | null) => {
      clearTimeout(timer)
      worker.removeAllListeners()
      if (error) reject(error)
      else resolve(picture)
    }
    const timer = setTimeout(() => settle(new Error('no answer in time'), null), PARSE_WITHIN_MS)
    worker.once('message', (message) => {
      const parsed = answer.safeParse(message)
      settle(parsed.error ?? null, parsed.data?.picture ?? null)
    })
    worker.once('error', (error) => settle(error, null))
    worker.once('exit', () => settle(new Error('the worker ended'), null))
    worker.postMessage(question)
  })
}
