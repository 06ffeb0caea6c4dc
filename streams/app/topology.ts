import { extractFeatures } from '../../processors/extract-features/extract-features.ts'
import { groupTracks } from '../../processors/group-tracks/group-tracks.ts'
import { indexTracks } from '../../processors/index-tracks/index-tracks.ts'
import { mongoSink } from '../../processors/mongo-sink/mongo-sink.ts'
import { keepOpinions } from '../../processors/keep-opinions/keep-opinions.ts'
import { monitorFeedback } from '../../processors/monitor-feedback/monitor-feedback.ts'
import { MODEL_IDS } from '../../processors/shared/model-ids.ts'
import type { ModelId } from '../../processors/shared/model-ids.ts'
import { models } from '../../processors/recommend/models.ts'
import { recommendWith } from '../../processors/recommend/recommend.ts'
import { shadow } from '../../processors/recommend/shadows.ts'
import { scanLibrary } from '../../processors/scan-library/scan-library.ts'
import { trainIndex } from '../../processors/train-index/train-index.ts'
import { websocketBridge } from '../../processors/websocket-bridge/websocket-bridge.ts'
import { deadLetters } from '../../schemas/topics.ts'
import { checkTopology } from '../engine/topology.ts'

export interface TopologySettings {
  /** The first one serves; each other one runs as a shadow. */
  readonly models: readonly [ModelId, ...ModelId[]]
}

/**
 * Every processor that runs with these settings, in order of flow.
 * @throws {TopologyError} when the processors do not fit together.
 */
export function topology({ models: [serving, first, second] }: TopologySettings) {
  return checkTopology(
    [
      scanLibrary,
      extractFeatures,
      trainIndex,
      indexTracks,
      groupTracks,
      recommendWith(models[serving]),
      ...(first === undefined ? [] : [shadow(1, models[first])]),
      ...(second === undefined ? [] : [shadow(2, models[second])]),
      keepOpinions,
      monitorFeedback,
      mongoSink,
      websocketBridge,
    ] as const,
    deadLetters,
  )
}

export type ProcessorName = ReturnType<typeof topology>[number]['name']

/** The topology of the documents: every processor that settings can bring about, so both shadows. */
export const wholeTopology = () => topology({ models: MODEL_IDS })
