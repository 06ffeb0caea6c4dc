import { neighbours } from '../../processors/recommend/rank.ts'
import { recommendWith } from '../../processors/recommend/recommend.ts'

/** The recommender as it serves by default. */
export const recommend = recommendWith(neighbours)
