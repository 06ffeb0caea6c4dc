import type { ListenerId, Opinion, PlayEvent } from '../../schemas/generated.ts'
import { artistId, trackId } from '../../schemas/generated.ts'
import { opinionKey } from '../../schemas/keys.ts'
import { overlongText } from '../../schemas/limits.ts'
import { keepOpinionsState, opinions, plays } from '../../schemas/topics.ts'
import { processor, Unprocessable } from '../../streams/engine/processor.ts'
import { record } from '../../streams/engine/topic.ts'
import type { OpinionTarget } from './opinion-log.ts'
import { emptyLog, isOfTrack, opinionOf, underTrack, unique, withStatement } from './opinion-log.ts'
import { oldTrackIds } from '../shared/aliases/old-track-ids.ts'
import { isFull } from './settled.ts'
import type { Held } from './settled.ts'

const TAKES_BACK: ReadonlySet<PlayEvent> = new Set(['unliked', 'undisliked', 'allowedTrack', 'allowedArtist'])

/**
 * Keeps every like, dislike and never of a listener, each under a key of its own: the profile that models rank by is bounded,
 * and forgets the weakest.
 *
 * It reads the plays from the first, so that a data folder of an earlier version gets all that was ever stated, and depends on
 * them alone, but for the ids of tracks: what was stated of one that leads to another track now is moved to that track when
 * something more is said of it. One play writes at most one record for each track and artist that it says something else of:
 * an opinion, or a tombstone when none stands any more.
 */
export const keepOpinions = processor({
  name: 'keep-opinions',
  from: [plays],
  to: [opinions],
  changelog: keepOpinionsState,
  reads: [oldTrackIds],
  initial: emptyLog,
  step(before, { key, value, timestamp }, read) {
    if (value === null) return { state: null, emit: [] } // the listener was forgotten, and the opinions with them
    const overlong = overlongText(value)
    if (overlong !== null) throw new Unprocessable('text-too-long', tooLong(overlong))
    const ids = read(oldTrackIds)
    const track = ids.standing(value.trackId)
    const old = isOfTrack(value) ? ids.leadingTo(track) : []
    const known = old.reduce((log, id) => underTrack(log, id, track), before)
    const { log, concerned } = withStatement(known, { ...value, trackId: track }, timestamp)
    const moved = known === before ? [] : [...old, track].map((id): OpinionTarget => ({ subject: 'track', id }))
    const emit = unique([...moved, ...concerned]).flatMap((of) => {
      const [was, is] = [opinionOf(before, of), opinionOf(log, of)]
      const isForgotten = is === null && isFull(before.settled) && TAKES_BACK.has(value.event)
      if (was?.opinion === is?.opinion && was?.since === is?.since && !isForgotten) return []
      return [record(opinions, keyOf(key, of), is === null ? null : opinionRecord(key, of, is), timestamp)]
    })
    return { state: log, emit }
  },
})

const keyOf = (listener: ListenerId, { subject, id }: OpinionTarget): string =>
  subject === 'artist' ? opinionKey(listener, 'artist', artistId(id)) : opinionKey(listener, 'track', trackId(id))

const opinionRecord = (listenerId: ListenerId, { subject, id }: OpinionTarget, held: NonNullable<Held>): Opinion => ({
  listenerId,
  subject,
  trackId: subject === 'track' ? trackId(id) : null,
  artistId: subject === 'artist' ? artistId(id) : null,
  ...held,
})

const tooLong = (name: string): string =>
  `The ${name} of a play is longer than the bridge accepts: repair the program that wrote it, and send the play again.`
