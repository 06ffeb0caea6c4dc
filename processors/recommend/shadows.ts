import { recommendations, shadowProfiles } from '../../schemas/topics.ts'
import { medoidBaseline } from './baselines.ts'
import type { Model } from './model.ts'
import { recommender } from './recommend.ts'

/**
 * Places for models that run beside the one that serves: each reads the same plays in a consumer group of its own, keeps
 * profiles of its own, and writes lists that nobody is shown. What they would have been worth is told by monitor-feedback.
 * A profile depends on the plays alone, so that another model may take a place over.
 */
export const shadows = shadowProfiles.map((changelog, i) =>
  shadow(`recommend-shadow-${i + 1}`, changelog, medoidBaseline),
)

export function shadow(name: string, changelog: (typeof shadowProfiles)[number], model: Model) {
  return recommender({ name, model, to: recommendations, changelog })
}
