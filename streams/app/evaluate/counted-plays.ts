import type { ReplayedPlay } from './parse-plays.ts'

/**
 * The plays that count, without those that their listener took back: one by its id, whenever that came; all of a track in a
 * session, up to then; all of a session, whatever came later.
 * @param plays in order of time.
 */
export function countedPlays(plays: readonly ReplayedPlay[]): readonly ReplayedPlay[] {
  const ids = new Set<string>()
  const sessions = new Set<string>()
  /** By listener, session and track: the place of the last one that takes them back. */
  const tracks = new Map<string, number>()
  for (const [place, { listener, session, track, event, retracts }] of plays.entries()) {
    if (event === 'sessionRetracted') sessions.add(nameOf(listener, session))
    if (event !== 'retracted') continue
    if (retracts === '') tracks.set(nameOf(listener, session, track), place)
    else ids.add(nameOf(listener, retracts))
  }
  return plays.filter(({ listener, session, track, playId, event }, place) => {
    if (playId !== '' && OF_PLAYING.has(event) && ids.has(nameOf(listener, playId))) return false
    if (sessions.has(nameOf(listener, session))) return false
    return place >= (tracks.get(nameOf(listener, session, track)) ?? -1)
  })
}

/** As in the profile: an opinion is taken back by an event of its own. */
const OF_PLAYING: ReadonlySet<string> = new Set(['started', 'progressed', 'listened', 'finished', 'skipped'])

const nameOf = (...parts: readonly string[]): string => JSON.stringify(parts)
