import type { ListenerId, Opinion } from '../../schemas/generated.ts'
import { artistId, trackId } from '../../schemas/generated.ts'
import { opinionKey } from '../../schemas/keys.ts'
import { overlongText } from '../../schemas/limits.ts'
import { keepOpinionsState, opinions, plays } from '../../schemas/topics.ts'
import { processor, Unprocessable } from '../../streams/engine/processor.ts'
import { record } from '../../streams/engine/topic.ts'
import type { OpinionTarget } from './opinion-log.ts'
import { emptyLog, opinionOf, withStatement } from './opinion-log.ts'
import type { Held } from './settled.ts'

/**
 * Keeps every like, dislike and never of a listener, each under a key of its own: the profile that models rank by is bounded,
 * and forgets the weakest.
 *
 * It depends on the plays alone and reads them from the first, so that a data folder of an earlier version gets all that was
 * ever stated. One play writes at most one record for each track and artist that it says something else of: an opinion, or a
 * tombstone when none stands any more.
 */
export const keepOpinions = processor({
  name: 'keep-opinions',
  from: [plays],
  to: [opinions],
  changelog: keepOpinionsState,
  initial: emptyLog,
  step(before, { key, value, timestamp }) {
    if (value === null) return { state: before, emit: [] }
    const overlong = overlongText(value)
    if (overlong !== null) throw new Unprocessable('text-too-long', tooLong(overlong))
    const { log, concerned } = withStatement(before, value, timestamp)
    const emit = concerned.flatMap((of) => {
      const [was, is] = [opinionOf(before, of), opinionOf(log, of)]
      if (was?.opinion === is?.opinion && was?.since === is?.since) return []
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
