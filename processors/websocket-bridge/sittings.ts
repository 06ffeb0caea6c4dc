import type { Play, TrackId } from '../../schemas/generated.ts'
import { trackId } from '../../schemas/generated.ts'
import type { SessionIntent, Sitting, SittingsMessage } from '../../schemas/live.ts'
import { standingIn } from './catalogue.ts'
import type { Catalogue } from './catalogue.ts'

/** Sittings of a listener that are kept, as many as `recommend` keeps wishes of: the one that changed longest ago makes room. */
export const MAX_SITTINGS = 20

/** What holds in one sitting. */
export interface HeldSitting {
  readonly sessionId: string
  readonly isPrivate: boolean
  readonly wish: (SessionIntent & { readonly trackId: TrackId }) | null
  readonly since: number
}

export type HeldSittings = readonly HeldSitting[]

const NO_WISH = { familiarity: 0, energy: 0, radio: 'none', genre: '' }

/**
 * The sittings of a listener after a play, the one that changed last first. What changes nothing gives the same array.
 * @param at epoch ms.
 */
export function sittingsAfter(sittings: HeldSittings, play: Play, at: number): HeldSittings {
  const { sessionId, event } = play
  if (sessionId === '' || (event !== 'wished' && event !== 'sessionRetracted')) return sittings
  const known = sittings.find((each) => each.sessionId === sessionId)
  const isPrivate = known?.isPrivate ?? false
  const after = event === 'wished' ? { isPrivate, wish: wishOf(play) } : { isPrivate: true, wish: null }
  const others = sittings.filter((each) => each !== known)
  if (after.wish === null && !after.isPrivate) return known === undefined ? sittings : others
  return [{ sessionId, ...after, since: at }, ...others].slice(0, MAX_SITTINGS)
}

function wishOf({ wish, trackId: id }: Play): HeldSitting['wish'] {
  if (wish === null || isNothing(wish)) return null
  const { familiarity, energy, radio, genre } = wish
  return { familiarity, energy, radio, genre, trackId: id }
}

const isNothing = ({ familiarity, energy, radio }: SessionIntent): boolean =>
  familiarity === NO_WISH.familiarity && energy === NO_WISH.energy && radio === NO_WISH.radio

export function sittingsMessage(content: Catalogue, sittings: HeldSittings): SittingsMessage {
  const items = sittings.map((sitting): Sitting => {
    const { wish } = sitting
    if (wish === null) return { ...sitting, wish }
    const id = standingIn(content, trackId(wish.trackId))
    const { title = null, artist = null } = content.entries.get(id)?.reference ?? {}
    return { ...sitting, wish: { ...wish, trackId: id, title, artist } }
  })
  return { type: 'sittings', items }
}
