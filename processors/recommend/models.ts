import { drawn, typical } from './baselines.ts'
import type { Model } from './model.ts'
import { modelId } from './model.ts'
import { neighbours } from './rank.ts'

/** Every model there is, by the name that recommendations carry. The first one serves unless told otherwise. */
export const models: ReadonlyMap<string, Model> = new Map(
  [neighbours, typical, drawn].map((model) => [modelId(model), model]),
)
