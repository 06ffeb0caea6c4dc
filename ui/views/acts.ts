import type { TemplateResult } from 'lit'
import { html } from 'lit'
import type { SessionIntent } from '../../schemas/live.ts'
import type { RestOfList } from '../data/list-rest.ts'
import type { QueueSource } from '../data/queue.ts'
import type { ListedTrack } from '../data/tracks.ts'
import { isHere } from '../data/tracks.ts'
import { icons } from '../elements/icons.ts'
import type { Player } from '../player/player.ts'

/** What can be done with all tracks of a thing. */
export interface ThingActs {
  readonly player: Player
  /** In the order in which they are played. */
  readonly tracks: readonly ListedTrack[]
  readonly source: QueueSource
  /** What of the tracks is not loaded; left out: nothing. */
  readonly rest?: () => RestOfList<ListedTrack>
  /** What a radio of the thing is of: of its first track, of the artist or the genre of that. */
  readonly radio: Pick<SessionIntent, 'radio' | 'genre'>
}

/** The buttons for all tracks of a thing. */
export function actsOf(acts: ThingActs): TemplateResult {
  const { player, tracks, source, rest } = acts
  const first = tracks.findIndex(isHere)
  const isIdle = first < 0
  return html`<div class="acts">
    <button
      class="button main"
      ?disabled=${isIdle}
      @click=${() => player.playList(tracks, first, source, { shuffle: false, rest: rest?.() ?? null })}
    >
      ${icons.play} Play
    </button>
    <button class="button" ?disabled=${isIdle} @click=${() => shuffle(acts)}>${icons.shuffle} Shuffle</button>
    <button class="button" ?disabled=${isIdle} @click=${() => player.addLast(tracks, source, rest?.() ?? null)}>
      ${icons.add} Add to queue
    </button>
    <button class="button" ?disabled=${isIdle} @click=${() => startRadio(acts)}>${icons.radio} Radio</button>
  </div>`
}

function shuffle({ player, tracks, source, rest }: ThingActs): void {
  const here = tracks.filter(isHere)
  player.playList(here, Math.floor(Math.random() * here.length), source, { shuffle: true, rest: rest?.() ?? null })
}

/** Yours ends with the track that begins, so that Live, which a radio is a matter of, goes on behind it. */
function startRadio({ player, tracks, source, radio }: ThingActs): void {
  const here = tracks.filter(isHere)
  const seed = here[Math.floor(Math.random() * here.length)]
  if (seed === undefined) return
  player.playList([seed], 0, source)
  player.wish({ ...player.intent, ...radio })
}
