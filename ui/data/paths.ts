/** Addresses of views, for links: `<a href=${paths.album(id)}>`. `ui/app/routes.ts` says what is shown there. */
const at = (folder: string) => (id: string) => `/${folder}/${encodeURIComponent(id)}`

export const paths = {
  listen: '/',
  search: '/search',
  albums: '/albums',
  album: at('album'),
  artists: '/artists',
  artist: at('artist'),
  genres: '/genres',
  /** By the whole name. */
  genre: at('genre'),
  tracks: '/tracks',
  recent: '/recent',
  playlists: '/playlists',
  playlist: at('playlist'),
  likes: '/likes',
  history: '/history',
  track: at('track'),
  queue: '/queue',
  now: '/now',
  import: '/import',
  settings: '/settings',
  insights: '/insights',
} as const
