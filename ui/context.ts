import { createContext } from '@lit/context'
import type { Router } from './router/router.ts'
import type { SettingsStore } from './data/settings-store.ts'
import type { LibraryStatus } from './data/library-status.ts'
import type { PlaylistStore } from './data/playlist-store.ts'
import type { Announcer } from './live/announcer.ts'
import type { LiveConnection } from './live/live-connection.ts'
import type { OpinionStore } from './data/opinion-store.ts'
import type { Player } from './player/player.ts'

/** What the shell (`slipstream-app`) gives to every element inside of it; `FromContext` of `elements/watch.ts` reads it. */
export const routerContext = createContext<Router>(Symbol('router'))
export const settingsContext = createContext<SettingsStore>(Symbol('settings'))
export const libraryContext = createContext<LibraryStatus>(Symbol('library'))
export const playerContext = createContext<Player>(Symbol('player'))
export const liveContext = createContext<LiveConnection>(Symbol('live'))
export const opinionsContext = createContext<OpinionStore>(Symbol('opinions'))
export const playlistsContext = createContext<PlaylistStore>(Symbol('playlists'))
export const announcerContext = createContext<Announcer>(Symbol('announcer'))
