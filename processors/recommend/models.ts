import { randomBaseline, medoidBaseline } from './baselines.ts'
import type { Model } from './model.ts'
import { modelId } from './model.ts'
import { neighbours } from './rank.ts'

/** All models, by their id in recommendations. The first one serves by default. */
export const models: ReadonlyMap<string, Model> = new Map(
  [neighbours, medoidBaseline, randomBaseline].map((model) => [modelId(model), model]),
)
