import type * as z from 'zod/mini'
import type { reasonShape, recommendationsShape, suggestionShape } from '../../schemas/live.ts'

export type Reason = z.output<typeof reasonShape>
export type Suggestion = z.output<typeof suggestionShape>
/** What to play next, best first. */
export type Recommendation = z.output<typeof recommendationsShape>
