import { createContext } from '@lit/context'
import type { Router } from './app/router.ts'
import type { SettingsStore } from './app/settings-store.ts'
import type { LibraryStatus } from './data/library-status.ts'
import type { PlaylistStore } from './data/playlist-store.ts'
import type { Store } from './data/store.ts'
import type { Opinions } from './player/opinions.ts'
import type { Player } from './player/player.ts'

/** What the shell (`slipstream-app`) gives to every element inside of it; `FromContext` of `elements/watch.ts` reads it. */
export const routerContext = createContext<Router>(Symbol('router'))
export const settingsContext = createContext<SettingsStore>(Symbol('settings'))
export const libraryContext = createContext<LibraryStatus>(Symbol('library'))
export const playerContext = createContext<Player>(Symbol('player'))
export const liveContext = createContext<Store>(Symbol('live'))
export const opinionsContext = createContext<Opinions>(Symbol('opinions'))
export const announcerContext = createContext<Store>(Symbol('announcer'))
export const playlistsContext = createContext<PlaylistStore>(Symbol('playlists'))
