import { models } from '../../../processors/recommend/models.ts'
import { recommendWith } from '../../../processors/recommend/recommend.ts'
import type { RecommenderSettings } from '../../../processors/recommend/recommend.ts'
import { shadow } from '../../../processors/recommend/shadows.ts'
import type { ShadowSlot } from '../../../processors/recommend/shadows.ts'
import { ConfigError } from '../../engine/errors.ts'
import { runProcessor } from '../../engine/runtime/run-processor.ts'
import type { Config } from '../config.ts'
import type { Main } from './main.ts'

export const recommendMain: Main<'recommend'> = (config) => {
  const node = recommendWith(models[config.SLIPSTREAM_MODELS[0]], recommenderSettings(config))
  return { node, run: (runtime) => runProcessor(runtime, node) }
}

export function shadowMain<S extends ShadowSlot>(slot: S): Main<`recommend-shadow-${S}`> {
  return (config) => {
    const id = config.SLIPSTREAM_MODELS[slot]
    if (id === undefined) {
      throw new ConfigError(
        `recommend-shadow-${slot} has no model: name at least ${slot + 1} in SLIPSTREAM_MODELS, separated by commas.`,
      )
    }
    const node = shadow(slot, models[id], recommenderSettings(config))
    return { node, run: (runtime) => runProcessor(runtime, node) }
  }
}

const DAY_MS = 86_400_000

export const recommenderSettings = ({ SLIPSTREAM_FORGET_LISTENER_DAYS: days }: Config): RecommenderSettings => ({
  forgetAfterMs: days === 0 ? null : days * DAY_MS,
})
