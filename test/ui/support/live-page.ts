import type { JSHandle, Locator, Page } from 'playwright-core'
import type { PlayMessage } from '../../../schemas/live.ts'
import type { Recommendation } from '../../../ui/data/recommendations.ts'
import { reasonOf, recommendationOf } from './builders.ts'
import type { MusicServer } from './music-server.ts'
import type { LibraryTrack } from './tone.ts'

/** A list of twenty of these tracks, from one of them on, as the answer to a play. */
export function answerTo(
  play: PlayMessage | null,
  id: string,
  tracks: readonly LibraryTrack[],
  from: number,
): Recommendation {
  const [seed] = tracks
  const reason = reasonOf({
    kind: 'like',
    seedTrackId: seed?.trackId ?? null,
    seedTitle: seed?.title ?? null,
    alike: ['timbre'],
  })
  const offered = Array.from({ length: 20 }, (_, i) => tracks[(from + i) % tracks.length]).filter(
    (track) => track !== undefined,
  )
  const list = recommendationOf(
    id,
    offered.map(({ artistIds, genres, ...track }) => ({
      ...track,
      artistIds: [...artistIds],
      genres: [...genres],
      reason,
    })),
  )
  const cause = { playId: play?.playId ?? 'nobody', event: play?.event ?? 'started', trackId: play?.trackId ?? null }
  return { ...list, causedBy: { ...list.causedBy, ...cause } }
}

export const liveRows = (page: Page): Locator => page.getByRole('list', { name: 'Live' }).getByRole('listitem')
export const liveTitles = (page: Page): Promise<string[]> => liveRows(page).locator('.title').allTextContents()

/** What a page saw of Live since it was asked last. Times are those of the page's clock, in ms. */
export interface Seen {
  /** When a key or a finger came down last. */
  readonly actAt: number
  /** The row that was under the finger, or that stood first when the key came down. */
  readonly aimedAt: string
  /** Every list of the server that came into the page, with when. */
  readonly lists: readonly { readonly at: number; readonly id: string }[]
  readonly announced: readonly string[]
}

/** Looks at Live from inside of the page, where nothing is missed. */
export interface LiveProbe {
  take(): Promise<Seen>
}

interface MutableSeen {
  actAt: number
  aimedAt: string
  lists: { at: number; id: string }[]
  announced: string[]
}

export async function probeLive(page: Page): Promise<LiveProbe> {
  await liveRows(page).first().waitFor()
  const handle: JSHandle<MutableSeen> = await page.evaluateHandle(() => {
    const found = (root: ParentNode): ShadowRoot | null => {
      for (const element of root.querySelectorAll('*')) {
        if (element.localName === 'slipstream-live') return element.shadowRoot
        const inside = element.shadowRoot === null ? null : found(element.shadowRoot)
        if (inside !== null) return inside
      }
      return null
    }
    const app = document.querySelector('slipstream-app')?.shadowRoot
    const live = found(document)
    const status = app?.querySelector('p.unseen[role=status]')
    if (live == null || status == null) throw new Error('Live is not in the page.')
    const seen: MutableSeen = { actAt: 0, aimedAt: '', lists: [], announced: [] }
    const keys = () => [...live.querySelectorAll<HTMLElement>('ol > li')].map((row) => row.dataset['key'] ?? '')
    const list = () => live.querySelector<HTMLElement>('ol')?.dataset['list'] ?? ''
    let last = list()
    new MutationObserver(() => {
      const now = list()
      if (now === last) return
      last = now
      seen.lists.push({ at: performance.now(), id: now })
    }).observe(live, { subtree: true, childList: true, attributes: true })
    new MutationObserver(() => seen.announced.push(status.textContent)).observe(status, {
      subtree: true,
      childList: true,
      characterData: true,
    })
    addEventListener(
      'keydown',
      () => {
        seen.actAt = performance.now()
        seen.aimedAt = keys()[0] ?? ''
      },
      { capture: true },
    )
    addEventListener(
      'pointerdown',
      (event) => {
        const row = event
          .composedPath()
          .find((node) => node instanceof HTMLElement && node.dataset['key'] !== undefined)
        seen.actAt = performance.now()
        seen.aimedAt = row instanceof HTMLElement ? (row.dataset['key'] ?? '') : ''
      },
      { capture: true },
    )
    return seen
  })
  return {
    take: () =>
      handle.evaluate((seen) => {
        const taken = { ...seen }
        seen.lists = []
        seen.announced = []
        return taken
      }),
  }
}

/** Pushes lists that nobody caused, so many a second, until it is stopped. */
export function pushing(server: MusicServer, tracks: readonly LibraryTrack[], perSecond: number): () => void {
  let pushed = 0
  const timer = setInterval(() => {
    pushed += 1
    server.recommend(answerTo(null, `push${pushed}`, tracks, (pushed * 7) % tracks.length))
  }, 1000 / perSecond)
  return () => clearInterval(timer)
}

/** Answers every play that changes suggestions, as the recommender does, so many milliseconds later. */
export function answering(server: MusicServer, tracks: readonly LibraryTrack[], afterMs: number): () => void {
  let looked = server.plays.length
  let stopped = false
  const answer = (play: PlayMessage, at: number) =>
    setTimeout(
      () => stopped || server.recommend(answerTo(play, `answer${at}`, tracks, (at * 3) % tracks.length)),
      afterMs,
    )
  const timer = setInterval(() => {
    for (; looked < server.plays.length; looked += 1) {
      const play = server.plays[looked]
      if (play !== undefined && play.event !== 'progressed') answer(play, looked)
    }
  }, 5)
  return () => {
    stopped = true
    clearInterval(timer)
  }
}
