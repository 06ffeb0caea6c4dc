import { paths } from '../data/paths.ts'
import type { Match, PlayerPart, View } from '../router/place.ts'

const pattern = (path: string) => new URLPattern({ pathname: `${path}{/}?` })

const view = (
  name: string,
  title: string,
  part: PlayerPart,
  path: string,
  tag: string,
  load: () => Promise<unknown>,
): View => ({ name, title, part, pattern: pattern(path), tag, load })

/** Every view of the player, each with one line; the first whose pattern fits is shown. */
// prettier-ignore
const views: readonly View[] = [
  view('listen', 'Listen', 'listen', paths.listen, 'slipstream-listen-view', () => import('../views/slipstream-listen-view.ts')),
  view('albums', 'Albums', 'library', paths.albums, 'slipstream-albums-view', () => import('../views/slipstream-albums-view.ts')),
  view('album', 'Album', 'library', '/album/:id', 'slipstream-album-view', () => import('../views/slipstream-album-view.ts')),
  view('artists', 'Artists', 'library', paths.artists, 'slipstream-artists-view', () => import('../views/slipstream-artists-view.ts')),
  view('artist', 'Artist', 'library', '/artist/:id', 'slipstream-artist-view', () => import('../views/slipstream-artist-view.ts')),
  view('genres', 'Genres', 'library', paths.genres, 'slipstream-genres-view', () => import('../views/slipstream-genres-view.ts')),
  view('genre', 'Genre', 'library', '/genre/:id', 'slipstream-genre-view', () => import('../views/slipstream-genre-view.ts')),
  view('tracks', 'Tracks', 'library', paths.tracks, 'slipstream-tracks-view', () => import('../views/slipstream-tracks-view.ts')),
  view('recent', 'Recently added', 'library', paths.recent, 'slipstream-recent-view', () => import('../views/slipstream-recent-view.ts')),
  view('track', 'Track', 'library', '/track/:id', 'slipstream-track-view', () => import('../views/slipstream-track-view.ts')),
  view('playlists', 'Playlists', 'library', paths.playlists, 'slipstream-playlists-view', () => import('../views/slipstream-playlists-view.ts')),
  view('search', 'Search', 'search', paths.search, 'slipstream-search-view', () => import('../views/slipstream-search-view.ts')),
  view('playlist', 'Playlist', 'library', '/playlist/:id', 'slipstream-playlist-view', () => import('../views/slipstream-playlist-view.ts')),
  view('likes', 'Likes', 'library', paths.likes, 'slipstream-likes-view', () => import('../views/slipstream-likes-view.ts')),
  view('history', 'History', 'library', paths.history, 'slipstream-history-view', () => import('../views/slipstream-history-view.ts')),
  view('import', 'Import', 'library', paths.import, 'slipstream-import-view', () => import('../views/slipstream-import-view.ts')),
  view('settings', 'Settings', 'listen', paths.settings, 'slipstream-settings-view', () => import('../views/slipstream-settings-view.ts')),
  view('insights', 'Insights', 'listen', paths.insights, 'slipstream-insights-view', () => import('../insights/slipstream-insights-view.ts')),
  view('now', 'Now playing', 'queue', paths.now, 'slipstream-now-view', () => import('../views/slipstream-now-view.ts')),
  view('queue', 'Queue', 'queue', paths.queue, 'slipstream-queue-view', () => import('../views/slipstream-queue-view.ts')),
]

/** What every other address shows. */
export const lost: View = view(
  'lost',
  'Nothing here',
  'listen',
  '/*',
  'slipstream-lost-view',
  () => import('../views/slipstream-lost-view.ts'),
)

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
