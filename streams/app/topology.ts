import { extractFeatures } from '../../processors/extract-features/extract-features.ts'
import { indexTracks } from '../../processors/index-tracks/index-tracks.ts'
import { mongoSink } from '../../processors/mongo-sink/mongo-sink.ts'
import { monitorFeedback } from '../../processors/monitor-feedback/monitor-feedback.ts'
import { recommend } from '../../processors/recommend/recommend.ts'
import { shadows } from '../../processors/recommend/shadows.ts'
import { scanLibrary } from '../../processors/scan-library/scan-library.ts'
import { trainIndex } from '../../processors/train-index/train-index.ts'
import { websocketBridge } from '../../processors/websocket-bridge/websocket-bridge.ts'
import { checkTopology } from '../engine/topology.ts'

/** Every processor, in order of flow. Checked when it is loaded: an inconsistent topology starts nothing. */
export const topology = checkTopology([
  scanLibrary,
  extractFeatures,
  trainIndex,
  indexTracks,
  recommend,
  ...shadows,
  monitorFeedback,
  mongoSink,
  websocketBridge,
] as const)
