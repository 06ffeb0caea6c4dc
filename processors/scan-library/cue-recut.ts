import type { AudioReference, TrackId } from '../../schemas/generated.ts'
import { trackAliases } from '../../schemas/topics.ts'
import { record } from '../../streams/engine/topic.ts'
import { filesOf } from './copies.ts'
import { placeKey } from './library-path.ts'
import type { FileOfTrack } from './copies.ts'
import type { AliasRecord, Reconciliation } from './reconcile.ts'
import { isPart } from './reference.ts'

/**
 * The tracks whose files are there and are now cut otherwise: a cue sheet came, changed or went. They are gone for certain, by one
 * scan. What was said of a part is said of the part that now has most of its sound, by an alias. A whole file leads to none of its
 * parts, nor they to it, as they are not the same music: opinions of it are kept, and count again once it is whole again.
 */
export interface Recut {
  has(track: AudioReference): boolean
  /** Of deleted tracks. To be written once the parts are, and before the tombstones. */
  aliases(deleted: readonly AudioReference[]): readonly AliasRecord[]
}

/** @param absent the known tracks that no file was visited of. */
export function recutTracks({ visited, scan }: Reconciliation, absent: readonly AudioReference[]): Recut {
  const sounds = new Set(absent.map(({ soundHash }) => soundHash))
  const soundAt = new Map<string, string>()
  const parts = new Map<string, AudioReference[]>()
  for (const { reference, files } of sounds.size === 0 ? [] : visited.values()) {
    const soundHash = reference?.soundHash ?? null
    if (soundHash === null || !sounds.has(soundHash)) continue
    for (const { file } of files) soundAt.set(placeKey(file), soundHash)
    if (reference !== null && isPart(reference)) parts.set(soundHash, [...(parts.get(soundHash) ?? []), reference])
  }
  const has = (track: AudioReference) => {
    const { soundHash } = track
    const files = filesOf(track).filter((each) => !scan.isElsewhere(each))
    return soundHash !== null && files.length > 0 && files.every((each) => soundAt.get(placeKey(each)) === soundHash)
  }
  return {
    has,
    aliases: (deleted) =>
      deleted.filter(isPart).flatMap((track) => {
        const { trackId, soundHash } = track
        const next = has(track) ? nextOf(track, parts.get(soundHash ?? '') ?? []) : null
        return next === null ? [] : [record(trackAliases, trackId, { trackId: next, soundHash }, scan.scannedAt)]
      }),
  }
}

/** The part that shares more than half of the longer of the two. */
function nextOf(track: AudioReference, parts: readonly AudioReference[]): TrackId | null {
  const next = parts.find((part) => {
    const [a, b] = [spanOf(track), spanOf(part)]
    const shared = Math.min(a.end, b.end) - Math.max(a.start, b.start)
    return 2 * shared > Math.max(a.end - a.start, b.end - b.start)
  })
  return next?.trackId ?? null
}

/** Longer than any file: of a file whose length is not known the last part has all of the rest. */
const REST_MS = 7 * 86_400_000

function spanOf({ startMs, endMs, durationMs }: AudioReference): { readonly start: number; readonly end: number } {
  const start = startMs ?? 0
  return { start, end: endMs ?? start + (durationMs ?? REST_MS) }
}

/** A new part is itself, whatever its id led to when the sheet was another one. To be written before it. */
export function ownAliases(tracks: readonly FileOfTrack[], { known, scan }: Reconciliation): readonly AliasRecord[] {
  const parts = tracks.filter(
    ({ trackId, reference }) => !known.has(trackId) && reference !== null && isPart(reference),
  )
  return parts.map(({ trackId }) => record(trackAliases, trackId, null, scan.scannedAt))
}
