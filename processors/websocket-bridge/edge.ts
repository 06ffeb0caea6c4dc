import { join } from 'node:path'
import { whenAborted } from '../../streams/engine/abort.ts'
import type { EdgeContext } from '../../streams/engine/runtime/context.ts'
import type { TopologyEdge } from '../../streams/engine/topology.ts'
import { openDatabase } from '../shared/mongo/database.ts'
import { startBridge } from './edge/bridge.ts'
import type { BridgeSettings } from './edge/bridge.ts'
import { openDiskCache } from './edge/disk-cache.ts'
import { pictureReader } from './edge/pictures.ts'
import { openTranscoder } from './edge/transcoder.ts'
import { findFfmpeg } from '../shared/ffmpeg/find-ffmpeg.ts'

/** A person waits for the answer: better to say soon that the database is away. */
const DATABASE_ANSWERS_WITHIN_MS = 2_000

/** The most that may be kept in the data folder of what can be made again, bytes. */
export interface CacheSettings {
  readonly coverBytes: number
  readonly playableBytes: number
}

/** Runs the bridge until the signal aborts. @param graph the arrows between topics and processors, made when somebody asks. */
export async function runBridge(
  context: EdgeContext,
  settings: BridgeSettings & CacheSettings,
  graph: () => Promise<readonly TopologyEdge[]>,
): Promise<void> {
  const { log, signal } = context
  const database = openDatabase(settings.mongodbUrl, DATABASE_ANSWERS_WITHIN_MS)
  const covers = await openDiskCache(join(settings.dataFolder, 'covers'), settings.coverBytes)
  const pictures = pictureReader(log, covers, (error, { library, path }) =>
    log.warn({ err: error, library, path }, 'A cover picture could not be read.'),
  )
  const playable = await openDiskCache(join(settings.dataFolder, 'playable'), settings.playableBytes)
  const transcoder = openTranscoder(findFfmpeg(process.env['PATH'] ?? ''), playable)
  try {
    const bridge = await startBridge(context, settings, { database, pictures, transcoder, graph })
    try {
      log.info({ url: bridge.url, origins: bridge.origins() }, 'The player is served.')
      await bridge.open()
      log.info('The library has been read; players may connect.')
      await whenAborted(signal)
    } finally {
      await bridge.close()
    }
  } finally {
    await Promise.all([pictures.close(), transcoder.close()])
    await database.close()
  }
}
