import type { Announcer } from './announcer.ts'
import type { LiveConnection } from './live-connection.ts'
import { nextWords, offerOf } from './offer.ts'
import { radioOf } from '../data/radio.ts'
import { reasonWords } from '../data/reasons.ts'
import type { Player } from '../player/player.ts'

/** Of what was played in private the last are not offered again: nothing that counts says that they were played. */
const HEARD_IN_PRIVATE = 50

/** Joins Live to the player: what is shown is what plays next, and what an act has led to is said once. */
export function joinLive(live: LiveConnection, player: Player, announcer: Announcer): void {
  const { list } = live
  let said = ''
  let playing = player.now?.track.trackId ?? ''
  const offer = () => {
    const heard = player.isPrivate
      ? new Set(player.before.slice(0, HEARD_IN_PRIVATE).map((e) => e.track.trackId))
      : null
    player.setOffer(offerOf(list.shown, (id) => live.isNotToday(id) || heard?.has(id) === true))
  }
  const announce = () => {
    const by = list.state.change?.by ?? null
    const [first] = player.suggestions
    const [own] = player.yours
    if (by === null || by.playId === said) return
    said = by.playId
    if (own !== undefined) announcer.say(nextWords(own.track.title, ''), 'act')
    else if (first !== undefined)
      announcer.say(nextWords(first.title, reasonWords(first, first.reason.seedTitle, radioOf(player))), 'act')
  }
  live.subscribe(offer)
  let shown = list.shown
  list.subscribe(() => {
    if (list.shown === shown) return
    shown = list.shown
    offer()
    announce()
  })
  let entryId = player.now?.entryId ?? ''
  player.subscribe(() => {
    const { now: entry } = player
    if (entry !== null && entry.entryId !== entryId) {
      entryId = entry.entryId
      list.plays(entry.track.trackId, entry.offered?.recommendationId ?? null)
    }
    // Where nothing is left there is nothing to keep still.
    if (list.state.waiting !== null && player.suggestions.length === 0) list.release()
    list.commit(player.committed)
    const now = player.now?.track
    if (now === undefined || now.trackId === playing || player.paused) return
    playing = now.trackId
    announcer.say(`Now: ${now.title}`, 'event')
  })
}
