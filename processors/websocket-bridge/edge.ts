import { addressesOf } from '../../streams/app/config.ts'
import type { Context } from '../../streams/engine/runtime/context.ts'
import { openDatabase } from '../shared/mongo/database.ts'
import { startBridge } from './edge/bridge.ts'
import { pictureReader } from './edge/pictures.ts'

/** A person waits for the answer: better to say soon that the database is away. */
const DATABASE_ANSWERS_WITHIN_MS = 2_000

/** Runs the bridge until the signal aborts. */
export async function run(context: Context): Promise<void> {
  const { config, log, signal } = context
  const database = openDatabase(addressesOf(config).mongodbUrl, DATABASE_ANSWERS_WITHIN_MS)
  const pictures = pictureReader((error, { trackId }) =>
    log.warn({ err: error, trackId }, 'A cover picture could not be read.'),
  )
  try {
    const bridge = await startBridge(context, { database, pictures })
    try {
      log.info({ url: bridge.url }, 'The player is served.')
      await bridge.open()
      context.setReady('kafka', true)
      await aborted(signal)
    } finally {
      await bridge.close()
    }
  } finally {
    await pictures.close()
    await database.close()
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
