import { OPEN_DOOR } from '../../support/open-door.ts'
import { join } from 'node:path'
import { pino } from 'pino'
import { OPEN_ACCESS } from '../../../streams/engine/access.ts'
import { indexTracks } from '../../../processors/index-tracks/index-tracks.ts'
import { monitorFeedback } from '../../../processors/monitor-feedback/monitor-feedback.ts'
import { MODEL_IDS } from '../../../processors/shared/model-ids.ts'
import { openDatabase } from '../../../processors/shared/mongo/database.ts'
import { startBridge } from '../../../processors/websocket-bridge/edge/bridge.ts'
import type { BridgeSettings } from '../../../processors/websocket-bridge/edge/bridge.ts'
import { openDiskCache } from '../../../processors/websocket-bridge/edge/disk-cache.ts'
import { openTranscoder } from '../../../processors/websocket-bridge/edge/transcoder.ts'
import { pictureReader } from '../../../processors/websocket-bridge/edge/pictures.ts'
import { parseFeatureKey } from '../../../schemas/keys.ts'
import { allTopics, audioReferences, deadLetters, plays } from '../../../schemas/topics.ts'
import { edgeContext } from '../../../streams/engine/runtime/edge-context.ts'
import { runProcessor } from '../../../streams/engine/runtime/run-processor.ts'
import { createMemoryRuntime } from '../../../streams/engine/testing/memory-runtime.ts'
import type { MemoryRuntime } from '../../../streams/engine/testing/memory-runtime.ts'
import { record } from '../../../streams/engine/topic.ts'
import { library, referenceOf, START } from '../../support/builders.ts'
import { recommend } from '../../support/recommend.ts'

/** The bridge, the recommender and the feedback monitor in this process, on the broker in memory. */
export interface MemoryService {
  readonly url: string
  readonly runtime: MemoryRuntime
  /** Ends in order. @throws what ended a processor before. */
  stop(): Promise<void>
}

const TRACKS = 30
/** The discard port: nobody listens. */
const NOBODY = 'mongodb://127.0.0.1:9/away'

const SETTINGS: Omit<BridgeSettings, 'dataFolder'> = {
  host: '127.0.0.1',
  port: 0,
  libraryFolders: [],
  servingModel: MODEL_IDS[0],
  mongodbUrl: NOBODY,
  kafkaBrokers: ['127.0.0.1:9'],
  access: OPEN_ACCESS,
  registryUrl: 'http://127.0.0.1:9',
  door: OPEN_DOOR,
}

export async function startMemoryService(dataFolder: string): Promise<MemoryService> {
  const log = pino({ level: 'silent' })
  const runtime = createMemoryRuntime({ topics: allTopics, deadLetters, dataFolder, log })
  const tracks = library(TRACKS)
  await runtime.write(...tracks, ...references(tracks))
  await runtime.runToEnd(indexTracks)
  const stop = new AbortController()
  const process = runtime.connect(stop.signal)
  const running = Promise.all([runProcessor(process, recommend), runProcessor(process, monitorFeedback)])
  const database = openDatabase(NOBODY, 50)
  const pictures = pictureReader(log, await openDiskCache(join(dataFolder, 'covers'), 2 ** 20), () => undefined)
  const playable = await openDiskCache(join(dataFolder, 'playable'), 2 ** 20)
  const transcoder = openTranscoder(Promise.resolve(null), playable)
  const context = edgeContext(runtime.connect(stop.signal), [plays])
  const bridge = await startBridge(context, { ...SETTINGS, dataFolder }, { database, pictures, transcoder })
  await bridge.open()
  return {
    url: bridge.url,
    runtime,
    async stop() {
      await bridge.close()
      await pictures.close()
      await database.close()
      stop.abort()
      await running
    },
  }
}

const references = (tracks: ReturnType<typeof library>) =>
  tracks.map(({ key }) => {
    const { trackId } = parseFeatureKey(key)
    return record(audioReferences, trackId, referenceOf(trackId), START)
  })
