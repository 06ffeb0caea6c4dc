import { z } from 'zod'
import type { Page } from 'playwright-core'
import type { PlayMessage } from '../../../schemas/live.ts'
import { reasonOf, recommendationOf } from '../../ui/support/builders.ts'
import type { MusicServer } from '../../ui/support/music-server.ts'
import type { LibraryTrack } from '../../ui/support/tone.ts'

/** What runs in the page is text here: this program is checked without the types of a browser. */

/** Watches Live from inside of the page. Times are of the page's clock, in ms. */
const PROBE = `(() => {
  const shadow = (root, name) => root?.querySelector(name)?.shadowRoot
  const app = shadow(document, 'slipstream-app')
  const found = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.localName === 'slipstream-live') return element.shadowRoot
      const inside = element.shadowRoot && found(element.shadowRoot)
      if (inside) return inside
    }
    return null
  }
  const live = found(app)
  const status = app.querySelector('p.unseen[role=status]')
  const seen = { actAt: 0, aimedAt: '', lists: [], announced: [] }
  const keys = () => [...live.querySelectorAll('ol > li')].map((row) => row.dataset.key)
  const list = () => live.querySelector('ol')?.dataset.list ?? ''
  let last = list()
  new MutationObserver(() => {
    if (list() === last) return
    last = list()
    requestAnimationFrame(() => seen.lists.push(performance.now()))
  }).observe(live, { subtree: true, childList: true, attributes: true })
  new MutationObserver(() => seen.announced.push(status.textContent)).observe(status, { subtree: true, childList: true, characterData: true })
  addEventListener('keydown', () => { seen.actAt = performance.now(); seen.aimedAt = keys()[0] ?? '' }, { capture: true })
  addEventListener('pointerdown', (event) => {
    const row = event.composedPath().find((node) => node.dataset?.key !== undefined)
    seen.actAt = performance.now()
    seen.aimedAt = row?.dataset.key ?? ''
  }, { capture: true })
  globalThis.__seen = seen
})()`

const seenShape = z.object({
  actAt: z.number(),
  aimedAt: z.string(),
  /** When another list was painted. */
  lists: z.array(z.number()),
  announced: z.array(z.string()),
})
export type SeenInPage = z.output<typeof seenShape>

export async function probe(page: Page): Promise<() => Promise<SeenInPage>> {
  await page.getByRole('list', { name: 'Live' }).getByRole('listitem').first().waitFor()
  await page.evaluate(PROBE)
  return async () =>
    seenShape.parse(
      await page.evaluate(
        `(() => { const s = globalThis.__seen; const c = { ...s }; s.lists = []; s.announced = []; return c })()`,
      ),
    )
}

export async function numberIn(page: Page, code: string): Promise<number> {
  return z.number().parse(await page.evaluate(code))
}

export async function numbersIn(page: Page, code: string): Promise<readonly number[]> {
  return z.array(z.number()).parse(await page.evaluate(code))
}

/** A list of twenty of these tracks, as the answer to a play. */
export function listFrom(play: PlayMessage | null, id: string, tracks: readonly LibraryTrack[], from: number) {
  const reason = reasonOf({
    kind: 'like',
    seedTrackId: tracks[0]?.trackId ?? null,
    seedTitle: tracks[0]?.title ?? null,
  })
  const offered = Array.from({ length: 20 }, (_, i) => tracks[(from + i) % tracks.length]).flatMap((track) =>
    track === undefined ? [] : [{ ...track, artistIds: [...track.artistIds], genres: [...track.genres], reason }],
  )
  const list = recommendationOf(id, offered)
  const cause = { playId: play?.playId ?? 'nobody', event: play?.event ?? 'started', trackId: play?.trackId ?? null }
  return { ...list, causedBy: { ...list.causedBy, ...cause } }
}

/** Pushes lists that nobody caused. @returns ends it */
export function pushes(server: MusicServer, tracks: readonly LibraryTrack[], perSecond: number): () => void {
  let pushed = 0
  const timer = setInterval(() => {
    pushed += 1
    server.recommend(listFrom(null, `push${pushed}`, tracks, (pushed * 7) % tracks.length))
  }, 1000 / perSecond)
  return () => clearInterval(timer)
}

/** Answers each play so many milliseconds later, as the recommender does. @returns ends it */
export function answers(server: MusicServer, tracks: readonly LibraryTrack[], afterMs: number): () => void {
  let looked = server.plays.length
  const timer = setInterval(() => {
    for (; looked < server.plays.length; looked += 1) {
      const [play, at] = [server.plays[looked], looked]
      if (play === undefined || play.event === 'progressed') continue
      setTimeout(() => server.recommend(listFrom(play, `answer${at}`, tracks, (at * 3) % tracks.length)), afterMs)
    }
  }, 5)
  return () => clearInterval(timer)
}
