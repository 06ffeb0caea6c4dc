import type { ListenerId } from '../../../schemas/generated.ts'
import { listenerId } from '../../../schemas/generated.ts'
import { record } from '../../../streams/engine/topic.ts'
import { recommendations } from '../../../schemas/topics.ts'
import { addTracks, startRig } from './bridge-rig.ts'
import type { Player, Rig } from './bridge-rig.ts'
import { idOf, recommendation, reference } from './fixtures.ts'

/** What a player says of the track a. */
export const play = (playId: string, fields: object = {}) => ({
  type: 'play',
  playId,
  trackId: idOf('a'),
  event: 'finished',
  positionMs: 30_000,
  playedMs: 29_000,
  via: 'chosen',
  ...fields,
})

export interface Listening extends Player {
  readonly id: ListenerId
  readonly cookie: string
}

/** A listener who is connected and was greeted. */
export async function listen(rig: Rig, cookie?: string): Promise<Listening> {
  const session = cookie ?? (await rig.session())
  const player = await rig.connect({ cookie: session, origin: rig.url })
  const welcome = await player.next('welcome')
  return { ...player, id: listenerId(String(welcome['listenerId'])), cookie: session }
}

/** A rig with the tracks a, b and seed. */
export async function rigWithTracks(options: Parameters<typeof startRig>[0] = {}): Promise<Rig> {
  const rig = await startRig(options)
  addTracks(
    rig,
    ['a', 'b', 'seed'].map((name) => reference(name)),
  )
  return rig
}

/** Writes a recommendation as `recommend` would. @param causedBy what the runtime says in a header. */
export function suggest(rig: Rig, id: ListenerId, causeOffset: number, names: readonly string[], causedBy?: string) {
  const list = recommendation(id, causeOffset, names)
  const { topic, partition, offset } = list.causedBy
  const written = {
    ...record(recommendations, id, list, Date.now()),
    causedBy: causedBy ?? `${topic}/${partition}/${offset}`,
  }
  return rig.log.send([written])
}
