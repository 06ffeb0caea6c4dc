import type { AudioReference, TrackId } from '../../schemas/generated.ts'
import { trackId } from '../../schemas/generated.ts'
import { extensionOf } from './audio-files.ts'
import { namedTrack } from './file-name.ts'
import { TAGS_VERSION } from './tags.ts'
import type { Tags } from './tags.ts'

/** One audio file as its folder shows it, unread. */
export interface FoundFile {
  /** Absolute path of the library folder, as configured. */
  readonly library: string
  /** Below the library folder, with forward slashes. */
  readonly path: string
  readonly sizeBytes: number
  /** Epoch ms, whole. */
  readonly modifiedAt: number
  /** The cover picture beside it, below the library folder; null when there is none. */
  readonly folderArt: string | null
}

/** How the track came here: only references of these kinds are this source's to change or remove. */
export type Origin = 'folder' | 'demo' | 'fma'

/** Digits of the content hash that make a track id: 128 bits, so two different files never meet. */
const ID_DIGITS = 32

/** @param contentHash SHA-256 of the file's bytes, hexadecimal. */
export function trackIdOf(contentHash: string): TrackId {
  return trackId(contentHash.slice(0, ID_DIGITS))
}

/**
 * Everything that is known of one file. Where tags lack a title, the file's name gives it, and then the artist and number
 * too, where these lack as well.
 * @param tags null when they could not be read.
 */
export function referenceOf(file: FoundFile, contentHash: string, tags: Tags | null, source: Origin): AudioReference {
  const named = tags === null || tags.title === '' ? namedTrack(file.path) : null
  return {
    trackId: trackIdOf(contentHash),
    contentHash,
    library: file.library,
    path: file.path,
    sizeBytes: file.sizeBytes,
    modifiedAt: file.modifiedAt,
    container: tags?.container || extensionOf(file.path),
    codec: tags?.codec ?? '',
    durationMs: tags?.durationMs ?? null,
    title: named?.title ?? tags?.title ?? '',
    artist: tags?.artist || (named?.artist ?? ''),
    album: tags?.album ?? '',
    albumArtist: tags?.albumArtist ?? null,
    genres: tags?.genres ?? [],
    year: tags?.year ?? null,
    trackNumber: tags?.trackNumber ?? named?.trackNumber ?? null,
    licence: tags?.licence ?? null,
    source,
    hasArt: tags?.hasArt ?? false,
    folderArt: file.folderArt,
    replayGainTrackDb: tags?.replayGainTrackDb ?? null,
    replayGainAlbumDb: tags?.replayGainAlbumDb ?? null,
    sourceId: null,
    copies: [],
    tagsVersion: TAGS_VERSION,
  }
}
