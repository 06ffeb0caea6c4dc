import { medoidBaseline, randomBaseline } from './baselines.ts'
import type { ModelId } from '../shared/model-ids.ts'
import type { Model } from './model.ts'
import { neighbours } from './rank.ts'

/** Every model by its id, as recommendations and feedback carry it. */
export const models: Readonly<Record<ModelId, Model>> = {
  'neighbours-5': neighbours,
  'typical-1': medoidBaseline,
  'drawn-1': randomBaseline,
}
