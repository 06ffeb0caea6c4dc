import { libraryChecks } from '../../../schemas/topics.ts'
import { FULL_REQUEST_KEY, REQUEST_KEY } from '../../../schemas/keys.ts'
import { openProducer } from '../../engine/runtime/record-producer.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import { record } from '../../engine/topic.ts'
import type { Config } from '../config.ts'
import { connectClient } from '../connect-client.ts'
import { EXIT } from '../output/exit-codes.ts'
import type { OutputStreams } from '../output/output-streams.ts'

export interface RescanOptions {
  readonly full?: boolean
}

/** Asks every scanner to scan, or to read every file. @returns the exit code. */
export async function rescanLibrary(config: Config, options: RescanOptions, streams: OutputStreams): Promise<number> {
  return requestRescan(await connectClient(config, 'library'), options, streams)
}

export async function requestRescan(
  runtime: Runtime,
  { full = false }: RescanOptions,
  streams: OutputStreams,
): Promise<number> {
  const producer = await openProducer(runtime, [libraryChecks])
  const now = Date.now()
  const key = full ? FULL_REQUEST_KEY : REQUEST_KEY
  const place = { library: null, path: null, readAt: null, readFiles: 0, changedFiles: 0 }
  try {
    await producer.send<typeof libraryChecks>([
      record(libraryChecks, key, { requestedAt: now, isFull: full, ...place }, now),
    ])
  } finally {
    await producer.close()
  }
  streams.err(
    full
      ? 'The scanner was asked to read every file; it says when it is done, and goes on after a restart.'
      : 'The scanner was asked to look at the library now; with --full it reads every file, also those that look unchanged.',
  )
  return EXIT.ok
}
