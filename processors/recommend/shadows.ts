import { recommendations, shadowProfiles } from '../../schemas/topics.ts'
import type { Model } from './model.ts'
import { DEFAULT_SETTINGS, recommender } from './recommend.ts'
import type { RecommenderSettings } from './recommend.ts'

/** A shadow's slot: it has its own consumer group and its own topic of profiles. */
export type ShadowSlot = 1 | 2

/**
 * Runs a model beside the one that serves: it reads the same plays and writes recommendations that are evaluated by
 * monitor-feedback and shown to no listener. Its profiles depend on the plays alone, so another model may take over the slot.
 */
export function shadow<S extends ShadowSlot>(slot: S, model: Model, settings: RecommenderSettings = DEFAULT_SETTINGS) {
  const changelog = shadowProfiles[slot - 1]
  if (changelog === undefined) throw new Error(`Shadow ${slot} has no topic for its profiles.`)
  return recommender({
    ...settings,
    name: `recommend-shadow-${slot}` as const,
    model,
    to: recommendations,
    changelog,
    latency: 'batch',
    isShown: false,
  })
}
