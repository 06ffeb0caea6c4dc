import type { Track } from '../data/tracks.ts'
import { artPath, artistOf } from '../data/tracks.ts'

const MS_PER_SECOND = 1000
/** Of the picture on a lock screen. */
const ARTWORK_PIXELS = 640

export interface MediaActions {
  play(): void
  pause(): void
  next(): void
  previous(): void
  seekBy(ms: number): void
  seekTo(ms: number): void
}

/** Lets the keys of a headset or the lock screen work the player, where the browser can. */
export function connectMediaKeys(actions: MediaActions, seekStepMs: number): void {
  if (!('mediaSession' in navigator)) return
  const session = navigator.mediaSession
  session.setActionHandler('play', () => actions.play())
  session.setActionHandler('pause', () => actions.pause())
  session.setActionHandler('nexttrack', () => actions.next())
  session.setActionHandler('previoustrack', () => actions.previous())
  session.setActionHandler('seekbackward', () => actions.seekBy(-seekStepMs))
  session.setActionHandler('seekforward', () => actions.seekBy(seekStepMs))
  session.setActionHandler('seekto', ({ seekTime }) => {
    if (seekTime !== undefined) actions.seekTo(seekTime * MS_PER_SECOND)
  })
}

export function showOnMediaKeys(track: Track): void {
  if (!('mediaSession' in navigator)) return
  const { title, album, hasArt } = track
  const artwork = hasArt
    ? [{ src: artPath(track, ARTWORK_PIXELS), sizes: `${ARTWORK_PIXELS}x${ARTWORK_PIXELS}`, type: 'image/jpeg' }]
    : []
  navigator.mediaSession.metadata = new MediaMetadata({ title, artist: artistOf(track), album, artwork })
}

/** Where the track is, so that the lock screen can draw a slider. */
export function showPosition(positionMs: number, durationMs: number, paused: boolean): void {
  if (!('mediaSession' in navigator)) return
  navigator.mediaSession.playbackState = paused ? 'paused' : 'playing'
  if (durationMs <= 0) return
  const position = Math.min(positionMs, durationMs) / MS_PER_SECOND
  navigator.mediaSession.setPositionState({ duration: durationMs / MS_PER_SECOND, position, playbackRate: 1 })
}
