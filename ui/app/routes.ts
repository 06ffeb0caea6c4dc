import { paths } from '../data/paths.ts'

/** The part of the player that an address belongs to: what the navigation marks. */
export type PlayerPart = 'listen' | 'library' | 'search' | 'queue'

/** A view: what an address shows. */
export interface View {
  readonly name: string
  /** As the document and the navigation call it; a view of one thing tells its own by `view-titled`. */
  readonly title: string
  readonly part: PlayerPart
  readonly pattern: URLPattern
  /** The element that shows it. */
  readonly tag: string
  /** Its code, which is loaded with the first visit. */
  load(): Promise<unknown>
}

/** What an address leads to. */
export interface Match {
  readonly view: View
  /** By name, decoded. */
  readonly parameters: Readonly<Record<string, string>>
}

const pattern = (path: string) => new URLPattern({ pathname: `${path}{/}?` })
const loaded = () => Promise.resolve()

/** Every view of the player, each with one line; the first whose pattern fits is shown. */
const views: readonly View[] = [
  { name: 'listen', title: 'Listen', part: 'listen', pattern: pattern(paths.listen), tag: 'slipstream-library', load: loaded }, // prettier-ignore
  { name: 'tracks', title: 'Tracks', part: 'library', pattern: pattern(paths.tracks), tag: 'slipstream-library', load: loaded }, // prettier-ignore
  { name: 'playlists', title: 'Playlists', part: 'library', pattern: pattern(paths.playlists), tag: 'slipstream-playlists-view', load: () => import('../views/slipstream-playlists-view.ts') }, // prettier-ignore
  { name: 'queue', title: 'Queue', part: 'queue', pattern: pattern(paths.queue), tag: 'slipstream-queue-view', load: loaded }, // prettier-ignore
  { name: 'now', title: 'Now playing', part: 'queue', pattern: pattern(paths.now), tag: 'slipstream-now-view', load: () => import('../views/slipstream-now-view.ts') }, // prettier-ignore
  { name: 'history', title: 'History', part: 'library', pattern: pattern(paths.history), tag: 'slipstream-history-view', load: () => import('../views/slipstream-history-view.ts') }, // prettier-ignore
  { name: 'import', title: 'Import', part: 'library', pattern: pattern(paths.import), tag: 'slipstream-import-view', load: () => import('../views/slipstream-import-view.ts') }, // prettier-ignore
  { name: 'settings', title: 'Settings', part: 'listen', pattern: pattern(paths.settings), tag: 'slipstream-settings-view', load: () => import('../views/slipstream-settings-view.ts') }, // prettier-ignore
]

export const lost: View = {
  name: 'lost',
  title: 'Nothing here',
  part: 'listen',
  pattern: pattern('/*'),
  tag: 'slipstream-lost-view',
  load: loaded,
}

export function viewNamed(name: string): View | undefined {
  return views.find((view) => view.name === name)
}

/** @returns null for an address that is of no view, as those of `/api` are */
export function matchOf(pathname: string): Match | null {
  for (const view of views) {
    const groups = view.pattern.exec({ pathname })?.pathname.groups
    if (groups !== undefined) return { view, parameters: decoded(groups) }
  }
  return null
}

function decoded(groups: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(groups).map(([name, text = '']) => [name, decodedText(text)]))
}

/** As it stands where it is no valid encoding: the view then says that there is no such thing. */
function decodedText(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return text
    throw error
  }
}
