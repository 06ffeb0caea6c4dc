import { paths } from '../data/paths.ts'
import { NEXT_REPEAT } from '../data/queue.ts'
import type { GoAction, KeyAct, LiveAction } from '../data/shortcuts.ts'
import { SEEK_STEP_MS, VOLUME_STEP, goPaths, isGo, isLive, liveActions } from '../data/shortcuts.ts'
import type { SettingsStore } from '../data/settings-store.ts'
import type { SlipstreamQueue } from '../elements/slipstream-queue.ts'
import type { Announcer } from '../live/announcer.ts'
import type { LiveConnection } from '../live/live-connection.ts'
import type { Player } from '../player/player.ts'
import type { Router } from '../router/router.ts'

/** What keys act on. */
export interface ActedOn {
  readonly player: Player
  readonly live: LiveConnection
  readonly settings: SettingsStore
  readonly router: Router
  readonly announcer: Announcer
  readonly shell: ShellActs
}

/** What only the page itself can do. */
export interface ShellActs {
  toggleQueue(): void
  focusSearch(): void
  showShortcuts(): void
  /** The queue that is shown; null: none is, or its code is not here yet. */
  queue(): SlipstreamQueue | null
}

/** Does what a key stands for. */
export function keyActs({ player, live, settings, router, announcer, shell }: ActedOn): (action: KeyAct) => void {
  const acts: Readonly<Record<Exclude<KeyAct, GoAction | LiveAction>, () => void>> = {
    'toggle-play': () => player.toggle(),
    'seek-back': () => player.seekBy(-SEEK_STEP_MS),
    'seek-forward': () => player.seekBy(SEEK_STEP_MS),
    next: () => player.next(),
    previous: () => player.previous(),
    like: () => player.now && player.like(player.now.track),
    dislike: () => player.now && player.dislike(player.now.track),
    shuffle: () => player.setShuffled(!player.shuffled),
    repeat: () => player.setRepeat(NEXT_REPEAT[player.repeat]),
    queue: () => shell.toggleQueue(),
    full: () => (router.place.view.name === 'now' ? router.back() : router.go(paths.now)),
    mute: () => settings.set({ muted: !settings.current.muted }),
    'volume-up': () => turn(VOLUME_STEP),
    'volume-down': () => turn(-VOLUME_STEP),
    search: () => shell.focusSearch(),
    'show-shortcuts': () => shell.showShortcuts(),
    hold: () => hold(!live.list.pinned),
    why: () => shell.queue()?.openWhy(),
    undo: () => player.undo(),
  }
  /** Louder or softer; what was muted is heard again. */
  const turn = (by: number) => {
    const volume = Math.min(1, Math.max(0, settings.current.volume + by))
    settings.set({ volume: Math.round(volume / VOLUME_STEP) * VOLUME_STEP, muted: false })
  }
  const hold = (on: boolean) => {
    live.list.pin(on)
    settings.set({ held: on })
    announcer.say(on ? 'Live is held' : 'Live moves again', 'act')
  }
  /** The song that stands there; where Live is not shown, that stands there in it. */
  const playLive = (place: number) => {
    const queue = shell.queue()
    const suggestion = player.suggestions[place]
    if (queue !== null) queue.playLive(place)
    else if (suggestion !== undefined) player.playSuggestion(suggestion.trackId)
  }
  return (action) => {
    if (isGo(action)) router.go(goPaths[action])
    else if (isLive(action)) playLive(liveActions.indexOf(action))
    else acts[action]()
  }
}
