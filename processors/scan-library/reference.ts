import type { AudioReference, TrackId } from '../../schemas/generated.ts'
import { trackId } from '../../schemas/generated.ts'
import { digestOf } from '../shared/entities/digest.ts'
import { extensionOf } from './audio-files.ts'
import type { LaidSheet } from './cue-layout.ts'
import { shownPictures } from './folder-art.ts'
import type { FolderPictures } from './folder-art.ts'
import { namedTrack } from './file-name.ts'
import { folderHints } from './folder-hints.ts'
import { tagScoreOf } from './tag-score.ts'
import { NOTHING_FURTHER, TAGS_VERSION, tagsFrom } from './tags.ts'
import type { Tags } from './tags.ts'

/** One audio file as its folder lists it, unread. */
export interface FoundFile extends FolderPictures {
  /** Absolute path of the library folder, as configured. */
  readonly library: string
  /** Below the library folder, with forward slashes. */
  readonly path: string
  readonly sizeBytes: number
  /** Epoch ms, whole. */
  readonly modifiedAt: number
  /** The .lrc file beside it, below the library folder; null or left out when there is none. */
  readonly lyricsPath?: string | null
  /** What a cue sheet says of it; null or left out when none does. */
  readonly sheet?: LaidSheet | null
}

/** The kind of library that a track belongs to. This source writes and deletes references of these kinds only. */
export type LibraryOrigin = 'folder' | 'demo' | 'fma'

/**
 * The latest time of a file that is recorded, epoch ms: in year 144,683. File systems have later ones, of year 300,000 say. A
 * `Date` can carry twice as much; but Avro doubles a long (zigzag), and beyond 2^53 numbers are not exact.
 */
const LATEST_MS = 2 ** 52 - 1

/** A time of a file system as a record carries it: the nearest whole milliseconds since the epoch that it can carry. */
export function recordedTime(fileSystemMs: number): number {
  return Number.isNaN(fileSystemMs) ? 0 : Math.max(-LATEST_MS, Math.min(LATEST_MS, Math.floor(fileSystemMs)))
}

/** Hexadecimal digits of the sound hash that make a track id: 128 bits, so that collisions need not be handled. */
const ID_DIGITS = 32

/** The id of a sound that is not known yet. */
export function trackIdOf(soundHash: string): TrackId {
  return trackId(soundHash.slice(0, ID_DIGITS))
}

/** Whether a track is a part of its file, and not all of it. */
export function isPart({ startMs, endMs }: Pick<AudioReference, 'startMs' | 'endMs'>): boolean {
  return startMs !== null || endMs !== null
}

type Sound = Pick<AudioReference, 'soundHash' | 'startMs' | 'endMs'>

/** The sound of a track: that of its file, or a part of that. Null in records from before sounds were known. */
export function soundKeyOf(sound: Sound): string | null {
  const { soundHash, startMs, endMs } = sound
  return soundHash === null || !isPart(sound) ? soundHash : `${soundHash}/${startMs ?? 0}-${endMs ?? ''}`
}

/** The id of the track of a sound that is not known yet. Ids are kept in topics: this may not change. */
export function idOfSound(soundKey: string): TrackId {
  return soundKey.includes('/') ? trackId(digestOf(soundKey)) : trackIdOf(soundKey)
}

/** What identifies the content of a file. */
export interface FileIdentity {
  readonly trackId: TrackId
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly contentHash: string
  /** SHA-256 of the parts that hold its sound, hexadecimal. */
  readonly soundHash: string
}

const NO_TAGS: Tags = tagsFrom({ native: {} })

/** Who tagged a file left out what they left out; only a file without any of these is read by its folders. */
const isUntagged = (tags: Tags | null): boolean =>
  tags === null || (tags.title === '' && tags.artist === '' && tags.album === '')

/**
 * The reference of one file. Without a title in the tags, the file's name gives the title, and the artist and number too
 * where they are missing.
 * @param tags null when they could not be read.
 */
export function referenceOf(
  file: FoundFile,
  identity: FileIdentity,
  tags: Tags | null,
  source: LibraryOrigin,
): AudioReference {
  const named = tags === null || tags.title === '' ? namedTrack(file.path) : null
  const hints = isUntagged(tags) ? folderHints(file.path) : null
  const artist = tags?.artist || (named?.artist ?? hints?.artist ?? '')
  return {
    ...NOTHING_FURTHER,
    ...(tags ?? NO_TAGS),
    trackId: identity.trackId,
    contentHash: identity.contentHash,
    soundHash: identity.soundHash,
    library: file.library,
    path: file.path,
    sizeBytes: file.sizeBytes,
    modifiedAt: file.modifiedAt,
    lyricsPath: file.lyricsPath ?? null,
    container: tags?.container || extensionOf(file.path),
    title: named?.title ?? tags?.title ?? '',
    ...(artist === '' || tags?.artist ? {} : { artist, artists: [artist] }),
    ...(hints === null ? {} : { album: hints.album ?? '', year: hints.year, discNumber: hints.discNumber }),
    trackNumber: tags?.trackNumber ?? named?.trackNumber ?? null,
    source,
    sourceId: null,
    sourceAlbumId: null,
    sourceArtistId: null,
    copies: [],
    tagsVersion: TAGS_VERSION,
    tagScore: tagScoreOf(tags),
    absentSince: null,
    scannedBy: null,
    ...shownPictures(file, tags?.artVersion ?? null),
  }
}
