// Written by `npm run generate` from the .avsc files beside it.
import type { AvroSchema } from '../streams/engine/serde/avro.ts'

export type AlbumId = string & { readonly brand: 'AlbumId' }
export const albumId = (text: string): AlbumId => text as AlbumId
export type ArtistId = string & { readonly brand: 'ArtistId' }
export const artistId = (text: string): ArtistId => text as ArtistId
export type ChangeId = string & { readonly brand: 'ChangeId' }
export const changeId = (text: string): ChangeId => text as ChangeId
export type EntryId = string & { readonly brand: 'EntryId' }
export const entryId = (text: string): EntryId => text as EntryId
export type GenreId = string & { readonly brand: 'GenreId' }
export const genreId = (text: string): GenreId => text as GenreId
export type ListenerId = string & { readonly brand: 'ListenerId' }
export const listenerId = (text: string): ListenerId => text as ListenerId
export type PlayId = string & { readonly brand: 'PlayId' }
export const playId = (text: string): PlayId => text as PlayId
export type PlaylistId = string & { readonly brand: 'PlaylistId' }
export const playlistId = (text: string): PlaylistId => text as PlaylistId
export type RecommendationId = string & { readonly brand: 'RecommendationId' }
export const recommendationId = (text: string): RecommendationId => text as RecommendationId
export type TrackId = string & { readonly brand: 'TrackId' }
export const trackId = (text: string): TrackId => text as TrackId
export type WorkId = string & { readonly brand: 'WorkId' }
export const workId = (text: string): WorkId => text as WorkId

/** One album of the library, made from the tags of its tracks. Keyed by albumId; a tombstone when no track is left. */
export interface Album {
  /** Identity of the album: made from the MusicBrainz release id or the id in a data set where a track has one, else from album artist, title and year, folded. */
  readonly albumId: AlbumId
  /** Title as most tracks spell it, without the number of a disc; at most 500 characters. */
  readonly title: string
  /** Album artist as displayed; Various Artists for a compilation, empty when not known. */
  readonly artist: string
  /** The album artists, each by itself. At most 20; none for a compilation. */
  readonly artists: readonly NamedArtist[]
  /** Year of release: that of most tracks. */
  readonly year: null | number
  /** Year of the first release: that of most tracks that state one. */
  readonly originalYear: null | number
  /** Whether it is a compilation: by its tags, by an album artist that is a word for several, or by several artists in its folder. */
  readonly compilation: boolean
  /** Discs that have tracks here, in order. At most 200; tracks that name no disc are on the first. */
  readonly discs: readonly AlbumDisc[]
  /** Tracks in the order of the album: disc, number, title. At most 2,000. */
  readonly trackIds: readonly TrackId[]
  /** Tracks that are not listed, because there are too many. */
  readonly tracksLeftOut: number
  /** All tracks. */
  readonly trackCount: number
  /** Tracks of them that are not here now. */
  readonly absentTracks: number
  /** Length of all tracks in milliseconds, of those whose length is known. */
  readonly durationMs: number
  /** Genres of its tracks, that of most tracks first. At most 20. */
  readonly genres: readonly string[]
  /** The track whose picture stands for the album: the first that has one; null when none has. */
  readonly artTrackId: null | TrackId
  /** Changes whenever that picture changes; null in references from before this was kept. */
  readonly artVersion: null | string
  /** Release in MusicBrainz. */
  readonly musicBrainzReleaseId: null | string
  /** Release group in MusicBrainz: that of most tracks that state one. */
  readonly musicBrainzReleaseGroupId: null | string
  /** Identity of the album in the data set that it came with, such as fma:1234. */
  readonly sourceId: null | string
  /** Title to sort by: as tagged, else the title. */
  readonly sortTitle: string
  /** Album artist to sort by: as tagged, else the artist, with an article behind the name. */
  readonly sortArtist: string
  /** When the first of its tracks was found, epoch milliseconds. */
  readonly addedAt: null | number
  /** Other spellings and ids that were taken for this album, those with most tracks first. At most 50. */
  readonly merged: readonly MergedEntity[]
  /** Those that are not listed, because there are too many. */
  readonly mergedLeftOut: number
  /** What the album sounds like; null until a track of it is analysed. */
  readonly centroid: null | SoundCentroid
}

/** An artist by id and name. */
export interface NamedArtist {
  /** The artist. */
  readonly artistId: ArtistId
  /** The name as the tags credit it here, at most 500 characters. */
  readonly name: string
}

/** One disc of an album. */
export interface AlbumDisc {
  /** Number of the disc, from 1. */
  readonly number: number
  /** Name of the disc, at most 500 characters. */
  readonly subtitle: null | string
  /** Tracks of the disc. */
  readonly tracks: number
}

/** Another name or id that leads to this entity. */
export interface MergedEntity {
  /** Id that tracks under this name have by themselves: that of this entity where they differ in spelling alone. An id of another entity is an alias: what refers to it means this one. */
  readonly id: string
  /** The name as it was spelled, at most 500 characters. */
  readonly name: string
  /** Why it was merged. */
  readonly reason: MergeReason
  /** Tracks that have this name now. */
  readonly tracks: number
}

export type MergeReason = 'spelling' | 'tags' | 'folder' | 'retagged'

/** What several tracks sound like: the mean of their feature vectors. */
export interface SoundCentroid {
  /** Version of the extractor whose features these are: that which analysed most of the tracks. */
  readonly extractorVersion: string
  /** Tracks that it is the mean of: those that this version has analysed. */
  readonly tracks: number
  /** Mean of each dimension of the feature vector, not scaled; the similarity index scales it as it scales a track. */
  readonly position: readonly number[]
}

/** Why a track has no features. Keyed by trackId; a tombstone once it is analysed or removed. */
export interface AnalysisFailure {
  /** The track whose file could not be analysed. */
  readonly trackId: TrackId
  /** Error code, as in the dead letter, such as needs-ffmpeg; library-away when the analysis waits for the library folder, which is no dead letter. */
  readonly code: string
  /** What happened, to what, and what to do next; at most 1000 characters. */
  readonly message: string
  /** Version of the extractor that failed. */
  readonly extractorVersion: string
}

/** One artist of the library: of tracks, of albums, as a guest or as a composer. Keyed by artistId; a tombstone when nothing names the artist any more. */
export interface Artist {
  /** Identity of the artist: made from the MusicBrainz artist id or the id in a data set where a track has one, else from the name, folded. */
  readonly artistId: ArtistId
  /** Name as most tracks spell it; at most 500 characters. */
  readonly name: string
  /** Name to sort by: as tagged, else the name, with an article behind it. */
  readonly sortName: string
  /** Albums that credit the artist as album artist, in order of their ids. At most 1,000. */
  readonly albumIds: readonly AlbumId[]
  /** Albums that are not listed, because there are too many. */
  readonly albumsLeftOut: number
  /** All albums that credit the artist as album artist. */
  readonly albumCount: number
  /** Tracks by the artist. */
  readonly trackCount: number
  /** Tracks of them that are not here now. */
  readonly absentTracks: number
  /** Tracks of others with the artist as a guest. */
  readonly featuredCount: number
  /** Tracks that the artist composed. */
  readonly composerCount: number
  /** Genres of the tracks by the artist, that of most tracks first. At most 20. */
  readonly genres: readonly string[]
  /** The track whose picture stands for the artist: the first that has one; null when none has. */
  readonly artTrackId: null | TrackId
  /** Changes whenever that picture changes; null in references from before this was kept. */
  readonly artVersion: null | string
  /** A track whose reference names a picture of the artist in the folder; null when none does. */
  readonly portraitTrackId: null | TrackId
  /** Artist in MusicBrainz. */
  readonly musicBrainzArtistId: null | string
  /** Identity of the artist in the data set that the tracks came with, such as fma:1234. */
  readonly sourceId: null | string
  /** When the first track that names the artist was found, epoch milliseconds. */
  readonly addedAt: null | number
  /** Other spellings and ids that were taken for this artist, those with most tracks first. At most 50. */
  readonly merged: readonly MergedEntity[]
  /** Those that are not listed, because there are too many. */
  readonly mergedLeftOut: number
  /** What the artist sounds like; null until a track of it is analysed. */
  readonly centroid: null | SoundCentroid
}

/** What one track sounds like, in numbers. Keyed by trackId; a tombstone when the track is gone. */
export interface AudioFeatures {
  /** The track that was heard. */
  readonly trackId: TrackId
  /** SHA-256 of the file's bytes that were heard, hexadecimal. */
  readonly contentHash: string
  /** Version of the extractor: other versions give other numbers. */
  readonly extractorVersion: string
  /** Decoder and its version. */
  readonly decoder: string
  /** Sample rate that was analysed, in hertz. */
  readonly sampleRateHz: number
  /** Channels of the file; they are averaged into one before analysis. */
  readonly channels: number
  /** Length of the decoded audio in milliseconds. */
  readonly durationMs: number
  /** Samples per frame. */
  readonly frameSize: number
  /** Samples from the start of one frame to the start of the next. */
  readonly hopSize: number
  /** Frames that were analysed. */
  readonly frames: number
  /** Mel-frequency cepstral coefficients, 13 dimensions, by Meyda's definition: ln(1 + energy) of 26 mel bands, then a DCT. */
  readonly mfcc: FeatureSummary
  /** Spectral centroid, in bins of the frame's spectrum (bin times sampleRateHz / frameSize gives hertz); one dimension. */
  readonly spectralCentroid: FeatureSummary
  /** Zero crossings per frame, counted on the windowed signal; one dimension. */
  readonly zeroCrossingRate: FeatureSummary
  /** Root mean square of the windowed frame, full scale 1; one dimension. */
  readonly rms: FeatureSummary
  /** Level of the whole track: 20 log10 of its root mean square, in dB below full scale; -120 for silence. */
  readonly loudnessDb: number
  /** Waveform for drawing: for each of equally long stretches the largest absolute sample, 255 is full scale. */
  readonly peaks: Buffer
  /** Integrated loudness of the whole track in LUFS, by EBU R 128 / ITU-R BS.1770-4; null when it is silent or shorter than 400 ms. */
  readonly loudnessLufs: null | number
  /** Mean of 20 cepstral coefficients over 40 mel bands from 30 Hz to 11 kHz, the same at any sample rate: orthonormal DCT-II of ln(1 + energy). Frames quieter than -70 dB below full scale are left out. */
  readonly bandCepstrum: readonly number[]
  /** How the first 10 of these coefficients vary together: upper triangle, row by row, of the logarithm of their covariance matrix plus 0.01 on the diagonal; off the diagonal times the root of 2. 55 numbers. */
  readonly cepstrumSpread: readonly number[]
  /** Brightness: mean number of the band, 0 to 39, weighed by ln(1 + energy); one dimension. */
  readonly bandCentroid: FeatureSummary
  /** Noisiness: mean of ln(1 + energy) over the bands minus ln(1 + mean energy), 0 when all bands are equally strong, else below; one dimension. */
  readonly bandFlatness: FeatureSummary
  /** How strongly the bands swell and fade: ln(0.01 + magnitude) for modulation of 0.5-1, 1-2, 2-3, 3-4, 4-6, 6-8 and 8-10 Hz, each in 8 parts of the spectrum from low to high. 56 numbers. */
  readonly modulation: readonly number[]
  /** How regularly things begin: autocorrelation, -1 to 1, of the onset strength at 20 tempi from 40 to 240 beats per minute, equally far apart in ratio. */
  readonly pulse: readonly number[]
  /** Tempo in beats per minute, 40 to 240; null where nothing repeats clearly. It may be half or twice what a listener would say. */
  readonly tempoBpm: null | number
  /** Which notes sound: mean weight, 0 to 1, of the 12 pitch classes A, A#, B ... G# (A at 440 Hz) among the peaks from 100 Hz to 2.1 kHz. */
  readonly chroma: readonly number[]
}

/** Mean and deviation over all frames, one number per dimension. */
export interface FeatureSummary {
  /** Arithmetic mean over the frames. */
  readonly mean: readonly number[]
  /** Population standard deviation over the frames. */
  readonly deviation: readonly number[]
}

/** One piece of music in a library folder: where its file is and what its tags say. Keyed by trackId; a tombstone when the file is gone. */
export interface AudioReference {
  /** Identity of the track: the first 32 hexadecimal digits of soundHash, or of the SHA-256 of soundHash/startMs-endMs where it is a part of the file, or of the contentHash that it had when it was first found by a version without one. It stays when tags change or the file moves. */
  readonly trackId: TrackId
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly contentHash: string
  /** Absolute path of the library folder. */
  readonly library: string
  /** Path of the file below the library folder, with forward slashes. */
  readonly path: string
  /** Size of the file in bytes. */
  readonly sizeBytes: number
  /** When the file was last changed, epoch milliseconds. */
  readonly modifiedAt: number
  /** Container format, such as Ogg, as the tag reader names it. */
  readonly container: string
  /** Audio codec, such as Vorbis I, as the tag reader names it; empty when not known. */
  readonly codec: string
  /** Length of the audio in milliseconds, as the container states it; null when it does not. */
  readonly durationMs: null | number
  /** Title; made from the file name when the tags have none. */
  readonly title: string
  /** Artist; empty when not known. */
  readonly artist: string
  /** Album; empty when not known. */
  readonly album: string
  /** Artist of the whole album, where the tags tell it apart from the track's. */
  readonly albumArtist: null | string
  /** Genres in the order of the tags. */
  readonly genres: readonly string[]
  /** Year of release. */
  readonly year: null | number
  /** Number on the album, from 1. */
  readonly trackNumber: null | number
  /** Licence as the tags or the data set state it. */
  readonly licence: null | string
  /** How the track came here: folder, demo, or fma (a data set of the Free Music Archive). */
  readonly source: string
  /** Whether the file embeds a cover picture. */
  readonly hasArt: boolean
  /** Path below the library folder, with forward slashes, of the cover picture that lies beside the file; null when there is none. */
  readonly folderArt: null | string
  /** ReplayGain of the track in decibels, as the tags state it. */
  readonly replayGainTrackDb: null | number
  /** ReplayGain of the album in decibels, as the tags state it. */
  readonly replayGainAlbumDb: null | number
  /** Identity of the track in the data set that it came with; null when it came with none. */
  readonly sourceId: null | string
  /** Other files of the same sound, at most 50, in order of library and path. The file whose tags say most stands for the track. */
  readonly copies: readonly FileCopy[]
  /** Version of the reading of tags: tags that an older one has read are read again. */
  readonly tagsVersion: number
  /** When a scan could no longer look for the file, epoch milliseconds: its library folder is not configured, or cannot be reached. Null: the file is there. */
  readonly absentSince: null | number
  /** Instance of Slipstream whose scanner wrote this: only that one removes the track. Null in records from before this was kept. */
  readonly scannedBy: null | string
  /** SHA-256 of what in the whole file is its sound, without tags, covers and what a container says about them, hexadecimal. Null in records from before this was kept. */
  readonly soundHash: null | string
  /** Names of the artists of the track, each by itself, at most 50, in the order of the tags. The first is the main one. Empty in records from before this was kept: artist is the only one then. */
  readonly artists: readonly string[]
  /** Names of the artists of the whole album, each by itself, at most 50, where the tags tell them. */
  readonly albumArtists: readonly string[]
  /** Names of the guests, each by itself, at most 50. They are no artists of the track: artists does not have them. */
  readonly featuredArtists: readonly string[]
  /** Names of the composers, each by itself, at most 50. */
  readonly composers: readonly string[]
  /** What the title is sorted by, where the tags tell it. */
  readonly titleSort: null | string
  /** What the artist is sorted by, such as Beatles, The, where the tags tell it. */
  readonly artistSort: null | string
  /** What the album is sorted by, where the tags tell it. */
  readonly albumSort: null | string
  /** What the artist of the album is sorted by, where the tags tell it. */
  readonly albumArtistSort: null | string
  /** The work that the track is a part of, such as a symphony. */
  readonly work: null | string
  /** Number of the disc in the album, from 1. */
  readonly discNumber: null | number
  /** How many discs the album has. */
  readonly discTotal: null | number
  /** How many tracks the disc has. */
  readonly trackTotal: null | number
  /** Title of the disc. */
  readonly discSubtitle: null | string
  /** Year in which the album first came out, where year may be that of a new edition. */
  readonly originalYear: null | number
  /** Whether the tags say that the album gathers tracks of several artists. */
  readonly compilation: boolean
  /** Tempo in beats per minute, as the tags state it. */
  readonly bpm: null | number
  /** Key as the tags state it, such as Am or 8A. */
  readonly musicalKey: null | string
  /** Comment; of several, the first. */
  readonly comment: null | string
  /** Grouping as the tags state it. */
  readonly grouping: null | string
  /** Moods, at most 20, in the order of the tags. */
  readonly moods: readonly string[]
  /** Peak of the track as the tags state it: 1 is full scale. */
  readonly replayGainTrackPeak: null | number
  /** Peak of the album as the tags state it: 1 is full scale. */
  readonly replayGainAlbumPeak: null | number
  /** Whether there are lyrics, in the tags or beside the file, and whether their lines have times. Their text stays there. */
  readonly lyrics: LyricsForm
  /** Path below the library folder, with forward slashes, of the .lrc file beside the audio file; null when there is none. */
  readonly lyricsPath: null | string
  /** Ids of the MusicBrainz database; null when the tags state none. */
  readonly musicBrainz: null | MusicBrainzIds
  /** Where the track starts in its file, milliseconds; null: at the start. */
  readonly startMs: null | number
  /** Where the track ends in its file, milliseconds; null: at the end. */
  readonly endMs: null | number
  /** Chapters by their start, at most 500. */
  readonly chapters: readonly Chapter[]
  /** Changes whenever the picture that is shown for the track changes; null when there is no picture, and in records from before this was kept. */
  readonly artVersion: null | string
  /** Path below the library folder, with forward slashes, of the picture of the artist; null when there is none. */
  readonly artistArt: null | string
  /** Changes whenever the picture of the artist changes; null when there is none. */
  readonly artistArtVersion: null | string
  /** When a scan first found the track, epoch milliseconds. Null in records from before this was kept: modifiedAt is the best guess then. */
  readonly addedAt: null | number
  /** Identity of the album in the data set that the track came with; null when it came with none. */
  readonly sourceAlbumId: null | string
  /** Identity of the artist in the data set that the track came with; null when it came with none. */
  readonly sourceArtistId: null | string
  /** How much the tags of the file say, by the number and weight of their fields: of several files of one sound, the one that says most stands for the track. */
  readonly tagScore: number
  /** The copy that gives the cover, when this file neither embeds one nor has one beside it; null otherwise. */
  readonly coverFrom: null | CoverPlace
  /** The copy that gives the lyrics, when this file has none; null otherwise. */
  readonly lyricsFrom: null | LyricsPlace
  /** International Standard Recording Code (ISO 3901), twelve capitals and digits, as the cue sheet states it; null when none does. */
  readonly isrc: null | string
  /** Changes whenever the cue sheet changes from which startMs, endMs or tags are taken; null when there is none. */
  readonly cueSheetVersion: null | string
}

/** Another file of the same sound, whatever its tags are. */
export interface FileCopy {
  /** Absolute path of the library folder. */
  readonly library: string
  /** Path of the file below the library folder, with forward slashes. */
  readonly path: string
  /** Size of the file in bytes. */
  readonly sizeBytes: number
  /** When the file was last changed, epoch milliseconds. */
  readonly modifiedAt: number
  /** What was read of it; null in records from before this was kept. */
  readonly tags: null | CopyTags
}

/** What the track would take from a copy, so that copies are compared without reading them again. */
export interface CopyTags {
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly contentHash: string
  /** Version of the reading of tags. */
  readonly tagsVersion: number
  /** How much its tags say, as tagScore of a reference. */
  readonly tagScore: number
  /** Version of the cover picture that it embeds; null when it embeds none. */
  readonly artVersion: null | string
  /** Its lyrics, in its tags or beside it. */
  readonly lyrics: LyricsForm
  /** Path below the library folder, with forward slashes, of the .lrc file beside it; null when there is none. */
  readonly lyricsPath: null | string
  /** As cueSheetVersion of a reference. */
  readonly cueSheetVersion: null | string
}

export type LyricsForm = 'none' | 'plain' | 'timed'

/** Ids of the MusicBrainz database that the tags state: UUIDs in lower case. */
export interface MusicBrainzIds {
  /** Of the recording. */
  readonly recordingId: null | string
  /** Of the track of the release. */
  readonly trackId: null | string
  /** Of the release: the edition of the album. */
  readonly releaseId: null | string
  /** Of the release group: the album in all its editions. */
  readonly releaseGroupId: null | string
  /** Of the work. */
  readonly workId: null | string
  /** Of the artists of the track, at most 50, in the order of the tags. */
  readonly artistIds: readonly string[]
  /** Of the artists of the album, at most 50, in the order of the tags. */
  readonly albumArtistIds: readonly string[]
}

/** A chapter of an audio book or a podcast. */
export interface Chapter {
  /** Title of the chapter; may be empty. */
  readonly title: string
  /** Where it starts in the track, milliseconds. */
  readonly startMs: number
}

/** A file that gives a cover picture. */
export interface CoverPlace {
  /** Absolute path of the library folder. */
  readonly library: string
  /** Path below the library folder, with forward slashes. */
  readonly path: string
  /** Whether it is an audio file that embeds the picture; otherwise it is the picture. */
  readonly isEmbedded: boolean
}

/** An audio file that gives lyrics, in its tags or by a file beside it. */
export interface LyricsPlace {
  /** Absolute path of the library folder. */
  readonly library: string
  /** Path of the audio file below the library folder, with forward slashes. */
  readonly path: string
  /** Path below the library folder, with forward slashes, of the .lrc file beside it; null when there is none. */
  readonly lyricsPath: null | string
}

/** A record that could not be processed, as it was. Keyed by processor/topic/partition/offset of the record; older letters by the position alone. */
export interface DeadLetter {
  /** Topic it was read from. */
  readonly topic: string
  /** Partition it was read from. */
  readonly partition: number
  /** Offset it was read at. */
  readonly offset: number
  /** Processor that gave it up. */
  readonly processor: string
  /** Error code, such as undecodable or needs-ffmpeg. */
  readonly code: string
  /** What happened, to what, and what to do next; at most 1000 characters. */
  readonly message: string
  /** Times it was tried. */
  readonly attempts: number
  /** Event time of the record, epoch ms; null in letters from before this was kept. */
  readonly timestamp: null | number
  /** Key of the record, byte for byte. */
  readonly key: null | Buffer
  /** Value of the record, byte for byte. */
  readonly value: null | Buffer
  /** Headers of the record. */
  readonly headers: readonly Header[]
}

/** One header of the record. */
export interface Header {
  /** Name. */
  readonly name: string
  /** Value, byte for byte. */
  readonly value: Buffer
}

/** How one model's suggestions did in one window of event time. Keyed by model; a later record of a window replaces an earlier one. What a listener takes back is subtracted from started, finished, skipped, liked, judged, hits, misled, score and staleness while the window is open (two days) and the play is among the last 1,000 outcomes of the model; later it stays counted, and so it does for a model whose lists do not say what is taken back (takesBack). */
export interface Feedback {
  /** Name and version of the recommender. */
  readonly model: string
  /** Start of the window, epoch milliseconds, inclusive. */
  readonly windowStart: number
  /** End of the window, epoch milliseconds, exclusive. */
  readonly windowEnd: number
  /** Recommendations made. */
  readonly recommendations: number
  /** Items in them. */
  readonly offered: number
  /** Suggested tracks that were started. */
  readonly started: number
  /** Suggested tracks that were heard to the end. */
  readonly finished: number
  /** Suggested tracks that were skipped. */
  readonly skipped: number
  /** Suggested tracks that were liked. */
  readonly liked: number
  /** (finished + liked) / (finished + liked + skipped), 0 to 1; null when nothing is known. */
  readonly satisfaction: null | number
  /** Things that listeners did next and that say something about a list: a track begun, heard to the end, liked or skipped. */
  readonly judged: number
  /** Those of them where the track was in the model's list and was begun, heard to the end or liked, whether the list was shown or not. */
  readonly hits: number
  /** Those of them where the track was in the model's list and was skipped. */
  readonly misled: number
  /** (sum of 1/log2(1 + rank) over hits - the same over misled) / judged, -1 to 1; null when nothing was judged. */
  readonly score: null | number
  /** Different tracks offered, about: counted in a bitmap of fixed size. */
  readonly distinctTracks: number
  /** Tracks in the library when this was written. */
  readonly catalogueTracks: number
  /** Share of the library that was offered, 0 to 1; null when there is no library. */
  readonly coverage: null | number
  /** From the arrival of a play to the sending of its recommendation, median, in milliseconds, to within a tenth; null when not known. */
  readonly timeToSuggestionP50Ms: null | number
  /** The same, 99th percentile. */
  readonly timeToSuggestionP99Ms: null | number
  /** How old the newest play was that a list knew of when its listener began the next track, median, in milliseconds, to within a tenth; null when not known. */
  readonly stalenessP50Ms: null | number
  /** The same, 99th percentile. */
  readonly stalenessP99Ms: null | number
}

/** One genre of the library. Keyed by genreId; a tombstone when no track has it any more. */
export interface Genre {
  /** Identity of the genre: made from its name, folded. */
  readonly genreId: GenreId
  /** Name as most tracks spell it; at most 500 characters. */
  readonly name: string
  /** Tracks of the genre. */
  readonly trackCount: number
  /** Tracks of them that are not here now. */
  readonly absentTracks: number
  /** Albums with a track of the genre. */
  readonly albumCount: number
  /** Artists with a track of the genre. */
  readonly artistCount: number
  /** Other spellings and ids that were taken for this genre, those with most tracks first. At most 50. */
  readonly merged: readonly MergedEntity[]
  /** Those that are not listed, because there are too many. */
  readonly mergedLeftOut: number
}

/** The outcome of one training: a codebook with its cells. index-tracks puts it in force. Key: training. */
export interface IndexTraining {
  /** Index version, from 1. */
  readonly version: number
  /** Version of the extractor whose features this index holds. */
  readonly extractorVersion: string
  /** Number of k-means cells. */
  readonly cells: number
  /** Mean subtracted from each dimension of a feature vector. */
  readonly scalingMean: readonly number[]
  /** Standard deviation that each dimension is divided by; 1 where it would be 0. */
  readonly scalingDeviation: readonly number[]
  /** Seed of the k-means initialisation. */
  readonly seed: number
  /** Tracks in the training sample. */
  readonly trainedOn: number
  /** Tracks in the index when it was trained, of which the sample was taken: with twice as many it is trained anew. */
  readonly tracks: number
  /** Cells that a search looks into. */
  readonly probes: number
  /** Recall at 10 of a search against exact search on the training sample, 0 to 1. */
  readonly measuredRecall: number
  /** Tracks in the index when recall and cells were last measured: they are measured again when it has grown or shrunk by a quarter. */
  readonly measuredOn: number
  /** Recall at 10 that the probes were chosen to reach, 0 to 1. */
  readonly recallGoal: number
  /** Vectors that a search compares on average, centres included. */
  readonly comparisons: number
  /** Tracks in the smallest cell when it was measured. */
  readonly smallestCell: number
  /** Tracks in the cell of middle size when it was measured. */
  readonly medianCell: number
  /** Tracks in the largest cell when it was measured. */
  readonly largestCell: number
  /** How much longer a search takes than in cells of one size: the mean of the squared sizes over the squared mean; 1 is even. */
  readonly imbalance: number
  /** Skewness of how often each of a sample of tracks is among the 10 nearest of the others; 0 is fair, above 3 a few tracks are near to everything. */
  readonly hubSkew: number
  /** Numbers in one centre. */
  readonly dimensions: number
  /** The centres in the scaled space, cell by cell: 32-bit floats, little-endian. */
  readonly centres: Buffer
}

/** One change to the index of what sounds alike. Exactly one of codebook, centroid and assignment is set. A version is in force from its codebook record on. */
export interface IndexUpdate {
  /** The codebook of a version; written last, so it puts the version in force. */
  readonly codebook: null | Codebook
  /** One cell of a version. */
  readonly centroid: null | Centroid
  /** One track's place in a version. */
  readonly assignment: null | Assignment
}

/** How vectors are made and where the cells are: the frame of one index version. Key: codebook. */
export interface Codebook {
  /** Index version, from 1. */
  readonly version: number
  /** Version of the extractor whose features this index holds. */
  readonly extractorVersion: string
  /** Number of k-means cells. */
  readonly cells: number
  /** Mean subtracted from each dimension of a feature vector. */
  readonly scalingMean: readonly number[]
  /** Standard deviation that each dimension is divided by; 1 where it would be 0. */
  readonly scalingDeviation: readonly number[]
  /** Seed of the k-means initialisation. */
  readonly seed: number
  /** Tracks in the training sample. */
  readonly trainedOn: number
  /** Tracks in the index when it was trained, of which the sample was taken: with twice as many it is trained anew. */
  readonly tracks: number
  /** Cells that a search looks into. */
  readonly probes: number
  /** Recall at 10 of a search against exact search on the training sample, 0 to 1. */
  readonly measuredRecall: number
  /** Tracks in the index when recall and cells were last measured: they are measured again when it has grown or shrunk by a quarter. */
  readonly measuredOn: number
  /** Recall at 10 that the probes were chosen to reach, 0 to 1. */
  readonly recallGoal: number
  /** Vectors that a search compares on average, centres included. */
  readonly comparisons: number
  /** Tracks in the smallest cell when it was measured. */
  readonly smallestCell: number
  /** Tracks in the cell of middle size when it was measured. */
  readonly medianCell: number
  /** Tracks in the largest cell when it was measured. */
  readonly largestCell: number
  /** How much longer a search takes than in cells of one size: the mean of the squared sizes over the squared mean; 1 is even. */
  readonly imbalance: number
  /** Skewness of how often each of a sample of tracks is among the 10 nearest of the others; 0 is fair, above 3 a few tracks are near to everything. */
  readonly hubSkew: number
}

/** The middle of one cell. Key: cell/<n>. */
export interface Centroid {
  /** Index version. */
  readonly version: number
  /** Number of the cell, from 0. */
  readonly cell: number
  /** Centre in the scaled space. */
  readonly position: readonly number[]
}

/** Which cell one track is in. Key: track/<id>. */
export interface Assignment {
  /** Index version. */
  readonly version: number
  /** The track. */
  readonly trackId: TrackId
  /** Its cell. */
  readonly cell: number
  /** Euclidean distance to the centre in the scaled space. */
  readonly distance: number
}

/** What keep-opinions knows of one listener: its state. Keyed by listenerId. At most 512 KiB, whatever is played. What was stated last is kept apart, so that it can be retracted, and then goes to settled. */
export interface OpinionLog {
  /** Opinions that can no longer be retracted, newest first: 8 bytes of hash of the subject, one byte for the opinion (1 liked, 2 disliked, 3 never) and 6 bytes for since. At most 20,000: the oldest makes room, and only taking it back in part is forgotten: the opinion stays in opinions. */
  readonly settled: Buffer
  /** Statements that can be retracted, the earliest first. At most 500: the earliest goes to settled. */
  readonly stated: readonly Statement[]
  /** Sessions that do not count, the newest first. At most 20: the oldest makes room. */
  readonly retracted: readonly string[]
  /** Plays already counted, newest first: 8 bytes of hash each. At most 1,224: the oldest makes room. */
  readonly playIds: Buffer
}

/** One statement of an opinion, or its withdrawal. */
export interface Statement {
  /** The session that it was made in. */
  readonly sessionId: string
  /** What it is of. */
  readonly subject: OpinionSubject
  /** The track or the artist. */
  readonly id: string
  /** What happened. */
  readonly event: PlayEvent
  /** Event time, epoch milliseconds. */
  readonly at: number
}

export type OpinionSubject = 'unknown' | 'track' | 'artist'

export type PlayEvent = 'unknown' | 'started' | 'progressed' | 'finished' | 'skipped' | 'liked' | 'unliked' | 'disliked' | 'undisliked' | 'retracted' | 'wished' | 'sessionRetracted' | 'neverTrack' | 'neverArtist' | 'allowedTrack' | 'allowedArtist' | 'failed' | 'listened'

/** Reading files again whose size and time are as they were, to find what changed all the same: how far a scanner has come, or the newest request to read every file at once. */
export interface LibraryCheck {
  /** Of a request: when it was made. Of a scanner: the newest request that it has begun with. Epoch milliseconds; null: none yet. */
  readonly requestedAt: null | number
  /** Of a request: whether every file is to be read; otherwise a scan is asked for. Of a scanner: whether the round under way was requested and goes on without pauses. */
  readonly isFull: boolean
  /** Absolute path of the library folder of the file that was read last; null: the next round begins with the first file. */
  readonly library: null | string
  /** Path of that file below the library folder, with forward slashes. */
  readonly path: null | string
  /** When a scanner last read its share of files, epoch milliseconds. */
  readonly readAt: null | number
  /** Files that were read in this round. */
  readonly readFiles: number
  /** Of these, those that had changed. */
  readonly changedFiles: number
}

/** A playlist file in a library folder, as a scan found it. Keyed by playlistId; a tombstone when the file is gone. At most 640 KiB: entries are bounded, and so are the texts of those without a track. */
export interface LibraryPlaylist {
  /** 32 hexadecimal digits, made of the library folder and the path: it stays when the file is changed. */
  readonly playlistId: PlaylistId
  /** What the file calls itself, else its name without the extension. At most 200 code points. */
  readonly name: string
  /** Absolute path of the library folder. */
  readonly library: string
  /** Path of the file below the library folder, with forward slashes. */
  readonly path: string
  /** Changes with the content of the file. */
  readonly version: string
  /** When the file was last changed, epoch milliseconds. */
  readonly modifiedAt: number
  /** In the order of the file, at most 10,000. */
  readonly entries: readonly LibraryPlaylistEntry[]
  /** Instance of Slipstream whose scanner wrote this: only that one removes it. */
  readonly scannedBy: null | string
}

/** What one line of the file names; a file that a cue sheet cuts gives an entry for each of its tracks. */
export interface LibraryPlaylistEntry {
  /** Which of the entries of the file, from 0. */
  readonly line: number
  /** The track; null when none of the library was found. */
  readonly trackId: null | TrackId
  /** Of an entry without a track, what the file says of it: artist and title, else the line. At most 200 UTF-16 units; of more than 500 such entries empty. */
  readonly text: string
}

/** How far the scanning of the library is, and what it found. Keyed by the name of the scanner; the newest counts. */
export interface LibraryScan {
  /** scanning: files are being looked at; watching: all were, and changes are waited for; finished: all were, and nobody watches. */
  readonly phase: ScanPhase
  /** When this scanner was started, epoch milliseconds. */
  readonly startedAt: number
  /** When the newest pass over all files began, epoch milliseconds. */
  readonly passStartedAt: number
  /** Files that the newest pass found. */
  readonly found: number
  /** Of these, those that were dealt with. */
  readonly looked: number
  /** Files of the newest pass that are as they were. */
  readonly unchanged: number
  /** Files of the newest pass whose bytes another file has too. */
  readonly duplicates: number
  /** Files and folders that the newest pass could not read. */
  readonly failed: number
  /** Files that are still being written and wait for the next pass. */
  readonly settling: number
  /** Tracks that a data set describes but brings no file of. */
  readonly missing: number
  /** Tracks that are new since the start. */
  readonly newTracks: number
  /** Tracks whose place or tags changed since the start. */
  readonly changedTracks: number
  /** Tracks that went since the start. */
  readonly removedTracks: number
  /** Files whose bytes were read since the start. */
  readonly readFiles: number
  /** Bytes of these. */
  readonly readBytes: number
  /** Path of the file that was dealt with last, below its library folder. */
  readonly current: null | string
  /** What could not be read by the newest pass, at most 200. */
  readonly problems: readonly ScanProblem[]
  /** Library folders, absolute paths, that the newest pass could not look into: unreadable, empty though they held tracks, or on another device than before. */
  readonly away: readonly string[]
  /** Library folders, absolute paths, that were on another device than the root of the file system when they were last read: their disk was mounted. */
  readonly mounted: readonly string[]
}

export type ScanPhase = 'scanning' | 'watching' | 'finished'

/** A file or folder that could not be read. */
export interface ScanProblem {
  /** Absolute path of the library folder. */
  readonly library: string
  /** Path below the library folder, with forward slashes; empty for the folder itself. */
  readonly path: string
  /** What happened, and what to do. */
  readonly why: string
}

/** What recommend knows of one listener: its state. Keyed by listenerId. At most 256 KiB, whatever is played: each array says by what it is bounded, and the texts of a play have at most 64 UTF-16 units, a genre 500. A track's part in a session is kept by itself for two days, so that it can be taken back, and then settles into tastes and heard. */
export interface ListenerProfile {
  /** Settled opinions, of what can no longer be taken back, in order of track. At most 100: the weakest makes room. */
  readonly tastes: readonly Taste[]
  /** Tracks heard before what the sessions hold, newest first. At most 100: the one heard longest ago makes room. */
  readonly heard: readonly TrackId[]
  /** Plays already counted, newest first: a resent one changes nothing. At most 200: the oldest goes to earlierPlayIds. */
  readonly playIds: readonly PlayId[]
  /** Sessions that can still be taken back, the earliest first. At most 220: 200 with listens, and 20 with a wish; of more wishes the earliest is forgotten. */
  readonly sessions: readonly SessionPart[]
  /** Sessions that do not count, the newest first. At most 20: the oldest makes room. */
  readonly retracted: readonly string[]
  /** Plays counted before those of playIds, newest first: 8 bytes of hash each. At most 1,024: the oldest makes room. */
  readonly earlierPlayIds: Buffer
  /** The time that plays agree on: a stretch that is trusted, and those after a jump of the clock that are not yet. At most 4: the last but one makes room. */
  readonly clock: readonly ClockStretch[]
  /** The lists that were made or taken from last, newest first: what a play says it was taken from counts only when it is there. At most 20: the one used longest ago makes room. */
  readonly offered: readonly OfferedList[]
  /** Tracks and artists that are not to be suggested, newest first: 8 bytes of hash of track/<id> or artist/<id>, and 4 of the session that said so. At most 2,000: the oldest makes room, and stays in opinions. */
  readonly nevers: Buffer
}

/** How much a listener cares for one track. */
export interface Taste {
  /** The track. */
  readonly trackId: TrackId
  /** Above 0 liked, below 0 avoided. */
  readonly weight: number
  /** Whether a like stands. */
  readonly liked: boolean
  /** Whether a dislike stands. */
  readonly disliked: boolean
  /** Times heard to the end. */
  readonly finished: number
  /** Times skipped. */
  readonly skipped: number
  /** Event time of the last play that counted, epoch milliseconds. */
  readonly lastAt: number
  /** Offset in plays, in the listener's partition, of the last play that counted. */
  readonly lastOffset: number
}

/** What can still be taken back of one session. */
export interface SessionPart {
  /** The session. */
  readonly sessionId: string
  /** The wish that holds; null when there is none. */
  readonly wish: null | HeldWish
  /** By track, in the order of their first play. At most 200 in all sessions together: the earliest settles. */
  readonly listens: readonly SessionListen[]
}

/** The wish that holds in the session. */
export interface HeldWish {
  /** From -1, only what was never heard, to 1, what is known; 0 no wish. */
  readonly familiarity: number
  /** From -1, calm, to 1, energetic; 0 no wish. */
  readonly energy: number
  /** A radio from the track of this play, from its artist or from its genre. */
  readonly radio: RadioOf
  /** The genre of a radio from one; empty otherwise. */
  readonly genre: string
  /** The track that the wish was made with. */
  readonly trackId: TrackId
}

export type RadioOf = 'none' | 'track' | 'artist' | 'genre'

/** What one session says of one track. */
export interface SessionListen {
  /** The track. */
  readonly trackId: TrackId
  /** The opinion stated last; neither takes back both. */
  readonly stated: Stated
  /** Offset in plays of that statement; -1 when there is none. */
  readonly statedOffset: number
  /** What finishing and skipping weigh, faded up to lastAt. */
  readonly implicit: number
  /** Times heard to the end. */
  readonly finished: number
  /** Times skipped. */
  readonly skipped: number
  /** Offset in plays of when it was last heard; -1 when it was not. */
  readonly heardOffset: number
  /** Event time of the last play that counted, epoch milliseconds. */
  readonly lastAt: number
  /** Offset in plays of the last play that counted. */
  readonly lastOffset: number
  /** Whether a player could not play it: it is not suggested again in the session. */
  readonly failed: boolean
  /** The plays that the numbers of this track are made of, in the order of the log. At most 1,000 in all sessions together: the earliest goes into earlier. */
  readonly plays: readonly ToldPlay[]
  /** What can no longer be told apart by play; null: plays has them all, or this was written by an earlier version and plays is empty. */
  readonly earlier: null | EarlierListen
}

export type Stated = 'nothing' | 'liked' | 'disliked' | 'unliked' | 'undisliked' | 'neither'

/** A play as far as it counts for its track, so that it can be taken back by itself. */
export interface ToldPlay {
  /** Hash of the id of the play. At most 8 bytes. */
  readonly playId: Buffer
  /** What happened. */
  readonly event: PlayEvent
  /** What finishing or skipping weighs at that moment; 0 for other events. */
  readonly weight: number
  /** Event time of the play, epoch milliseconds. */
  readonly at: number
  /** Offset in plays of the play. */
  readonly offset: number
}

/** What the plays say that came before those that are told apart: their numbers as above. */
export interface EarlierListen {
  /** The opinion stated last; neither takes back both. */
  readonly stated: Stated
  /** Offset in plays of that statement; -1 when there is none. */
  readonly statedOffset: number
  /** What finishing and skipping weigh, faded up to lastAt. */
  readonly implicit: number
  /** Times heard to the end. */
  readonly finished: number
  /** Times skipped. */
  readonly skipped: number
  /** Offset in plays of when it was last heard; -1 when it was not. */
  readonly heardOffset: number
  /** Event time of the last play that counted, epoch milliseconds. */
  readonly lastAt: number
  /** Offset in plays of the last play that counted. */
  readonly lastOffset: number
  /** Whether a player could not play it. */
  readonly failed: boolean
}

/** A while in which the times of plays, in their order of arrival, agree to within three days. */
export interface ClockStretch {
  /** Its earliest event time, epoch milliseconds. */
  readonly since: number
  /** Offset in plays of its first play. */
  readonly sinceOffset: number
  /** Its latest event time, epoch milliseconds. */
  readonly last: number
}

/** A list that the listener may have been shown. */
export interface OfferedList {
  /** The id of the recommendation. */
  readonly recommendationId: RecommendationId
  /** Hashes of its tracks (murmur2 of the id), best first. At most 20. */
  readonly tracks: readonly number[]
  /** For each track one byte, with a bit for each event that counted: 1 started, 2 finished, 4 skipped, 8 liked. At most 20. */
  readonly taken: Buffer
  /** Its tracks, best first, in the lists that were made last; a new list departs from them only where it is worth it. Empty in older ones. At most 20. */
  readonly trackIds: readonly TrackId[]
  /** Offset of the play that it answers; -1 in lists from before this was kept. */
  readonly offset: number
  /** The event of that play; empty in lists from before this was kept. */
  readonly event: string
  /** Hash of the track of that play (murmur2 of the id). */
  readonly track: number
  /** What it explores; null when nothing. */
  readonly explored: null | ExploredTrack
}

/** A track that was drawn to be explored. */
export interface ExploredTrack {
  /** What was drawn. */
  readonly trackId: TrackId
  /** The probability with which it was drawn. */
  readonly propensity: number
}

/** State of monitor-feedback for one model: the windows that are still open and the newest list of each listener. At most 256 KiB: each array says by what it is bounded. */
export interface FeedbackWindows {
  /** In the order of their last change. At most 96: the one that was changed longest ago makes room. */
  readonly windows: readonly FeedbackWindow[]
  /** Empty since plays are counted where they caused a recommendation; before, the plays that were counted. At most 500. */
  readonly playIds: readonly PlayId[]
  /** Empty since a list is known by the play that it answers; before, how far each partition was counted. At most one for each partition of recommendations. */
  readonly counted: readonly CountedPartition[]
  /** Newest first. At most 100: who was heard of longest ago makes room. */
  readonly lists: readonly HeldList[]
  /** Windows that begin earlier are closed, epoch milliseconds: a record of them is late. */
  readonly closedBefore: number
  /** By partition, in order of their numbers. At most one for each partition of plays. */
  readonly answered: readonly AnsweredPlays[]
  /** Newest first, those of open windows. At most 1,000 of all listeners together: a play before these stays counted when it is taken back. */
  readonly outcomes: readonly CountedOutcome[]
}

/** Counts of one window. */
export interface FeedbackWindow {
  /** Start of the window, epoch milliseconds. */
  readonly windowStart: number
  /** Recommendations made. */
  readonly recommendations: number
  /** Items in them. */
  readonly offered: number
  /** Suggested tracks that were started. */
  readonly started: number
  /** Suggested tracks that were heard to the end. */
  readonly finished: number
  /** Suggested tracks that were skipped. */
  readonly skipped: number
  /** Suggested tracks that were liked. */
  readonly liked: number
  /** Things that listeners did next and that say something about a list. */
  readonly judged: number
  /** Those where the track was in the list and welcome. */
  readonly hits: number
  /** Those where the track was in the list and was skipped. */
  readonly misled: number
  /** Sum of 1/log2(1 + rank) over hits. */
  readonly gain: number
  /** The same over misled. */
  readonly loss: number
  /** From the arrival of a play to the sending of its recommendation; by bucket. At most 137. */
  readonly times: readonly Bucket[]
  /** How old the newest play known to a list was when its listener began the next track; by bucket. At most 137. */
  readonly ages: readonly Bucket[]
  /** Bitmap of the tracks that were offered, by hash; empty at first. At most 256 bytes. */
  readonly tracks: Buffer
}

/** Durations of about one size. */
export interface Bucket {
  /** Number of the size: four for each doubling from one millisecond on. */
  readonly bucket: number
  /** How many. */
  readonly count: number
}

/** How far one partition of recommendations has been counted. */
export interface CountedPartition {
  /** Number of the partition. */
  readonly partition: number
  /** Offset of the newest recommendation counted: one that comes again changes nothing. */
  readonly offset: number
}

/** The newest list of a model for one listener. */
export interface HeldList {
  /** For whom. */
  readonly listenerId: ListenerId
  /** Event time of the play that it answers, epoch milliseconds. */
  readonly madeFor: number
  /** Hashes of its tracks (murmur2 of the id), best first. At most 100. */
  readonly items: readonly number[]
  /** Hash of the track that was begun last. */
  readonly playing: null | number
  /** Where that track stood in the list that there was then, from 1; 0: nowhere. */
  readonly playingRank: number
  /** Start of the hour of the newest play, epoch milliseconds. */
  readonly hour: number
  /** Plays of that hour that say something about a list. Those above 240 are no outcome. */
  readonly plays: number
}

/** Which plays of one partition the model has answered: the list of a play counts once, wherever it stands in recommendations. */
export interface AnsweredPlays {
  /** Number of the partition of plays. */
  readonly partition: number
  /** Offset of the newest play that was answered. */
  readonly newest: number
  /** Bit n, from the lowest of the first byte on: the play n offsets before the newest was answered. At most 1,024 bytes; what is older counts as answered. */
  readonly before: Buffer
}

/** What one play has added to a window, so that it can be subtracted when the play is taken back. */
export interface CountedOutcome {
  /** Partition of plays. */
  readonly partition: number
  /** Offset of the play. */
  readonly offset: number
  /** Start of the window, epoch milliseconds. */
  readonly windowStart: number
  /** What happened in it. */
  readonly event: PlayEvent
  /** Whether it counted as feedback on the suggestion that it was taken from. */
  readonly taken: boolean
  /** Whether it was an outcome for the list before it. */
  readonly judged: boolean
  /** Place of the track in the list before it, from 1; 0: nowhere. */
  readonly rank: number
  /** How old the list before it was, in milliseconds; null when that was not counted. */
  readonly ageMs: null | number
}

/** What a listener said of a track or an artist, and did not take back. Keyed by listenerId/track/trackId or listenerId/artist/artistId; kept for ever. A tombstone: it was taken back. */
export interface Opinion {
  /** Whose opinion. */
  readonly listenerId: ListenerId
  /** What it is of. */
  readonly subject: OpinionSubject
  /** The track; null when it is of an artist. */
  readonly trackId: null | TrackId
  /** The artist; null when it is of a track. */
  readonly artistId: null | ArtistId
  /** Liked, disliked, or never to be suggested. */
  readonly opinion: OpinionKind
  /** Event time of the play that stated it, epoch milliseconds. */
  readonly since: number
}

export type OpinionKind = 'unknown' | 'liked' | 'disliked' | 'never'

/** One thing that a listener did with a playlist. Keyed by listenerId/playlistId. The playlist is the fold of its changes in the order of the log (processors/shared/playlists). */
export interface PlaylistChange {
  /** Minted for this one change; the same again when it is resent. */
  readonly changeId: ChangeId
  /** Whose playlist. */
  readonly listenerId: ListenerId
  /** Which playlist. */
  readonly playlistId: PlaylistId
  /** What happened. added brings back a playlist that was deleted at the same time; moved and removed concern entries that are there; of several renamed the last in the log holds. */
  readonly change: PlaylistChangeKind
  /** With created and renamed: the name, at most 200 UTF-16 units; null otherwise. */
  readonly name: null | string
  /** The entries that were added, moved or removed. At most 500. */
  readonly entries: readonly PlaylistEntryChange[]
  /** With deleted: how many changes of the playlist its listener had seen; entries added by later ones stay. Null: all of them. */
  readonly seen: null | number
  /** The browser or program that did it, as it calls itself. */
  readonly deviceId: null | string
  /** Its clock, epoch milliseconds. */
  readonly deviceTime: null | number
  /** When the bridge received it, epoch milliseconds. */
  readonly arrivedAt: number
}

export type PlaylistChangeKind = 'unknown' | 'created' | 'renamed' | 'added' | 'moved' | 'removed' | 'deleted'

/** One entry of the playlist that the change concerns. */
export interface PlaylistEntryChange {
  /** Minted when the entry was added: a track may be in a playlist twice. */
  readonly entryId: EntryId
  /** With added: the track; null otherwise. */
  readonly trackId: null | TrackId
  /** With added and moved: the entry's place, a text between those of its neighbours: entries stand in the order of these texts (by code unit), equal ones in the order of entryId. Null otherwise. */
  readonly position: null | string
}

/** One thing a listener did with a track. Keyed by listenerId. */
export interface Play {
  /** Minted by the player for this one fact; the same again when it is resent. Of an imported play it is made from source, listener, time and track. */
  readonly playId: PlayId
  /** Who. */
  readonly listenerId: ListenerId
  /** One sitting: the player makes it when it is opened. Empty when not known. */
  readonly sessionId: string
  /** What. */
  readonly trackId: TrackId
  /** What happened. After wished the wish is that of the session; after sessionRetracted nothing in the session counts; after neverTrack and neverArtist the track, or what is by the artist, is not suggested, until allowedTrack and allowedArtist; after failed, the player could not play the track, it is not suggested again in the session; listened is what another service counted, mostly from half of the track or four minutes on: it is not known how much was heard. */
  readonly event: PlayEvent
  /** Where in the track it happened, in milliseconds. */
  readonly positionMs: number
  /** How much of the track had been heard by then, in milliseconds; seeking does not count. */
  readonly playedMs: number
  /** How the track came to be played. */
  readonly via: PlayVia
  /** The recommendation it was taken from. */
  readonly recommendationId: null | RecommendationId
  /** The player's clock, epoch milliseconds. */
  readonly deviceTime: null | number
  /** When the bridge received it, epoch milliseconds; of an imported play, when it happened. */
  readonly arrivedAt: number
  /** With wished: the wish that holds from now on in this session; null otherwise. */
  readonly wish: null | SessionWish
  /** With neverArtist and allowedArtist: the artist; null otherwise. */
  readonly artistId: null | ArtistId
  /** Whether the track was taken from a shuffled queue; null when not known. */
  readonly shuffled: null | boolean
  /** Place, from 1, in the list that the track was taken from, as it was shown; null when not known. */
  readonly itemRank: null | number
  /** What the player's clock adds to UTC, in minutes: east is positive; null when not known. */
  readonly timeZoneOffsetMinutes: null | number
  /** Whether the player's page could be seen; null when not known. */
  readonly pageVisible: null | boolean
  /** Title of the track then, for a history that outlives it: at most 200 UTF-16 units. Null when not known. */
  readonly title: null | string
  /** Artist of the track then, as displayed: at most 200 UTF-16 units. Null when not known. */
  readonly artist: null | string
  /** With retracted: the one play that does not count any more, a started, finished or skipped of the same listener. Null with retracted: all that the session said of the track, as players of earlier versions mean it; null otherwise. */
  readonly retracts: null | PlayId
  /** The service from whose export the play was taken. It stands behind plays that happened later, and no list answers it. Null: it was played here. */
  readonly importedFrom: null | ExportSource
}

export type PlayVia = 'unknown' | 'chosen' | 'recommended' | 'radio' | 'search' | 'queue'

/** What a listener wishes for one session. */
export interface SessionWish {
  /** From -1, only what was never heard, to 1, what is known; 0 no wish. */
  readonly familiarity: number
  /** From -1, calm, to 1, energetic; 0 no wish. */
  readonly energy: number
  /** A radio from the track of this play, from its artist or from its genre. */
  readonly radio: RadioOf
  /** The genre of a radio from one; empty otherwise. */
  readonly genre: string
}

export type ExportSource = 'unknown' | 'listenbrainz' | 'spotify'

/** Metrics of one process that runs a processor. Counters and histograms count from the start of the process. */
export interface ProcessMetrics {
  /** Name of the processor. */
  readonly processor: string
  /** Which copy of the processor this is: host, data folder and, outside a supervisor, process id. The same after a restart by the supervisor. */
  readonly instance: string
  /** Consumer group of the processor; null before it has joined one, and when it reads none. */
  readonly consumerGroup: null | string
  /** Start of the process, epoch milliseconds. */
  readonly startedAt: number
  /** Times that the supervisor has started this processor again since the supervisor began; 0 without a supervisor. */
  readonly restarts: number
  /** Crashes of this processor on this machine, one after another, none after a minute of running. */
  readonly crashesInRow: number
  /** First line of the message of the last of these crashes; null when there are none. */
  readonly lastError: null | string
  /** Resident memory of the process, bytes. */
  readonly residentBytes: number
  /** User and system processor time of the process, milliseconds. */
  readonly cpuMs: number
  /** Delay of the event loop when it was measured last, milliseconds. */
  readonly eventLoopLagMs: number
  /** Records read, by input topic. */
  readonly received: readonly ReceivedRecords[]
  /** Lag, by assigned partition. */
  readonly lags: readonly PartitionLag[]
  /** Records sent to Kafka, changelog and dead letters included. */
  readonly sent: number
  /** Dead letters written, by error code. */
  readonly deadLetters: readonly DeadLetterCount[]
  /** Durations of the steps, one for each record: the mean of the records processed between two yields to the event loop, without waiting for jobs or requests. */
  readonly steps: DurationHistogram
  /** Durations of the commits of transactions; of a sink: of writing and committing one batch. */
  readonly commits: DurationHistogram
  /** Durations of restoring the state of a task. */
  readonly restores: DurationHistogram
  /** Changelog records read to restore state. */
  readonly restoredRecords: number
}

/** Records that were read of one input topic. */
export interface ReceivedRecords {
  /** Name of the topic. */
  readonly topic: string
  /** Records read and not processed before. */
  readonly records: number
}

/** Lag of the consumer group in one partition that is assigned to this process. */
export interface PartitionLag {
  /** Name of the topic. */
  readonly topic: string
  /** Number of the partition. */
  readonly partition: number
  /** Offsets from the next one to process to the end of the partition at the newest fetch. */
  readonly records: number
}

/** Dead letters of one cause. */
export interface DeadLetterCount {
  /** Error code of the dead letters. */
  readonly code: string
  /** Dead letters written. */
  readonly records: number
}

/** Durations counted by range, since the process started. */
export interface DurationHistogram {
  /** Upper bounds of the ranges, milliseconds, ascending, inclusive; the last range has none. */
  readonly boundsMs: readonly number[]
  /** Durations in each range, not cumulative: one more than there are bounds. */
  readonly counts: readonly number[]
  /** Sum of all durations, milliseconds. */
  readonly sumMs: number
}

/** What a listener's player plays, and what the listener put behind it. Keyed by listenerId; a newer one replaces it. At most 640 KiB: each array says by what it is bounded, and ids have at most 64 UTF-16 units. */
export interface Queue {
  /** Whose queue. */
  readonly listenerId: ListenerId
  /** One more than that of the queue it replaces: who knew an older one is told so. */
  readonly revision: number
  /** The current track; null when there is none. */
  readonly now: null | QueueEntry
  /** Where in the current track, in milliseconds. */
  readonly positionMs: number
  /** What the listener chose to come next, in the order shown, that of the shuffle included. At most 5,000. */
  readonly yours: readonly QueueEntry[]
  /** What was played before, the newest first. At most 200. */
  readonly before: readonly QueueEntry[]
  /** Where entries were taken from; entries name their place here. At most 100. */
  readonly sources: readonly QueueSource[]
  /** Whether suggestions follow when the listener's own choice is over. */
  readonly live: boolean
  /** Seed of the shuffle; null: not shuffled. */
  readonly shuffleSeed: null | number
  /** What is played again: nothing, the current track, or the listener's choice. */
  readonly repeat: RepeatMode
  /** The browser or program that wrote it, as it calls itself. */
  readonly deviceId: null | string
  /** The session of the player that wrote it. */
  readonly sessionId: null | string
  /** When the bridge received it, epoch milliseconds. */
  readonly updatedAt: number
}

/** One track in the queue. */
export interface QueueEntry {
  /** Minted when it was put there: a track may be in the queue twice. At most 16 UTF-16 units. */
  readonly entryId: EntryId
  /** The track. */
  readonly trackId: TrackId
  /** Place in sources of where it was taken from; -1 when that is not known. */
  readonly source: number
  /** Its place before the shuffle, from 0; -1 when it was not shuffled. */
  readonly unshuffled: number
}

/** Where entries were taken from. */
export interface QueueSource {
  /** What it is. */
  readonly kind: QueueSourceKind
  /** Its id, where it has one. At most 200 UTF-16 units. */
  readonly id: null | string
  /** What it was called then. At most 200 UTF-16 units. */
  readonly name: string
}

export type QueueSourceKind = 'unknown' | 'track' | 'album' | 'artist' | 'genre' | 'playlist' | 'search' | 'radio' | 'recommendation' | 'library'

export type RepeatMode = 'unknown' | 'off' | 'one' | 'all'

/** What to play next for one listener, with reasons. Keyed by listenerId, those of all models alike; a newer one of the same model replaces it. */
export interface Recommendation {
  /** Made from model, topic, partition and offset of its cause, so that the same cause gives the same id. */
  readonly recommendationId: RecommendationId
  /** For whom. */
  readonly listenerId: ListenerId
  /** Name and version of the recommender, such as neighbours-1. */
  readonly model: string
  /** Index version that was searched; 0 before there is one. */
  readonly indexVersion: number
  /** The play that caused it. */
  readonly causedBy: Cause
  /** Tracks that were considered. */
  readonly candidates: number
  /** Best first. */
  readonly items: readonly RecommendedItem[]
  /** Version of what listeners play together that was looked up; 0 before there is one. */
  readonly relationsVersion: number
  /** Whether the model served, so that the list could be shown to the listener; false: it ran in shadow; null when not known. */
  readonly shown: null | boolean
}

/** The record that led to this recommendation. */
export interface Cause {
  /** Its topic. */
  readonly topic: string
  /** Its partition. */
  readonly partition: number
  /** Its offset. */
  readonly offset: number
  /** Its play. */
  readonly playId: PlayId
  /** The track of that play. */
  readonly trackId: null | TrackId
  /** What happened in that play. */
  readonly event: PlayEvent
  /** The recommendation of this model to this listener that the play was taken from, where the model knows it to be one, with that track, and for the first time with that event; null otherwise. Only then it counts as feedback. */
  readonly takenFrom: null | RecommendationId
  /** Offsets in plays, in the same partition, of the plays that it takes back, as far as the model still tells them apart; its own where the play does not count itself, as its session was taken back. At most 1,000. */
  readonly takesBack: readonly number[]
}

/** One suggested track. */
export interface RecommendedItem {
  /** What to play. */
  readonly trackId: TrackId
  /** Place in the list, from 1. */
  readonly rank: number
  /** The larger the better; comparable within one recommendation only. */
  readonly score: number
  /** The chance that this track had of being shown, 0 to 1; 1 when the choice was not random. */
  readonly propensity: number
  /** Why. */
  readonly reason: Reason
  /** Whether it was drawn by chance, with the probability of its propensity; false also where an earlier version did not say it. */
  readonly explored: boolean
}

/** Why it is suggested. */
export interface Reason {
  /** What it rests on: a track that was liked, finished, or is playing; listeners who went on to it from the seed; a new arrival; a radio; or something new to try. */
  readonly kind: ReasonKind
  /** The track that it resembles. */
  readonly seedTrackId: null | TrackId
  /** Offset in plays, in the listener's partition, of the play of the seed. */
  readonly seedOffset: null | number
  /** Distance to the seed in the scaled space; 0 is the same. */
  readonly distance: null | number
  /** What the two have most in common, best first: names of feature groups, as in apart. */
  readonly alike: readonly string[]
  /** Distance to the seed by feature group; empty without a seed. */
  readonly apart: readonly Apart[]
  /** With follow: how many listeners have both tracks. */
  readonly listeners: null | number
}

export type ReasonKind = 'unknown' | 'like' | 'finish' | 'play' | 'discover' | 'follow' | 'arrival' | 'radio'

/** How far two tracks are apart in one group of features. */
export interface Apart {
  /** Group of features: timbre, texture, rhythm, tempo, harmony, brightness or noisiness; other names in lists of earlier versions. */
  readonly group: string
  /** In standard deviations; 0 is the same. */
  readonly distance: number
}

/** A track id of an earlier version that leads to another track: plays and opinions under it are of that one. Keyed by the old id, for ever. */
export interface TrackAlias {
  /** The track that stands for the old one, or that its file will be when it comes back. */
  readonly trackId: TrackId
  /** SHA-256 of the sound that both are of, hexadecimal. */
  readonly soundHash: null | string
}

/** One musical work, such as a symphony, whose tracks are its movements or recordings. Keyed by workId; a tombstone when no track is left. */
export interface Work {
  /** Identity of the work: made from the MusicBrainz work id where a track has one, else from composer and title, folded. */
  readonly workId: WorkId
  /** Title as most tracks spell it; at most 500 characters. */
  readonly title: string
  /** Its composers. At most 20. */
  readonly composers: readonly NamedArtist[]
  /** Tracks in the order of their albums. At most 1,000. */
  readonly trackIds: readonly TrackId[]
  /** Tracks that are not listed, because there are too many. */
  readonly tracksLeftOut: number
  /** All tracks. */
  readonly trackCount: number
  /** Tracks of them that are not here now. */
  readonly absentTracks: number
  /** Work in MusicBrainz. */
  readonly musicBrainzWorkId: null | string
  /** Other spellings and ids that were taken for this work, those with most tracks first. At most 50. */
  readonly merged: readonly MergedEntity[]
  /** Those that are not listed, because there are too many. */
  readonly mergedLeftOut: number
}

export const albumSchema: AvroSchema = {"type":"record","name":"Album","namespace":"slipstream","doc":"One album of the library, made from the tags of its tracks. Keyed by albumId; a tombstone when no track is left.","fields":[{"name":"albumId","type":{"type":"string","brand":"AlbumId"},"doc":"Identity of the album: made from the MusicBrainz release id or the id in a data set where a track has one, else from album artist, title and year, folded."},{"name":"title","type":"string","doc":"Title as most tracks spell it, without the number of a disc; at most 500 characters."},{"name":"artist","type":"string","doc":"Album artist as displayed; Various Artists for a compilation, empty when not known."},{"name":"artists","type":{"type":"array","items":{"type":"record","name":"NamedArtist","namespace":"slipstream","doc":"An artist by id and name.","fields":[{"name":"artistId","type":{"type":"string","brand":"ArtistId"},"doc":"The artist."},{"name":"name","type":"string","doc":"The name as the tags credit it here, at most 500 characters."}]}},"doc":"The album artists, each by itself. At most 20; none for a compilation."},{"name":"year","type":["null","int"],"doc":"Year of release: that of most tracks.","default":null},{"name":"originalYear","type":["null","int"],"doc":"Year of the first release: that of most tracks that state one.","default":null},{"name":"compilation","type":"boolean","doc":"Whether it is a compilation: by its tags, by an album artist that is a word for several, or by several artists in its folder."},{"name":"discs","type":{"type":"array","items":{"type":"record","name":"AlbumDisc","namespace":"slipstream","doc":"One disc of an album.","fields":[{"name":"number","type":"int","doc":"Number of the disc, from 1."},{"name":"subtitle","type":["null","string"],"doc":"Name of the disc, at most 500 characters.","default":null},{"name":"tracks","type":"int","doc":"Tracks of the disc."}]}},"doc":"Discs that have tracks here, in order. At most 200; tracks that name no disc are on the first."},{"name":"trackIds","type":{"type":"array","items":{"type":"string","brand":"TrackId"}},"doc":"Tracks in the order of the album: disc, number, title. At most 2,000."},{"name":"tracksLeftOut","type":"int","doc":"Tracks that are not listed, because there are too many."},{"name":"trackCount","type":"int","doc":"All tracks."},{"name":"absentTracks","type":"int","doc":"Tracks of them that are not here now."},{"name":"durationMs","type":"long","doc":"Length of all tracks in milliseconds, of those whose length is known."},{"name":"genres","type":{"type":"array","items":"string"},"doc":"Genres of its tracks, that of most tracks first. At most 20."},{"name":"artTrackId","type":["null",{"type":"string","brand":"TrackId"}],"doc":"The track whose picture stands for the album: the first that has one; null when none has.","default":null},{"name":"artVersion","type":["null","string"],"doc":"Changes whenever that picture changes; null in references from before this was kept.","default":null},{"name":"musicBrainzReleaseId","type":["null","string"],"doc":"Release in MusicBrainz.","default":null},{"name":"musicBrainzReleaseGroupId","type":["null","string"],"doc":"Release group in MusicBrainz: that of most tracks that state one.","default":null},{"name":"sourceId","type":["null","string"],"doc":"Identity of the album in the data set that it came with, such as fma:1234.","default":null},{"name":"sortTitle","type":"string","doc":"Title to sort by: as tagged, else the title."},{"name":"sortArtist","type":"string","doc":"Album artist to sort by: as tagged, else the artist, with an article behind the name."},{"name":"addedAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"doc":"When the first of its tracks was found, epoch milliseconds.","default":null},{"name":"merged","type":{"type":"array","items":{"type":"record","name":"MergedEntity","namespace":"slipstream","doc":"Another name or id that leads to this entity.","fields":[{"name":"id","type":"string","doc":"Id that tracks under this name have by themselves: that of this entity where they differ in spelling alone. An id of another entity is an alias: what refers to it means this one."},{"name":"name","type":"string","doc":"The name as it was spelled, at most 500 characters."},{"name":"reason","type":{"type":"enum","name":"MergeReason","namespace":"slipstream","doc":"Why two are taken for one. spelling: their names fold to the same text. tags: some tracks state the identity that MusicBrainz or their data set gave it, others only the name, which belongs to no other identity. folder: their tracks lie in a folder of this album alone. retagged: its tracks got other tags and are here now.","symbols":["spelling","tags","folder","retagged"]},"doc":"Why it was merged."},{"name":"tracks","type":"int","doc":"Tracks that have this name now."}]}},"doc":"Other spellings and ids that were taken for this album, those with most tracks first. At most 50."},{"name":"mergedLeftOut","type":"int","doc":"Those that are not listed, because there are too many."},{"name":"centroid","type":["null",{"type":"record","name":"SoundCentroid","namespace":"slipstream","doc":"What several tracks sound like: the mean of their feature vectors.","fields":[{"name":"extractorVersion","type":"string","doc":"Version of the extractor whose features these are: that which analysed most of the tracks."},{"name":"tracks","type":"int","doc":"Tracks that it is the mean of: those that this version has analysed."},{"name":"position","type":{"type":"array","items":"float"},"doc":"Mean of each dimension of the feature vector, not scaled; the similarity index scales it as it scales a track."}]}],"doc":"What the album sounds like; null until a track of it is analysed.","default":null}]}
export const analysisFailureSchema: AvroSchema = {"type":"record","name":"AnalysisFailure","namespace":"slipstream","doc":"Why a track has no features. Keyed by trackId; a tombstone once it is analysed or removed.","fields":[{"name":"trackId","type":{"type":"string","brand":"TrackId"},"doc":"The track whose file could not be analysed."},{"name":"code","type":"string","doc":"Error code, as in the dead letter, such as needs-ffmpeg; library-away when the analysis waits for the library folder, which is no dead letter."},{"name":"message","type":"string","doc":"What happened, to what, and what to do next; at most 1000 characters."},{"name":"extractorVersion","type":"string","doc":"Version of the extractor that failed."}]}
export const artistSchema: AvroSchema = {"type":"record","name":"Artist","namespace":"slipstream","doc":"One artist of the library: of tracks, of albums, as a guest or as a composer. Keyed by artistId; a tombstone when nothing names the artist any more.","fields":[{"name":"artistId","type":{"type":"string","brand":"ArtistId"},"doc":"Identity of the artist: made from the MusicBrainz artist id or the id in a data set where a track has one, else from the name, folded."},{"name":"name","type":"string","doc":"Name as most tracks spell it; at most 500 characters."},{"name":"sortName","type":"string","doc":"Name to sort by: as tagged, else the name, with an article behind it."},{"name":"albumIds","type":{"type":"array","items":{"type":"string","brand":"AlbumId"}},"doc":"Albums that credit the artist as album artist, in order of their ids. At most 1,000."},{"name":"albumsLeftOut","type":"int","doc":"Albums that are not listed, because there are too many."},{"name":"albumCount","type":"int","doc":"All albums that credit the artist as album artist."},{"name":"trackCount","type":"int","doc":"Tracks by the artist."},{"name":"absentTracks","type":"int","doc":"Tracks of them that are not here now."},{"name":"featuredCount","type":"int","doc":"Tracks of others with the artist as a guest."},{"name":"composerCount","type":"int","doc":"Tracks that the artist composed."},{"name":"genres","type":{"type":"array","items":"string"},"doc":"Genres of the tracks by the artist, that of most tracks first. At most 20."},{"name":"artTrackId","type":["null",{"type":"string","brand":"TrackId"}],"doc":"The track whose picture stands for the artist: the first that has one; null when none has.","default":null},{"name":"artVersion","type":["null","string"],"doc":"Changes whenever that picture changes; null in references from before this was kept.","default":null},{"name":"portraitTrackId","type":["null",{"type":"string","brand":"TrackId"}],"doc":"A track whose reference names a picture of the artist in the folder; null when none does.","default":null},{"name":"musicBrainzArtistId","type":["null","string"],"doc":"Artist in MusicBrainz.","default":null},{"name":"sourceId","type":["null","string"],"doc":"Identity of the artist in the data set that the tracks came with, such as fma:1234.","default":null},{"name":"addedAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"doc":"When the first track that names the artist was found, epoch milliseconds.","default":null},{"name":"merged","type":{"type":"array","items":{"type":"record","name":"MergedEntity","namespace":"slipstream","doc":"Another name or id that leads to this entity.","fields":[{"name":"id","type":"string","doc":"Id that tracks under this name have by themselves: that of this entity where they differ in spelling alone. An id of another entity is an alias: what refers to it means this one."},{"name":"name","type":"string","doc":"The name as it was spelled, at most 500 characters."},{"name":"reason","type":{"type":"enum","name":"MergeReason","namespace":"slipstream","doc":"Why two are taken for one. spelling: their names fold to the same text. tags: some tracks state the identity that MusicBrainz or their data set gave it, others only the name, which belongs to no other identity. folder: their tracks lie in a folder of this album alone. retagged: its tracks got other tags and are here now.","symbols":["spelling","tags","folder","retagged"]},"doc":"Why it was merged."},{"name":"tracks","type":"int","doc":"Tracks that have this name now."}]}},"doc":"Other spellings and ids that were taken for this artist, those with most tracks first. At most 50."},{"name":"mergedLeftOut","type":"int","doc":"Those that are not listed, because there are too many."},{"name":"centroid","type":["null",{"type":"record","name":"SoundCentroid","namespace":"slipstream","doc":"What several tracks sound like: the mean of their feature vectors.","fields":[{"name":"extractorVersion","type":"string","doc":"Version of the extractor whose features these are: that which analysed most of the tracks."},{"name":"tracks","type":"int","doc":"Tracks that it is the mean of: those that this version has analysed."},{"name":"position","type":{"type":"array","items":"float"},"doc":"Mean of each dimension of the feature vector, not scaled; the similarity index scales it as it scales a track."}]}],"doc":"What the artist sounds like; null until a track of it is analysed.","default":null}]}
export const audioFeaturesSchema: AvroSchema = {"type":"record","name":"AudioFeatures","namespace":"slipstream","doc":"What one track sounds like, in numbers. Keyed by trackId; a tombstone when the track is gone.","fields":[{"name":"trackId","type":{"type":"string","brand":"TrackId"},"doc":"The track that was heard."},{"name":"contentHash","type":"string","doc":"SHA-256 of the file's bytes that were heard, hexadecimal."},{"name":"extractorVersion","type":"string","doc":"Version of the extractor: other versions give other numbers."},{"name":"decoder","type":"string","doc":"Decoder and its version."},{"name":"sampleRateHz","type":"int","doc":"Sample rate that was analysed, in hertz."},{"name":"channels","type":"int","doc":"Channels of the file; they are averaged into one before analysis."},{"name":"durationMs","type":"long","doc":"Length of the decoded audio in milliseconds."},{"name":"frameSize","type":"int","doc":"Samples per frame."},{"name":"hopSize","type":"int","doc":"Samples from the start of one frame to the start of the next."},{"name":"frames","type":"int","doc":"Frames that were analysed."},{"name":"mfcc","type":{"type":"record","name":"FeatureSummary","namespace":"slipstream","doc":"Mean and deviation over all frames, one number per dimension.","fields":[{"name":"mean","type":{"type":"array","items":"double"},"doc":"Arithmetic mean over the frames."},{"name":"deviation","type":{"type":"array","items":"double"},"doc":"Population standard deviation over the frames."}]},"doc":"Mel-frequency cepstral coefficients, 13 dimensions, by Meyda's definition: ln(1 + energy) of 26 mel bands, then a DCT."},{"name":"spectralCentroid","type":"FeatureSummary","doc":"Spectral centroid, in bins of the frame's spectrum (bin times sampleRateHz / frameSize gives hertz); one dimension."},{"name":"zeroCrossingRate","type":"FeatureSummary","doc":"Zero crossings per frame, counted on the windowed signal; one dimension."},{"name":"rms","type":"FeatureSummary","doc":"Root mean square of the windowed frame, full scale 1; one dimension."},{"name":"loudnessDb","type":"double","doc":"Level of the whole track: 20 log10 of its root mean square, in dB below full scale; -120 for silence."},{"name":"peaks","type":"bytes","doc":"Waveform for drawing: for each of equally long stretches the largest absolute sample, 255 is full scale."},{"name":"loudnessLufs","type":["null","double"],"doc":"Integrated loudness of the whole track in LUFS, by EBU R 128 / ITU-R BS.1770-4; null when it is silent or shorter than 400 ms.","default":null},{"name":"bandCepstrum","type":{"type":"array","items":"double"},"doc":"Mean of 20 cepstral coefficients over 40 mel bands from 30 Hz to 11 kHz, the same at any sample rate: orthonormal DCT-II of ln(1 + energy). Frames quieter than -70 dB below full scale are left out.","default":[]},{"name":"cepstrumSpread","type":{"type":"array","items":"double"},"doc":"How the first 10 of these coefficients vary together: upper triangle, row by row, of the logarithm of their covariance matrix plus 0.01 on the diagonal; off the diagonal times the root of 2. 55 numbers.","default":[]},{"name":"bandCentroid","type":"FeatureSummary","doc":"Brightness: mean number of the band, 0 to 39, weighed by ln(1 + energy); one dimension.","default":{"mean":[],"deviation":[]}},{"name":"bandFlatness","type":"FeatureSummary","doc":"Noisiness: mean of ln(1 + energy) over the bands minus ln(1 + mean energy), 0 when all bands are equally strong, else below; one dimension.","default":{"mean":[],"deviation":[]}},{"name":"modulation","type":{"type":"array","items":"double"},"doc":"How strongly the bands swell and fade: ln(0.01 + magnitude) for modulation of 0.5-1, 1-2, 2-3, 3-4, 4-6, 6-8 and 8-10 Hz, each in 8 parts of the spectrum from low to high. 56 numbers.","default":[]},{"name":"pulse","type":{"type":"array","items":"double"},"doc":"How regularly things begin: autocorrelation, -1 to 1, of the onset strength at 20 tempi from 40 to 240 beats per minute, equally far apart in ratio.","default":[]},{"name":"tempoBpm","type":["null","double"],"doc":"Tempo in beats per minute, 40 to 240; null where nothing repeats clearly. It may be half or twice what a listener would say.","default":null},{"name":"chroma","type":{"type":"array","items":"double"},"doc":"Which notes sound: mean weight, 0 to 1, of the 12 pitch classes A, A#, B ... G# (A at 440 Hz) among the peaks from 100 Hz to 2.1 kHz.","default":[]}]}
export const audioReferenceSchema: AvroSchema = {"type":"record","name":"AudioReference","namespace":"slipstream","doc":"One piece of music in a library folder: where its file is and what its tags say. Keyed by trackId; a tombstone when the file is gone.","fields":[{"name":"trackId","type":{"type":"string","brand":"TrackId"},"doc":"Identity of the track: the first 32 hexadecimal digits of soundHash, or of the SHA-256 of soundHash/startMs-endMs where it is a part of the file, or of the contentHash that it had when it was first found by a version without one. It stays when tags change or the file moves."},{"name":"contentHash","type":"string","doc":"SHA-256 of the file's bytes, hexadecimal."},{"name":"library","type":"string","doc":"Absolute path of the library folder."},{"name":"path","type":"string","doc":"Path of the file below the library folder, with forward slashes."},{"name":"sizeBytes","type":"long","doc":"Size of the file in bytes."},{"name":"modifiedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When the file was last changed, epoch milliseconds."},{"name":"container","type":"string","doc":"Container format, such as Ogg, as the tag reader names it."},{"name":"codec","type":"string","doc":"Audio codec, such as Vorbis I, as the tag reader names it; empty when not known."},{"name":"durationMs","type":["null","long"],"doc":"Length of the audio in milliseconds, as the container states it; null when it does not.","default":null},{"name":"title","type":"string","doc":"Title; made from the file name when the tags have none."},{"name":"artist","type":"string","doc":"Artist; empty when not known."},{"name":"album","type":"string","doc":"Album; empty when not known."},{"name":"albumArtist","type":["null","string"],"doc":"Artist of the whole album, where the tags tell it apart from the track's.","default":null},{"name":"genres","type":{"type":"array","items":"string"},"doc":"Genres in the order of the tags."},{"name":"year","type":["null","int"],"doc":"Year of release.","default":null},{"name":"trackNumber","type":["null","int"],"doc":"Number on the album, from 1.","default":null},{"name":"licence","type":["null","string"],"doc":"Licence as the tags or the data set state it.","default":null},{"name":"source","type":"string","doc":"How the track came here: folder, demo, or fma (a data set of the Free Music Archive)."},{"name":"hasArt","type":"boolean","doc":"Whether the file embeds a cover picture."},{"name":"folderArt","type":["null","string"],"doc":"Path below the library folder, with forward slashes, of the cover picture that lies beside the file; null when there is none.","default":null},{"name":"replayGainTrackDb","type":["null","double"],"doc":"ReplayGain of the track in decibels, as the tags state it.","default":null},{"name":"replayGainAlbumDb","type":["null","double"],"doc":"ReplayGain of the album in decibels, as the tags state it.","default":null},{"name":"sourceId","type":["null","string"],"doc":"Identity of the track in the data set that it came with; null when it came with none.","default":null},{"name":"copies","type":{"type":"array","items":{"type":"record","name":"FileCopy","doc":"Another file of the same sound, whatever its tags are.","fields":[{"name":"library","type":"string","doc":"Absolute path of the library folder."},{"name":"path","type":"string","doc":"Path of the file below the library folder, with forward slashes."},{"name":"sizeBytes","type":"long","doc":"Size of the file in bytes."},{"name":"modifiedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When the file was last changed, epoch milliseconds."},{"name":"tags","type":["null",{"type":"record","name":"CopyTags","doc":"What the track would take from a copy, so that copies are compared without reading them again.","fields":[{"name":"contentHash","type":"string","doc":"SHA-256 of the file's bytes, hexadecimal."},{"name":"tagsVersion","type":"int","doc":"Version of the reading of tags."},{"name":"tagScore","type":"int","doc":"How much its tags say, as tagScore of a reference."},{"name":"artVersion","type":["null","string"],"doc":"Version of the cover picture that it embeds; null when it embeds none.","default":null},{"name":"lyrics","type":{"type":"enum","name":"LyricsForm","symbols":["none","plain","timed"]},"doc":"Its lyrics, in its tags or beside it."},{"name":"lyricsPath","type":["null","string"],"doc":"Path below the library folder, with forward slashes, of the .lrc file beside it; null when there is none.","default":null},{"name":"cueSheetVersion","type":["null","string"],"doc":"As cueSheetVersion of a reference.","default":null}]}],"doc":"What was read of it; null in records from before this was kept.","default":null}]}},"doc":"Other files of the same sound, at most 50, in order of library and path. The file whose tags say most stands for the track.","default":[]},{"name":"tagsVersion","type":"int","doc":"Version of the reading of tags: tags that an older one has read are read again.","default":0},{"name":"absentSince","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"doc":"When a scan could no longer look for the file, epoch milliseconds: its library folder is not configured, or cannot be reached. Null: the file is there.","default":null},{"name":"scannedBy","type":["null","string"],"doc":"Instance of Slipstream whose scanner wrote this: only that one removes the track. Null in records from before this was kept.","default":null},{"name":"soundHash","type":["null","string"],"doc":"SHA-256 of what in the whole file is its sound, without tags, covers and what a container says about them, hexadecimal. Null in records from before this was kept.","default":null},{"name":"artists","type":{"type":"array","items":"string"},"doc":"Names of the artists of the track, each by itself, at most 50, in the order of the tags. The first is the main one. Empty in records from before this was kept: artist is the only one then.","default":[]},{"name":"albumArtists","type":{"type":"array","items":"string"},"doc":"Names of the artists of the whole album, each by itself, at most 50, where the tags tell them.","default":[]},{"name":"featuredArtists","type":{"type":"array","items":"string"},"doc":"Names of the guests, each by itself, at most 50. They are no artists of the track: artists does not have them.","default":[]},{"name":"composers","type":{"type":"array","items":"string"},"doc":"Names of the composers, each by itself, at most 50.","default":[]},{"name":"titleSort","type":["null","string"],"doc":"What the title is sorted by, where the tags tell it.","default":null},{"name":"artistSort","type":["null","string"],"doc":"What the artist is sorted by, such as Beatles, The, where the tags tell it.","default":null},{"name":"albumSort","type":["null","string"],"doc":"What the album is sorted by, where the tags tell it.","default":null},{"name":"albumArtistSort","type":["null","string"],"doc":"What the artist of the album is sorted by, where the tags tell it.","default":null},{"name":"work","type":["null","string"],"doc":"The work that the track is a part of, such as a symphony.","default":null},{"name":"discNumber","type":["null","int"],"doc":"Number of the disc in the album, from 1.","default":null},{"name":"discTotal","type":["null","int"],"doc":"How many discs the album has.","default":null},{"name":"trackTotal","type":["null","int"],"doc":"How many tracks the disc has.","default":null},{"name":"discSubtitle","type":["null","string"],"doc":"Title of the disc.","default":null},{"name":"originalYear","type":["null","int"],"doc":"Year in which the album first came out, where year may be that of a new edition.","default":null},{"name":"compilation","type":"boolean","doc":"Whether the tags say that the album gathers tracks of several artists.","default":false},{"name":"bpm","type":["null","double"],"doc":"Tempo in beats per minute, as the tags state it.","default":null},{"name":"musicalKey","type":["null","string"],"doc":"Key as the tags state it, such as Am or 8A.","default":null},{"name":"comment","type":["null","string"],"doc":"Comment; of several, the first.","default":null},{"name":"grouping","type":["null","string"],"doc":"Grouping as the tags state it.","default":null},{"name":"moods","type":{"type":"array","items":"string"},"doc":"Moods, at most 20, in the order of the tags.","default":[]},{"name":"replayGainTrackPeak","type":["null","double"],"doc":"Peak of the track as the tags state it: 1 is full scale.","default":null},{"name":"replayGainAlbumPeak","type":["null","double"],"doc":"Peak of the album as the tags state it: 1 is full scale.","default":null},{"name":"lyrics","type":"LyricsForm","doc":"Whether there are lyrics, in the tags or beside the file, and whether their lines have times. Their text stays there.","default":"none"},{"name":"lyricsPath","type":["null","string"],"doc":"Path below the library folder, with forward slashes, of the .lrc file beside the audio file; null when there is none.","default":null},{"name":"musicBrainz","type":["null",{"type":"record","name":"MusicBrainzIds","doc":"Ids of the MusicBrainz database that the tags state: UUIDs in lower case.","fields":[{"name":"recordingId","type":["null","string"],"doc":"Of the recording.","default":null},{"name":"trackId","type":["null","string"],"doc":"Of the track of the release.","default":null},{"name":"releaseId","type":["null","string"],"doc":"Of the release: the edition of the album.","default":null},{"name":"releaseGroupId","type":["null","string"],"doc":"Of the release group: the album in all its editions.","default":null},{"name":"workId","type":["null","string"],"doc":"Of the work.","default":null},{"name":"artistIds","type":{"type":"array","items":"string"},"doc":"Of the artists of the track, at most 50, in the order of the tags.","default":[]},{"name":"albumArtistIds","type":{"type":"array","items":"string"},"doc":"Of the artists of the album, at most 50, in the order of the tags.","default":[]}]}],"doc":"Ids of the MusicBrainz database; null when the tags state none.","default":null},{"name":"startMs","type":["null","long"],"doc":"Where the track starts in its file, milliseconds; null: at the start.","default":null},{"name":"endMs","type":["null","long"],"doc":"Where the track ends in its file, milliseconds; null: at the end.","default":null},{"name":"chapters","type":{"type":"array","items":{"type":"record","name":"Chapter","doc":"A chapter of an audio book or a podcast.","fields":[{"name":"title","type":"string","doc":"Title of the chapter; may be empty."},{"name":"startMs","type":"long","doc":"Where it starts in the track, milliseconds."}]}},"doc":"Chapters by their start, at most 500.","default":[]},{"name":"artVersion","type":["null","string"],"doc":"Changes whenever the picture that is shown for the track changes; null when there is no picture, and in records from before this was kept.","default":null},{"name":"artistArt","type":["null","string"],"doc":"Path below the library folder, with forward slashes, of the picture of the artist; null when there is none.","default":null},{"name":"artistArtVersion","type":["null","string"],"doc":"Changes whenever the picture of the artist changes; null when there is none.","default":null},{"name":"addedAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"doc":"When a scan first found the track, epoch milliseconds. Null in records from before this was kept: modifiedAt is the best guess then.","default":null},{"name":"sourceAlbumId","type":["null","string"],"doc":"Identity of the album in the data set that the track came with; null when it came with none.","default":null},{"name":"sourceArtistId","type":["null","string"],"doc":"Identity of the artist in the data set that the track came with; null when it came with none.","default":null},{"name":"tagScore","type":"int","doc":"How much the tags of the file say, by the number and weight of their fields: of several files of one sound, the one that says most stands for the track.","default":0},{"name":"coverFrom","type":["null",{"type":"record","name":"CoverPlace","doc":"A file that gives a cover picture.","fields":[{"name":"library","type":"string","doc":"Absolute path of the library folder."},{"name":"path","type":"string","doc":"Path below the library folder, with forward slashes."},{"name":"isEmbedded","type":"boolean","doc":"Whether it is an audio file that embeds the picture; otherwise it is the picture."}]}],"doc":"The copy that gives the cover, when this file neither embeds one nor has one beside it; null otherwise.","default":null},{"name":"lyricsFrom","type":["null",{"type":"record","name":"LyricsPlace","doc":"An audio file that gives lyrics, in its tags or by a file beside it.","fields":[{"name":"library","type":"string","doc":"Absolute path of the library folder."},{"name":"path","type":"string","doc":"Path of the audio file below the library folder, with forward slashes."},{"name":"lyricsPath","type":["null","string"],"doc":"Path below the library folder, with forward slashes, of the .lrc file beside it; null when there is none.","default":null}]}],"doc":"The copy that gives the lyrics, when this file has none; null otherwise.","default":null},{"name":"isrc","type":["null","string"],"doc":"International Standard Recording Code (ISO 3901), twelve capitals and digits, as the cue sheet states it; null when none does.","default":null},{"name":"cueSheetVersion","type":["null","string"],"doc":"Changes whenever the cue sheet changes from which startMs, endMs or tags are taken; null when there is none.","default":null}]}
export const deadLetterSchema: AvroSchema = {"type":"record","name":"DeadLetter","namespace":"slipstream","doc":"A record that could not be processed, as it was. Keyed by processor/topic/partition/offset of the record; older letters by the position alone.","fields":[{"name":"topic","type":"string","doc":"Topic it was read from."},{"name":"partition","type":"int","doc":"Partition it was read from."},{"name":"offset","type":"long","doc":"Offset it was read at."},{"name":"processor","type":"string","doc":"Processor that gave it up."},{"name":"code","type":"string","doc":"Error code, such as undecodable or needs-ffmpeg."},{"name":"message","type":"string","doc":"What happened, to what, and what to do next; at most 1000 characters."},{"name":"attempts","type":"int","doc":"Times it was tried."},{"name":"timestamp","type":["null","long"],"doc":"Event time of the record, epoch ms; null in letters from before this was kept.","default":null},{"name":"key","type":["null","bytes"],"doc":"Key of the record, byte for byte.","default":null},{"name":"value","type":["null","bytes"],"doc":"Value of the record, byte for byte.","default":null},{"name":"headers","type":{"type":"array","items":{"type":"record","name":"Header","namespace":"slipstream","doc":"One header of the record.","fields":[{"name":"name","type":"string","doc":"Name."},{"name":"value","type":"bytes","doc":"Value, byte for byte."}]}},"doc":"Headers of the record."}]}
export const feedbackSchema: AvroSchema = {"type":"record","name":"Feedback","namespace":"slipstream","doc":"How one model's suggestions did in one window of event time. Keyed by model; a later record of a window replaces an earlier one. What a listener takes back is subtracted from started, finished, skipped, liked, judged, hits, misled, score and staleness while the window is open (two days) and the play is among the last 1,000 outcomes of the model; later it stays counted, and so it does for a model whose lists do not say what is taken back (takesBack).","fields":[{"name":"model","type":"string","doc":"Name and version of the recommender."},{"name":"windowStart","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Start of the window, epoch milliseconds, inclusive."},{"name":"windowEnd","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"End of the window, epoch milliseconds, exclusive."},{"name":"recommendations","type":"int","doc":"Recommendations made."},{"name":"offered","type":"int","doc":"Items in them."},{"name":"started","type":"int","doc":"Suggested tracks that were started."},{"name":"finished","type":"int","doc":"Suggested tracks that were heard to the end."},{"name":"skipped","type":"int","doc":"Suggested tracks that were skipped."},{"name":"liked","type":"int","doc":"Suggested tracks that were liked."},{"name":"satisfaction","type":["null","double"],"doc":"(finished + liked) / (finished + liked + skipped), 0 to 1; null when nothing is known.","default":null},{"name":"judged","type":"int","doc":"Things that listeners did next and that say something about a list: a track begun, heard to the end, liked or skipped.","default":0},{"name":"hits","type":"int","doc":"Those of them where the track was in the model's list and was begun, heard to the end or liked, whether the list was shown or not.","default":0},{"name":"misled","type":"int","doc":"Those of them where the track was in the model's list and was skipped.","default":0},{"name":"score","type":["null","double"],"doc":"(sum of 1/log2(1 + rank) over hits - the same over misled) / judged, -1 to 1; null when nothing was judged.","default":null},{"name":"distinctTracks","type":"int","doc":"Different tracks offered, about: counted in a bitmap of fixed size.","default":0},{"name":"catalogueTracks","type":"int","doc":"Tracks in the library when this was written.","default":0},{"name":"coverage","type":["null","double"],"doc":"Share of the library that was offered, 0 to 1; null when there is no library.","default":null},{"name":"timeToSuggestionP50Ms","type":["null","double"],"doc":"From the arrival of a play to the sending of its recommendation, median, in milliseconds, to within a tenth; null when not known.","default":null},{"name":"timeToSuggestionP99Ms","type":["null","double"],"doc":"The same, 99th percentile.","default":null},{"name":"stalenessP50Ms","type":["null","double"],"doc":"How old the newest play was that a list knew of when its listener began the next track, median, in milliseconds, to within a tenth; null when not known.","default":null},{"name":"stalenessP99Ms","type":["null","double"],"doc":"The same, 99th percentile.","default":null}]}
export const genreSchema: AvroSchema = {"type":"record","name":"Genre","namespace":"slipstream","doc":"One genre of the library. Keyed by genreId; a tombstone when no track has it any more.","fields":[{"name":"genreId","type":{"type":"string","brand":"GenreId"},"doc":"Identity of the genre: made from its name, folded."},{"name":"name","type":"string","doc":"Name as most tracks spell it; at most 500 characters."},{"name":"trackCount","type":"int","doc":"Tracks of the genre."},{"name":"absentTracks","type":"int","doc":"Tracks of them that are not here now."},{"name":"albumCount","type":"int","doc":"Albums with a track of the genre."},{"name":"artistCount","type":"int","doc":"Artists with a track of the genre."},{"name":"merged","type":{"type":"array","items":{"type":"record","name":"MergedEntity","namespace":"slipstream","doc":"Another name or id that leads to this entity.","fields":[{"name":"id","type":"string","doc":"Id that tracks under this name have by themselves: that of this entity where they differ in spelling alone. An id of another entity is an alias: what refers to it means this one."},{"name":"name","type":"string","doc":"The name as it was spelled, at most 500 characters."},{"name":"reason","type":{"type":"enum","name":"MergeReason","namespace":"slipstream","doc":"Why two are taken for one. spelling: their names fold to the same text. tags: some tracks state the identity that MusicBrainz or their data set gave it, others only the name, which belongs to no other identity. folder: their tracks lie in a folder of this album alone. retagged: its tracks got other tags and are here now.","symbols":["spelling","tags","folder","retagged"]},"doc":"Why it was merged."},{"name":"tracks","type":"int","doc":"Tracks that have this name now."}]}},"doc":"Other spellings and ids that were taken for this genre, those with most tracks first. At most 50."},{"name":"mergedLeftOut","type":"int","doc":"Those that are not listed, because there are too many."}]}
export const indexTrainingSchema: AvroSchema = {"type":"record","name":"IndexTraining","namespace":"slipstream","doc":"The outcome of one training: a codebook with its cells. index-tracks puts it in force. Key: training.","fields":[{"name":"version","type":"int","doc":"Index version, from 1."},{"name":"extractorVersion","type":"string","doc":"Version of the extractor whose features this index holds."},{"name":"cells","type":"int","doc":"Number of k-means cells."},{"name":"scalingMean","type":{"type":"array","items":"double"},"doc":"Mean subtracted from each dimension of a feature vector."},{"name":"scalingDeviation","type":{"type":"array","items":"double"},"doc":"Standard deviation that each dimension is divided by; 1 where it would be 0."},{"name":"seed","type":"long","doc":"Seed of the k-means initialisation."},{"name":"trainedOn","type":"int","doc":"Tracks in the training sample."},{"name":"tracks","type":"int","doc":"Tracks in the index when it was trained, of which the sample was taken: with twice as many it is trained anew."},{"name":"probes","type":"int","doc":"Cells that a search looks into."},{"name":"measuredRecall","type":"double","doc":"Recall at 10 of a search against exact search on the training sample, 0 to 1."},{"name":"measuredOn","type":"int","doc":"Tracks in the index when recall and cells were last measured: they are measured again when it has grown or shrunk by a quarter."},{"name":"recallGoal","type":"double","doc":"Recall at 10 that the probes were chosen to reach, 0 to 1."},{"name":"comparisons","type":"double","doc":"Vectors that a search compares on average, centres included."},{"name":"smallestCell","type":"int","doc":"Tracks in the smallest cell when it was measured."},{"name":"medianCell","type":"int","doc":"Tracks in the cell of middle size when it was measured."},{"name":"largestCell","type":"int","doc":"Tracks in the largest cell when it was measured."},{"name":"imbalance","type":"double","doc":"How much longer a search takes than in cells of one size: the mean of the squared sizes over the squared mean; 1 is even."},{"name":"hubSkew","type":"double","doc":"Skewness of how often each of a sample of tracks is among the 10 nearest of the others; 0 is fair, above 3 a few tracks are near to everything."},{"name":"dimensions","type":"int","doc":"Numbers in one centre."},{"name":"centres","type":"bytes","doc":"The centres in the scaled space, cell by cell: 32-bit floats, little-endian."}]}
export const indexUpdateSchema: AvroSchema = {"type":"record","name":"IndexUpdate","namespace":"slipstream","doc":"One change to the index of what sounds alike. Exactly one of codebook, centroid and assignment is set. A version is in force from its codebook record on.","fields":[{"name":"codebook","type":["null",{"type":"record","name":"Codebook","namespace":"slipstream","doc":"How vectors are made and where the cells are: the frame of one index version. Key: codebook.","fields":[{"name":"version","type":"int","doc":"Index version, from 1."},{"name":"extractorVersion","type":"string","doc":"Version of the extractor whose features this index holds."},{"name":"cells","type":"int","doc":"Number of k-means cells."},{"name":"scalingMean","type":{"type":"array","items":"double"},"doc":"Mean subtracted from each dimension of a feature vector."},{"name":"scalingDeviation","type":{"type":"array","items":"double"},"doc":"Standard deviation that each dimension is divided by; 1 where it would be 0."},{"name":"seed","type":"long","doc":"Seed of the k-means initialisation."},{"name":"trainedOn","type":"int","doc":"Tracks in the training sample."},{"name":"tracks","type":"int","doc":"Tracks in the index when it was trained, of which the sample was taken: with twice as many it is trained anew.","default":0},{"name":"probes","type":"int","doc":"Cells that a search looks into."},{"name":"measuredRecall","type":"double","doc":"Recall at 10 of a search against exact search on the training sample, 0 to 1."},{"name":"measuredOn","type":"int","doc":"Tracks in the index when recall and cells were last measured: they are measured again when it has grown or shrunk by a quarter.","default":0},{"name":"recallGoal","type":"double","doc":"Recall at 10 that the probes were chosen to reach, 0 to 1.","default":0.95},{"name":"comparisons","type":"double","doc":"Vectors that a search compares on average, centres included.","default":0},{"name":"smallestCell","type":"int","doc":"Tracks in the smallest cell when it was measured.","default":0},{"name":"medianCell","type":"int","doc":"Tracks in the cell of middle size when it was measured.","default":0},{"name":"largestCell","type":"int","doc":"Tracks in the largest cell when it was measured.","default":0},{"name":"imbalance","type":"double","doc":"How much longer a search takes than in cells of one size: the mean of the squared sizes over the squared mean; 1 is even.","default":1},{"name":"hubSkew","type":"double","doc":"Skewness of how often each of a sample of tracks is among the 10 nearest of the others; 0 is fair, above 3 a few tracks are near to everything.","default":0}]}],"doc":"The codebook of a version; written last, so it puts the version in force.","default":null},{"name":"centroid","type":["null",{"type":"record","name":"Centroid","namespace":"slipstream","doc":"The middle of one cell. Key: cell/<n>.","fields":[{"name":"version","type":"int","doc":"Index version."},{"name":"cell","type":"int","doc":"Number of the cell, from 0."},{"name":"position","type":{"type":"array","items":"double"},"doc":"Centre in the scaled space."}]}],"doc":"One cell of a version.","default":null},{"name":"assignment","type":["null",{"type":"record","name":"Assignment","namespace":"slipstream","doc":"Which cell one track is in. Key: track/<id>.","fields":[{"name":"version","type":"int","doc":"Index version."},{"name":"trackId","type":{"type":"string","brand":"TrackId"},"doc":"The track."},{"name":"cell","type":"int","doc":"Its cell."},{"name":"distance","type":"double","doc":"Euclidean distance to the centre in the scaled space."}]}],"doc":"One track's place in a version.","default":null}]}
export const opinionLogSchema: AvroSchema = {"type":"record","name":"OpinionLog","namespace":"slipstream","doc":"What keep-opinions knows of one listener: its state. Keyed by listenerId. At most 512 KiB, whatever is played. What was stated last is kept apart, so that it can be retracted, and then goes to settled.","fields":[{"name":"settled","type":"bytes","doc":"Opinions that can no longer be retracted, newest first: 8 bytes of hash of the subject, one byte for the opinion (1 liked, 2 disliked, 3 never) and 6 bytes for since. At most 20,000: the oldest makes room, and only taking it back in part is forgotten: the opinion stays in opinions.","default":""},{"name":"stated","type":{"type":"array","items":{"type":"record","name":"Statement","doc":"One statement of an opinion, or its withdrawal.","fields":[{"name":"sessionId","type":"string","doc":"The session that it was made in."},{"name":"subject","type":{"type":"enum","name":"OpinionSubject","symbols":["unknown","track","artist"],"default":"unknown"},"doc":"What it is of.","default":"unknown"},{"name":"id","type":"string","doc":"The track or the artist."},{"name":"event","type":{"type":"enum","name":"PlayEvent","symbols":["unknown","started","progressed","finished","skipped","liked","unliked","disliked","undisliked","retracted","wished","sessionRetracted","neverTrack","neverArtist","allowedTrack","allowedArtist","failed","listened"],"default":"unknown"},"doc":"What happened.","default":"unknown"},{"name":"at","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Event time, epoch milliseconds."}]}},"doc":"Statements that can be retracted, the earliest first. At most 500: the earliest goes to settled.","default":[]},{"name":"retracted","type":{"type":"array","items":"string"},"doc":"Sessions that do not count, the newest first. At most 20: the oldest makes room.","default":[]},{"name":"playIds","type":"bytes","doc":"Plays already counted, newest first: 8 bytes of hash each. At most 1,224: the oldest makes room.","default":""}]}
export const libraryCheckSchema: AvroSchema = {"type":"record","name":"LibraryCheck","namespace":"slipstream","doc":"Reading files again whose size and time are as they were, to find what changed all the same: how far a scanner has come, or the newest request to read every file at once.","fields":[{"name":"requestedAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"doc":"Of a request: when it was made. Of a scanner: the newest request that it has begun with. Epoch milliseconds; null: none yet.","default":null},{"name":"isFull","type":"boolean","doc":"Of a request: whether every file is to be read; otherwise a scan is asked for. Of a scanner: whether the round under way was requested and goes on without pauses.","default":false},{"name":"library","type":["null","string"],"doc":"Absolute path of the library folder of the file that was read last; null: the next round begins with the first file.","default":null},{"name":"path","type":["null","string"],"doc":"Path of that file below the library folder, with forward slashes.","default":null},{"name":"readAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"doc":"When a scanner last read its share of files, epoch milliseconds.","default":null},{"name":"readFiles","type":"int","doc":"Files that were read in this round.","default":0},{"name":"changedFiles","type":"int","doc":"Of these, those that had changed.","default":0}]}
export const libraryPlaylistSchema: AvroSchema = {"type":"record","name":"LibraryPlaylist","namespace":"slipstream","doc":"A playlist file in a library folder, as a scan found it. Keyed by playlistId; a tombstone when the file is gone. At most 640 KiB: entries are bounded, and so are the texts of those without a track.","fields":[{"name":"playlistId","type":{"type":"string","brand":"PlaylistId"},"doc":"32 hexadecimal digits, made of the library folder and the path: it stays when the file is changed."},{"name":"name","type":"string","doc":"What the file calls itself, else its name without the extension. At most 200 code points."},{"name":"library","type":"string","doc":"Absolute path of the library folder."},{"name":"path","type":"string","doc":"Path of the file below the library folder, with forward slashes."},{"name":"version","type":"string","doc":"Changes with the content of the file."},{"name":"modifiedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When the file was last changed, epoch milliseconds."},{"name":"entries","type":{"type":"array","items":{"type":"record","name":"LibraryPlaylistEntry","doc":"What one line of the file names; a file that a cue sheet cuts gives an entry for each of its tracks.","fields":[{"name":"line","type":"int","doc":"Which of the entries of the file, from 0."},{"name":"trackId","type":["null",{"type":"string","brand":"TrackId"}],"doc":"The track; null when none of the library was found.","default":null},{"name":"text","type":"string","doc":"Of an entry without a track, what the file says of it: artist and title, else the line. At most 200 UTF-16 units; of more than 500 such entries empty.","default":""}]}},"doc":"In the order of the file, at most 10,000."},{"name":"scannedBy","type":["null","string"],"doc":"Instance of Slipstream whose scanner wrote this: only that one removes it.","default":null}]}
export const libraryScanSchema: AvroSchema = {"type":"record","name":"LibraryScan","namespace":"slipstream","doc":"How far the scanning of the library is, and what it found. Keyed by the name of the scanner; the newest counts.","fields":[{"name":"phase","type":{"type":"enum","name":"ScanPhase","symbols":["scanning","watching","finished"]},"doc":"scanning: files are being looked at; watching: all were, and changes are waited for; finished: all were, and nobody watches."},{"name":"startedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When this scanner was started, epoch milliseconds."},{"name":"passStartedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When the newest pass over all files began, epoch milliseconds."},{"name":"found","type":"int","doc":"Files that the newest pass found."},{"name":"looked","type":"int","doc":"Of these, those that were dealt with."},{"name":"unchanged","type":"int","doc":"Files of the newest pass that are as they were."},{"name":"duplicates","type":"int","doc":"Files of the newest pass whose bytes another file has too."},{"name":"failed","type":"int","doc":"Files and folders that the newest pass could not read."},{"name":"settling","type":"int","doc":"Files that are still being written and wait for the next pass."},{"name":"missing","type":"int","doc":"Tracks that a data set describes but brings no file of."},{"name":"newTracks","type":"int","doc":"Tracks that are new since the start."},{"name":"changedTracks","type":"int","doc":"Tracks whose place or tags changed since the start."},{"name":"removedTracks","type":"int","doc":"Tracks that went since the start."},{"name":"readFiles","type":"int","doc":"Files whose bytes were read since the start."},{"name":"readBytes","type":"long","doc":"Bytes of these."},{"name":"current","type":["null","string"],"doc":"Path of the file that was dealt with last, below its library folder.","default":null},{"name":"problems","type":{"type":"array","items":{"type":"record","name":"ScanProblem","doc":"A file or folder that could not be read.","fields":[{"name":"library","type":"string","doc":"Absolute path of the library folder."},{"name":"path","type":"string","doc":"Path below the library folder, with forward slashes; empty for the folder itself."},{"name":"why","type":"string","doc":"What happened, and what to do."}]}},"doc":"What could not be read by the newest pass, at most 200.","default":[]},{"name":"away","type":{"type":"array","items":"string"},"doc":"Library folders, absolute paths, that the newest pass could not look into: unreadable, empty though they held tracks, or on another device than before.","default":[]},{"name":"mounted","type":{"type":"array","items":"string"},"doc":"Library folders, absolute paths, that were on another device than the root of the file system when they were last read: their disk was mounted.","default":[]}]}
export const listenerProfileSchema: AvroSchema = {"type":"record","name":"ListenerProfile","namespace":"slipstream","doc":"What recommend knows of one listener: its state. Keyed by listenerId. At most 256 KiB, whatever is played: each array says by what it is bounded, and the texts of a play have at most 64 UTF-16 units, a genre 500. A track's part in a session is kept by itself for two days, so that it can be taken back, and then settles into tastes and heard.","fields":[{"name":"tastes","type":{"type":"array","items":{"type":"record","name":"Taste","namespace":"slipstream","doc":"How much a listener cares for one track.","fields":[{"name":"trackId","type":{"type":"string","brand":"TrackId"},"doc":"The track."},{"name":"weight","type":"double","doc":"Above 0 liked, below 0 avoided."},{"name":"liked","type":"boolean","doc":"Whether a like stands."},{"name":"disliked","type":"boolean","doc":"Whether a dislike stands."},{"name":"finished","type":"int","doc":"Times heard to the end."},{"name":"skipped","type":"int","doc":"Times skipped."},{"name":"lastAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Event time of the last play that counted, epoch milliseconds."},{"name":"lastOffset","type":"long","doc":"Offset in plays, in the listener's partition, of the last play that counted."}]}},"doc":"Settled opinions, of what can no longer be taken back, in order of track. At most 100: the weakest makes room."},{"name":"heard","type":{"type":"array","items":{"type":"string","brand":"TrackId"}},"doc":"Tracks heard before what the sessions hold, newest first. At most 100: the one heard longest ago makes room."},{"name":"playIds","type":{"type":"array","items":{"type":"string","brand":"PlayId"}},"doc":"Plays already counted, newest first: a resent one changes nothing. At most 200: the oldest goes to earlierPlayIds."},{"name":"sessions","type":{"type":"array","items":{"type":"record","name":"SessionPart","doc":"What can still be taken back of one session.","fields":[{"name":"sessionId","type":"string","doc":"The session."},{"name":"wish","type":["null",{"type":"record","name":"HeldWish","doc":"The wish that holds in the session.","fields":[{"name":"familiarity","type":"double","doc":"From -1, only what was never heard, to 1, what is known; 0 no wish.","default":0},{"name":"energy","type":"double","doc":"From -1, calm, to 1, energetic; 0 no wish.","default":0},{"name":"radio","type":{"type":"enum","name":"RadioOf","symbols":["none","track","artist","genre"],"default":"none"},"doc":"A radio from the track of this play, from its artist or from its genre.","default":"none"},{"name":"genre","type":"string","doc":"The genre of a radio from one; empty otherwise.","default":""},{"name":"trackId","type":{"type":"string","brand":"TrackId"},"doc":"The track that the wish was made with."}]}],"doc":"The wish that holds; null when there is none.","default":null},{"name":"listens","type":{"type":"array","items":{"type":"record","name":"SessionListen","doc":"What one session says of one track.","fields":[{"name":"trackId","type":{"type":"string","brand":"TrackId"},"doc":"The track."},{"name":"stated","type":{"type":"enum","name":"Stated","symbols":["nothing","liked","disliked","unliked","undisliked","neither"],"default":"nothing"},"doc":"The opinion stated last; neither takes back both."},{"name":"statedOffset","type":"long","doc":"Offset in plays of that statement; -1 when there is none."},{"name":"implicit","type":"double","doc":"What finishing and skipping weigh, faded up to lastAt."},{"name":"finished","type":"int","doc":"Times heard to the end."},{"name":"skipped","type":"int","doc":"Times skipped."},{"name":"heardOffset","type":"long","doc":"Offset in plays of when it was last heard; -1 when it was not."},{"name":"lastAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Event time of the last play that counted, epoch milliseconds."},{"name":"lastOffset","type":"long","doc":"Offset in plays of the last play that counted."},{"name":"failed","type":"boolean","doc":"Whether a player could not play it: it is not suggested again in the session.","default":false},{"name":"plays","type":{"type":"array","items":{"type":"record","name":"ToldPlay","doc":"A play as far as it counts for its track, so that it can be taken back by itself.","fields":[{"name":"playId","type":"bytes","doc":"Hash of the id of the play. At most 8 bytes."},{"name":"event","type":{"type":"enum","name":"PlayEvent","symbols":["unknown","started","progressed","finished","skipped","liked","unliked","disliked","undisliked","retracted","wished","sessionRetracted","neverTrack","neverArtist","allowedTrack","allowedArtist","failed","listened"],"default":"unknown"},"doc":"What happened."},{"name":"weight","type":"double","doc":"What finishing or skipping weighs at that moment; 0 for other events."},{"name":"at","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Event time of the play, epoch milliseconds."},{"name":"offset","type":"long","doc":"Offset in plays of the play."}]}},"doc":"The plays that the numbers of this track are made of, in the order of the log. At most 1,000 in all sessions together: the earliest goes into earlier.","default":[]},{"name":"earlier","type":["null",{"type":"record","name":"EarlierListen","doc":"What the plays say that came before those that are told apart: their numbers as above.","fields":[{"name":"stated","type":"Stated","doc":"The opinion stated last; neither takes back both."},{"name":"statedOffset","type":"long","doc":"Offset in plays of that statement; -1 when there is none."},{"name":"implicit","type":"double","doc":"What finishing and skipping weigh, faded up to lastAt."},{"name":"finished","type":"int","doc":"Times heard to the end."},{"name":"skipped","type":"int","doc":"Times skipped."},{"name":"heardOffset","type":"long","doc":"Offset in plays of when it was last heard; -1 when it was not."},{"name":"lastAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Event time of the last play that counted, epoch milliseconds."},{"name":"lastOffset","type":"long","doc":"Offset in plays of the last play that counted."},{"name":"failed","type":"boolean","doc":"Whether a player could not play it."}]}],"doc":"What can no longer be told apart by play; null: plays has them all, or this was written by an earlier version and plays is empty.","default":null}]}},"doc":"By track, in the order of their first play. At most 200 in all sessions together: the earliest settles."}]}},"doc":"Sessions that can still be taken back, the earliest first. At most 220: 200 with listens, and 20 with a wish; of more wishes the earliest is forgotten.","default":[]},{"name":"retracted","type":{"type":"array","items":"string"},"doc":"Sessions that do not count, the newest first. At most 20: the oldest makes room.","default":[]},{"name":"earlierPlayIds","type":"bytes","doc":"Plays counted before those of playIds, newest first: 8 bytes of hash each. At most 1,024: the oldest makes room.","default":""},{"name":"clock","type":{"type":"array","items":{"type":"record","name":"ClockStretch","doc":"A while in which the times of plays, in their order of arrival, agree to within three days.","fields":[{"name":"since","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Its earliest event time, epoch milliseconds."},{"name":"sinceOffset","type":"long","doc":"Offset in plays of its first play."},{"name":"last","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Its latest event time, epoch milliseconds."}]}},"doc":"The time that plays agree on: a stretch that is trusted, and those after a jump of the clock that are not yet. At most 4: the last but one makes room.","default":[]},{"name":"offered","type":{"type":"array","items":{"type":"record","name":"OfferedList","doc":"A list that the listener may have been shown.","fields":[{"name":"recommendationId","type":{"type":"string","brand":"RecommendationId"},"doc":"The id of the recommendation."},{"name":"tracks","type":{"type":"array","items":"int"},"doc":"Hashes of its tracks (murmur2 of the id), best first. At most 20."},{"name":"taken","type":"bytes","doc":"For each track one byte, with a bit for each event that counted: 1 started, 2 finished, 4 skipped, 8 liked. At most 20."},{"name":"trackIds","type":{"type":"array","items":{"type":"string","brand":"TrackId"}},"doc":"Its tracks, best first, in the lists that were made last; a new list departs from them only where it is worth it. Empty in older ones. At most 20.","default":[]},{"name":"offset","type":"long","doc":"Offset of the play that it answers; -1 in lists from before this was kept.","default":-1},{"name":"event","type":"string","doc":"The event of that play; empty in lists from before this was kept.","default":""},{"name":"track","type":"int","doc":"Hash of the track of that play (murmur2 of the id).","default":0},{"name":"explored","type":["null",{"type":"record","name":"ExploredTrack","doc":"A track that was drawn to be explored.","fields":[{"name":"trackId","type":{"type":"string","brand":"TrackId"},"doc":"What was drawn."},{"name":"propensity","type":"double","doc":"The probability with which it was drawn."}]}],"doc":"What it explores; null when nothing.","default":null}]}},"doc":"The lists that were made or taken from last, newest first: what a play says it was taken from counts only when it is there. At most 20: the one used longest ago makes room.","default":[]},{"name":"nevers","type":"bytes","doc":"Tracks and artists that are not to be suggested, newest first: 8 bytes of hash of track/<id> or artist/<id>, and 4 of the session that said so. At most 2,000: the oldest makes room, and stays in opinions.","default":""}]}
export const feedbackWindowsSchema: AvroSchema = {"type":"record","name":"FeedbackWindows","namespace":"slipstream","doc":"State of monitor-feedback for one model: the windows that are still open and the newest list of each listener. At most 256 KiB: each array says by what it is bounded.","fields":[{"name":"windows","type":{"type":"array","items":{"type":"record","name":"FeedbackWindow","namespace":"slipstream","doc":"Counts of one window.","fields":[{"name":"windowStart","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Start of the window, epoch milliseconds."},{"name":"recommendations","type":"int","doc":"Recommendations made."},{"name":"offered","type":"int","doc":"Items in them."},{"name":"started","type":"int","doc":"Suggested tracks that were started."},{"name":"finished","type":"int","doc":"Suggested tracks that were heard to the end."},{"name":"skipped","type":"int","doc":"Suggested tracks that were skipped."},{"name":"liked","type":"int","doc":"Suggested tracks that were liked."},{"name":"judged","type":"int","doc":"Things that listeners did next and that say something about a list.","default":0},{"name":"hits","type":"int","doc":"Those where the track was in the list and welcome.","default":0},{"name":"misled","type":"int","doc":"Those where the track was in the list and was skipped.","default":0},{"name":"gain","type":"double","doc":"Sum of 1/log2(1 + rank) over hits.","default":0},{"name":"loss","type":"double","doc":"The same over misled.","default":0},{"name":"times","type":{"type":"array","items":{"type":"record","name":"Bucket","namespace":"slipstream","doc":"Durations of about one size.","fields":[{"name":"bucket","type":"int","doc":"Number of the size: four for each doubling from one millisecond on."},{"name":"count","type":"int","doc":"How many."}]}},"doc":"From the arrival of a play to the sending of its recommendation; by bucket. At most 137.","default":[]},{"name":"ages","type":{"type":"array","items":"Bucket"},"doc":"How old the newest play known to a list was when its listener began the next track; by bucket. At most 137.","default":[]},{"name":"tracks","type":"bytes","doc":"Bitmap of the tracks that were offered, by hash; empty at first. At most 256 bytes.","default":""}]}},"doc":"In the order of their last change. At most 96: the one that was changed longest ago makes room."},{"name":"playIds","type":{"type":"array","items":{"type":"string","brand":"PlayId"}},"doc":"Empty since plays are counted where they caused a recommendation; before, the plays that were counted. At most 500."},{"name":"counted","type":{"type":"array","items":{"type":"record","name":"CountedPartition","namespace":"slipstream","doc":"How far one partition of recommendations has been counted.","fields":[{"name":"partition","type":"int","doc":"Number of the partition."},{"name":"offset","type":"long","doc":"Offset of the newest recommendation counted: one that comes again changes nothing."}]}},"doc":"Empty since a list is known by the play that it answers; before, how far each partition was counted. At most one for each partition of recommendations.","default":[]},{"name":"lists","type":{"type":"array","items":{"type":"record","name":"HeldList","namespace":"slipstream","doc":"The newest list of a model for one listener.","fields":[{"name":"listenerId","type":{"type":"string","brand":"ListenerId"},"doc":"For whom."},{"name":"madeFor","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Event time of the play that it answers, epoch milliseconds."},{"name":"items","type":{"type":"array","items":"int"},"doc":"Hashes of its tracks (murmur2 of the id), best first. At most 100."},{"name":"playing","type":["null","int"],"doc":"Hash of the track that was begun last.","default":null},{"name":"playingRank","type":"int","doc":"Where that track stood in the list that there was then, from 1; 0: nowhere.","default":0},{"name":"hour","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Start of the hour of the newest play, epoch milliseconds.","default":0},{"name":"plays","type":"int","doc":"Plays of that hour that say something about a list. Those above 240 are no outcome.","default":0}]}},"doc":"Newest first. At most 100: who was heard of longest ago makes room.","default":[]},{"name":"closedBefore","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Windows that begin earlier are closed, epoch milliseconds: a record of them is late.","default":0},{"name":"answered","type":{"type":"array","items":{"type":"record","name":"AnsweredPlays","namespace":"slipstream","doc":"Which plays of one partition the model has answered: the list of a play counts once, wherever it stands in recommendations.","fields":[{"name":"partition","type":"int","doc":"Number of the partition of plays."},{"name":"newest","type":"long","doc":"Offset of the newest play that was answered."},{"name":"before","type":"bytes","doc":"Bit n, from the lowest of the first byte on: the play n offsets before the newest was answered. At most 1,024 bytes; what is older counts as answered."}]}},"doc":"By partition, in order of their numbers. At most one for each partition of plays.","default":[]},{"name":"outcomes","type":{"type":"array","items":{"type":"record","name":"CountedOutcome","namespace":"slipstream","doc":"What one play has added to a window, so that it can be subtracted when the play is taken back.","fields":[{"name":"partition","type":"int","doc":"Partition of plays."},{"name":"offset","type":"long","doc":"Offset of the play."},{"name":"windowStart","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Start of the window, epoch milliseconds."},{"name":"event","type":{"type":"enum","name":"PlayEvent","symbols":["unknown","started","progressed","finished","skipped","liked","unliked","disliked","undisliked","retracted","wished","sessionRetracted","neverTrack","neverArtist","allowedTrack","allowedArtist","failed","listened"],"default":"unknown"},"doc":"What happened in it.","default":"unknown"},{"name":"taken","type":"boolean","doc":"Whether it counted as feedback on the suggestion that it was taken from."},{"name":"judged","type":"boolean","doc":"Whether it was an outcome for the list before it."},{"name":"rank","type":"int","doc":"Place of the track in the list before it, from 1; 0: nowhere."},{"name":"ageMs","type":["null","long"],"doc":"How old the list before it was, in milliseconds; null when that was not counted."}]}},"doc":"Newest first, those of open windows. At most 1,000 of all listeners together: a play before these stays counted when it is taken back.","default":[]}]}
export const opinionSchema: AvroSchema = {"type":"record","name":"Opinion","namespace":"slipstream","doc":"What a listener said of a track or an artist, and did not take back. Keyed by listenerId/track/trackId or listenerId/artist/artistId; kept for ever. A tombstone: it was taken back.","fields":[{"name":"listenerId","type":{"type":"string","brand":"ListenerId"},"doc":"Whose opinion."},{"name":"subject","type":{"type":"enum","name":"OpinionSubject","symbols":["unknown","track","artist"],"default":"unknown"},"doc":"What it is of.","default":"unknown"},{"name":"trackId","type":["null",{"type":"string","brand":"TrackId"}],"doc":"The track; null when it is of an artist.","default":null},{"name":"artistId","type":["null",{"type":"string","brand":"ArtistId"}],"doc":"The artist; null when it is of a track.","default":null},{"name":"opinion","type":{"type":"enum","name":"OpinionKind","symbols":["unknown","liked","disliked","never"],"default":"unknown"},"doc":"Liked, disliked, or never to be suggested.","default":"unknown"},{"name":"since","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Event time of the play that stated it, epoch milliseconds."}]}
export const playlistChangeSchema: AvroSchema = {"type":"record","name":"PlaylistChange","namespace":"slipstream","doc":"One thing that a listener did with a playlist. Keyed by listenerId/playlistId. The playlist is the fold of its changes in the order of the log (processors/shared/playlists).","fields":[{"name":"changeId","type":{"type":"string","brand":"ChangeId"},"doc":"Minted for this one change; the same again when it is resent."},{"name":"listenerId","type":{"type":"string","brand":"ListenerId"},"doc":"Whose playlist."},{"name":"playlistId","type":{"type":"string","brand":"PlaylistId"},"doc":"Which playlist."},{"name":"change","type":{"type":"enum","name":"PlaylistChangeKind","symbols":["unknown","created","renamed","added","moved","removed","deleted"],"default":"unknown"},"doc":"What happened. added brings back a playlist that was deleted at the same time; moved and removed concern entries that are there; of several renamed the last in the log holds.","default":"unknown"},{"name":"name","type":["null","string"],"doc":"With created and renamed: the name, at most 200 UTF-16 units; null otherwise.","default":null},{"name":"entries","type":{"type":"array","items":{"type":"record","name":"PlaylistEntryChange","doc":"One entry of the playlist that the change concerns.","fields":[{"name":"entryId","type":{"type":"string","brand":"EntryId"},"doc":"Minted when the entry was added: a track may be in a playlist twice."},{"name":"trackId","type":["null",{"type":"string","brand":"TrackId"}],"doc":"With added: the track; null otherwise.","default":null},{"name":"position","type":["null","string"],"doc":"With added and moved: the entry's place, a text between those of its neighbours: entries stand in the order of these texts (by code unit), equal ones in the order of entryId. Null otherwise.","default":null}]}},"doc":"The entries that were added, moved or removed. At most 500.","default":[]},{"name":"seen","type":["null","int"],"doc":"With deleted: how many changes of the playlist its listener had seen; entries added by later ones stay. Null: all of them.","default":null},{"name":"deviceId","type":["null","string"],"doc":"The browser or program that did it, as it calls itself.","default":null},{"name":"deviceTime","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"doc":"Its clock, epoch milliseconds.","default":null},{"name":"arrivedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When the bridge received it, epoch milliseconds."}]}
export const playSchema: AvroSchema = {"type":"record","name":"Play","namespace":"slipstream","doc":"One thing a listener did with a track. Keyed by listenerId.","fields":[{"name":"playId","type":{"type":"string","brand":"PlayId"},"doc":"Minted by the player for this one fact; the same again when it is resent. Of an imported play it is made from source, listener, time and track."},{"name":"listenerId","type":{"type":"string","brand":"ListenerId"},"doc":"Who."},{"name":"sessionId","type":"string","doc":"One sitting: the player makes it when it is opened. Empty when not known."},{"name":"trackId","type":{"type":"string","brand":"TrackId"},"doc":"What."},{"name":"event","type":{"type":"enum","name":"PlayEvent","symbols":["unknown","started","progressed","finished","skipped","liked","unliked","disliked","undisliked","retracted","wished","sessionRetracted","neverTrack","neverArtist","allowedTrack","allowedArtist","failed","listened"],"default":"unknown"},"doc":"What happened. After wished the wish is that of the session; after sessionRetracted nothing in the session counts; after neverTrack and neverArtist the track, or what is by the artist, is not suggested, until allowedTrack and allowedArtist; after failed, the player could not play the track, it is not suggested again in the session; listened is what another service counted, mostly from half of the track or four minutes on: it is not known how much was heard.","default":"unknown"},{"name":"positionMs","type":"long","doc":"Where in the track it happened, in milliseconds."},{"name":"playedMs","type":"long","doc":"How much of the track had been heard by then, in milliseconds; seeking does not count."},{"name":"via","type":{"type":"enum","name":"PlayVia","symbols":["unknown","chosen","recommended","radio","search","queue"],"default":"unknown"},"doc":"How the track came to be played.","default":"unknown"},{"name":"recommendationId","type":["null",{"type":"string","brand":"RecommendationId"}],"doc":"The recommendation it was taken from.","default":null},{"name":"deviceTime","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"doc":"The player's clock, epoch milliseconds.","default":null},{"name":"arrivedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When the bridge received it, epoch milliseconds; of an imported play, when it happened."},{"name":"wish","type":["null",{"type":"record","name":"SessionWish","doc":"What a listener wishes for one session.","fields":[{"name":"familiarity","type":"double","doc":"From -1, only what was never heard, to 1, what is known; 0 no wish.","default":0},{"name":"energy","type":"double","doc":"From -1, calm, to 1, energetic; 0 no wish.","default":0},{"name":"radio","type":{"type":"enum","name":"RadioOf","symbols":["none","track","artist","genre"],"default":"none"},"doc":"A radio from the track of this play, from its artist or from its genre.","default":"none"},{"name":"genre","type":"string","doc":"The genre of a radio from one; empty otherwise.","default":""}]}],"doc":"With wished: the wish that holds from now on in this session; null otherwise.","default":null},{"name":"artistId","type":["null",{"type":"string","brand":"ArtistId"}],"doc":"With neverArtist and allowedArtist: the artist; null otherwise.","default":null},{"name":"shuffled","type":["null","boolean"],"doc":"Whether the track was taken from a shuffled queue; null when not known.","default":null},{"name":"itemRank","type":["null","int"],"doc":"Place, from 1, in the list that the track was taken from, as it was shown; null when not known.","default":null},{"name":"timeZoneOffsetMinutes","type":["null","int"],"doc":"What the player's clock adds to UTC, in minutes: east is positive; null when not known.","default":null},{"name":"pageVisible","type":["null","boolean"],"doc":"Whether the player's page could be seen; null when not known.","default":null},{"name":"title","type":["null","string"],"doc":"Title of the track then, for a history that outlives it: at most 200 UTF-16 units. Null when not known.","default":null},{"name":"artist","type":["null","string"],"doc":"Artist of the track then, as displayed: at most 200 UTF-16 units. Null when not known.","default":null},{"name":"retracts","type":["null",{"type":"string","brand":"PlayId"}],"doc":"With retracted: the one play that does not count any more, a started, finished or skipped of the same listener. Null with retracted: all that the session said of the track, as players of earlier versions mean it; null otherwise.","default":null},{"name":"importedFrom","type":["null",{"type":"enum","name":"ExportSource","symbols":["unknown","listenbrainz","spotify"],"default":"unknown"}],"doc":"The service from whose export the play was taken. It stands behind plays that happened later, and no list answers it. Null: it was played here.","default":null}]}
export const processMetricsSchema: AvroSchema = {"type":"record","name":"ProcessMetrics","doc":"Metrics of one process that runs a processor. Counters and histograms count from the start of the process.","fields":[{"name":"processor","type":"string","doc":"Name of the processor."},{"name":"instance","type":"string","doc":"Which copy of the processor this is: host, data folder and, outside a supervisor, process id. The same after a restart by the supervisor."},{"name":"consumerGroup","type":["null","string"],"doc":"Consumer group of the processor; null before it has joined one, and when it reads none."},{"name":"startedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"Start of the process, epoch milliseconds."},{"name":"restarts","type":"int","doc":"Times that the supervisor has started this processor again since the supervisor began; 0 without a supervisor."},{"name":"crashesInRow","type":"int","default":0,"doc":"Crashes of this processor on this machine, one after another, none after a minute of running."},{"name":"lastError","type":["null","string"],"default":null,"doc":"First line of the message of the last of these crashes; null when there are none."},{"name":"residentBytes","type":"long","doc":"Resident memory of the process, bytes."},{"name":"cpuMs","type":"double","doc":"User and system processor time of the process, milliseconds."},{"name":"eventLoopLagMs","type":"double","doc":"Delay of the event loop when it was measured last, milliseconds."},{"name":"received","type":{"type":"array","items":{"type":"record","name":"ReceivedRecords","doc":"Records that were read of one input topic.","fields":[{"name":"topic","type":"string","doc":"Name of the topic."},{"name":"records","type":"long","doc":"Records read and not processed before."}]}},"doc":"Records read, by input topic."},{"name":"lags","type":{"type":"array","items":{"type":"record","name":"PartitionLag","doc":"Lag of the consumer group in one partition that is assigned to this process.","fields":[{"name":"topic","type":"string","doc":"Name of the topic."},{"name":"partition","type":"int","doc":"Number of the partition."},{"name":"records","type":"long","doc":"Offsets from the next one to process to the end of the partition at the newest fetch."}]}},"doc":"Lag, by assigned partition."},{"name":"sent","type":"long","doc":"Records sent to Kafka, changelog and dead letters included."},{"name":"deadLetters","type":{"type":"array","items":{"type":"record","name":"DeadLetterCount","doc":"Dead letters of one cause.","fields":[{"name":"code","type":"string","doc":"Error code of the dead letters."},{"name":"records","type":"long","doc":"Dead letters written."}]}},"doc":"Dead letters written, by error code."},{"name":"steps","type":{"type":"record","name":"DurationHistogram","doc":"Durations counted by range, since the process started.","fields":[{"name":"boundsMs","type":{"type":"array","items":"double"},"doc":"Upper bounds of the ranges, milliseconds, ascending, inclusive; the last range has none."},{"name":"counts","type":{"type":"array","items":"long"},"doc":"Durations in each range, not cumulative: one more than there are bounds."},{"name":"sumMs","type":"double","doc":"Sum of all durations, milliseconds."}]},"doc":"Durations of the steps, one for each record: the mean of the records processed between two yields to the event loop, without waiting for jobs or requests."},{"name":"commits","type":"DurationHistogram","doc":"Durations of the commits of transactions; of a sink: of writing and committing one batch."},{"name":"restores","type":"DurationHistogram","doc":"Durations of restoring the state of a task."},{"name":"restoredRecords","type":"long","doc":"Changelog records read to restore state."}],"namespace":"slipstream"}
export const queueSchema: AvroSchema = {"type":"record","name":"Queue","namespace":"slipstream","doc":"What a listener's player plays, and what the listener put behind it. Keyed by listenerId; a newer one replaces it. At most 640 KiB: each array says by what it is bounded, and ids have at most 64 UTF-16 units.","fields":[{"name":"listenerId","type":{"type":"string","brand":"ListenerId"},"doc":"Whose queue."},{"name":"revision","type":"long","doc":"One more than that of the queue it replaces: who knew an older one is told so."},{"name":"now","type":["null",{"type":"record","name":"QueueEntry","doc":"One track in the queue.","fields":[{"name":"entryId","type":{"type":"string","brand":"EntryId"},"doc":"Minted when it was put there: a track may be in the queue twice. At most 16 UTF-16 units."},{"name":"trackId","type":{"type":"string","brand":"TrackId"},"doc":"The track."},{"name":"source","type":"int","doc":"Place in sources of where it was taken from; -1 when that is not known.","default":-1},{"name":"unshuffled","type":"int","doc":"Its place before the shuffle, from 0; -1 when it was not shuffled.","default":-1}]}],"doc":"The current track; null when there is none.","default":null},{"name":"positionMs","type":"long","doc":"Where in the current track, in milliseconds.","default":0},{"name":"yours","type":{"type":"array","items":"QueueEntry"},"doc":"What the listener chose to come next, in the order shown, that of the shuffle included. At most 5,000.","default":[]},{"name":"before","type":{"type":"array","items":"QueueEntry"},"doc":"What was played before, the newest first. At most 200.","default":[]},{"name":"sources","type":{"type":"array","items":{"type":"record","name":"QueueSource","doc":"Where entries were taken from.","fields":[{"name":"kind","type":{"type":"enum","name":"QueueSourceKind","symbols":["unknown","track","album","artist","genre","playlist","search","radio","recommendation","library"],"default":"unknown"},"doc":"What it is.","default":"unknown"},{"name":"id","type":["null","string"],"doc":"Its id, where it has one. At most 200 UTF-16 units.","default":null},{"name":"name","type":"string","doc":"What it was called then. At most 200 UTF-16 units.","default":""}]}},"doc":"Where entries were taken from; entries name their place here. At most 100.","default":[]},{"name":"live","type":"boolean","doc":"Whether suggestions follow when the listener's own choice is over.","default":true},{"name":"shuffleSeed","type":["null","long"],"doc":"Seed of the shuffle; null: not shuffled.","default":null},{"name":"repeat","type":{"type":"enum","name":"RepeatMode","symbols":["unknown","off","one","all"],"default":"unknown"},"doc":"What is played again: nothing, the current track, or the listener's choice.","default":"unknown"},{"name":"deviceId","type":["null","string"],"doc":"The browser or program that wrote it, as it calls itself.","default":null},{"name":"sessionId","type":["null","string"],"doc":"The session of the player that wrote it.","default":null},{"name":"updatedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When the bridge received it, epoch milliseconds."}]}
export const recommendationSchema: AvroSchema = {"type":"record","name":"Recommendation","namespace":"slipstream","doc":"What to play next for one listener, with reasons. Keyed by listenerId, those of all models alike; a newer one of the same model replaces it.","fields":[{"name":"recommendationId","type":{"type":"string","brand":"RecommendationId"},"doc":"Made from model, topic, partition and offset of its cause, so that the same cause gives the same id."},{"name":"listenerId","type":{"type":"string","brand":"ListenerId"},"doc":"For whom."},{"name":"model","type":"string","doc":"Name and version of the recommender, such as neighbours-1."},{"name":"indexVersion","type":"int","doc":"Index version that was searched; 0 before there is one."},{"name":"causedBy","type":{"type":"record","name":"Cause","namespace":"slipstream","doc":"The record that led to this recommendation.","fields":[{"name":"topic","type":"string","doc":"Its topic."},{"name":"partition","type":"int","doc":"Its partition."},{"name":"offset","type":"long","doc":"Its offset."},{"name":"playId","type":{"type":"string","brand":"PlayId"},"doc":"Its play."},{"name":"trackId","type":["null",{"type":"string","brand":"TrackId"}],"doc":"The track of that play.","default":null},{"name":"event","type":{"type":"enum","name":"PlayEvent","symbols":["unknown","started","progressed","finished","skipped","liked","unliked","disliked","undisliked","retracted","wished","sessionRetracted","neverTrack","neverArtist","allowedTrack","allowedArtist","failed","listened"],"default":"unknown"},"doc":"What happened in that play.","default":"unknown"},{"name":"takenFrom","type":["null",{"type":"string","brand":"RecommendationId"}],"doc":"The recommendation of this model to this listener that the play was taken from, where the model knows it to be one, with that track, and for the first time with that event; null otherwise. Only then it counts as feedback.","default":null},{"name":"takesBack","type":{"type":"array","items":"long"},"doc":"Offsets in plays, in the same partition, of the plays that it takes back, as far as the model still tells them apart; its own where the play does not count itself, as its session was taken back. At most 1,000.","default":[]}]},"doc":"The play that caused it."},{"name":"candidates","type":"int","doc":"Tracks that were considered."},{"name":"items","type":{"type":"array","items":{"type":"record","name":"RecommendedItem","namespace":"slipstream","doc":"One suggested track.","fields":[{"name":"trackId","type":{"type":"string","brand":"TrackId"},"doc":"What to play."},{"name":"rank","type":"int","doc":"Place in the list, from 1."},{"name":"score","type":"double","doc":"The larger the better; comparable within one recommendation only."},{"name":"propensity","type":"double","doc":"The chance that this track had of being shown, 0 to 1; 1 when the choice was not random."},{"name":"reason","type":{"type":"record","name":"Reason","namespace":"slipstream","doc":"Why it is suggested.","fields":[{"name":"kind","type":{"type":"enum","name":"ReasonKind","symbols":["unknown","like","finish","play","discover","follow","arrival","radio"],"default":"unknown"},"doc":"What it rests on: a track that was liked, finished, or is playing; listeners who went on to it from the seed; a new arrival; a radio; or something new to try.","default":"unknown"},{"name":"seedTrackId","type":["null",{"type":"string","brand":"TrackId"}],"doc":"The track that it resembles.","default":null},{"name":"seedOffset","type":["null","long"],"doc":"Offset in plays, in the listener's partition, of the play of the seed.","default":null},{"name":"distance","type":["null","double"],"doc":"Distance to the seed in the scaled space; 0 is the same.","default":null},{"name":"alike","type":{"type":"array","items":"string"},"doc":"What the two have most in common, best first: names of feature groups, as in apart."},{"name":"apart","type":{"type":"array","items":{"type":"record","name":"Apart","doc":"How far two tracks are apart in one group of features.","fields":[{"name":"group","type":"string","doc":"Group of features: timbre, texture, rhythm, tempo, harmony, brightness or noisiness; other names in lists of earlier versions."},{"name":"distance","type":"double","doc":"In standard deviations; 0 is the same."}]}},"doc":"Distance to the seed by feature group; empty without a seed.","default":[]},{"name":"listeners","type":["null","int"],"doc":"With follow: how many listeners have both tracks.","default":null}]},"doc":"Why."},{"name":"explored","type":"boolean","doc":"Whether it was drawn by chance, with the probability of its propensity; false also where an earlier version did not say it.","default":false}]}},"doc":"Best first."},{"name":"relationsVersion","type":"int","doc":"Version of what listeners play together that was looked up; 0 before there is one.","default":0},{"name":"shown","type":["null","boolean"],"doc":"Whether the model served, so that the list could be shown to the listener; false: it ran in shadow; null when not known.","default":null}]}
export const trackAliasSchema: AvroSchema = {"type":"record","name":"TrackAlias","namespace":"slipstream","doc":"A track id of an earlier version that leads to another track: plays and opinions under it are of that one. Keyed by the old id, for ever.","fields":[{"name":"trackId","type":{"type":"string","brand":"TrackId"},"doc":"The track that stands for the old one, or that its file will be when it comes back."},{"name":"soundHash","type":["null","string"],"doc":"SHA-256 of the sound that both are of, hexadecimal.","default":null}]}
export const workSchema: AvroSchema = {"type":"record","name":"Work","namespace":"slipstream","doc":"One musical work, such as a symphony, whose tracks are its movements or recordings. Keyed by workId; a tombstone when no track is left.","fields":[{"name":"workId","type":{"type":"string","brand":"WorkId"},"doc":"Identity of the work: made from the MusicBrainz work id where a track has one, else from composer and title, folded."},{"name":"title","type":"string","doc":"Title as most tracks spell it; at most 500 characters."},{"name":"composers","type":{"type":"array","items":{"type":"record","name":"NamedArtist","namespace":"slipstream","doc":"An artist by id and name.","fields":[{"name":"artistId","type":{"type":"string","brand":"ArtistId"},"doc":"The artist."},{"name":"name","type":"string","doc":"The name as the tags credit it here, at most 500 characters."}]}},"doc":"Its composers. At most 20."},{"name":"trackIds","type":{"type":"array","items":{"type":"string","brand":"TrackId"}},"doc":"Tracks in the order of their albums. At most 1,000."},{"name":"tracksLeftOut","type":"int","doc":"Tracks that are not listed, because there are too many."},{"name":"trackCount","type":"int","doc":"All tracks."},{"name":"absentTracks","type":"int","doc":"Tracks of them that are not here now."},{"name":"musicBrainzWorkId","type":["null","string"],"doc":"Work in MusicBrainz.","default":null},{"name":"merged","type":{"type":"array","items":{"type":"record","name":"MergedEntity","namespace":"slipstream","doc":"Another name or id that leads to this entity.","fields":[{"name":"id","type":"string","doc":"Id that tracks under this name have by themselves: that of this entity where they differ in spelling alone. An id of another entity is an alias: what refers to it means this one."},{"name":"name","type":"string","doc":"The name as it was spelled, at most 500 characters."},{"name":"reason","type":{"type":"enum","name":"MergeReason","namespace":"slipstream","doc":"Why two are taken for one. spelling: their names fold to the same text. tags: some tracks state the identity that MusicBrainz or their data set gave it, others only the name, which belongs to no other identity. folder: their tracks lie in a folder of this album alone. retagged: its tracks got other tags and are here now.","symbols":["spelling","tags","folder","retagged"]},"doc":"Why it was merged."},{"name":"tracks","type":"int","doc":"Tracks that have this name now."}]}},"doc":"Other spellings and ids that were taken for this work, those with most tracks first. At most 50."},{"name":"mergedLeftOut","type":"int","doc":"Those that are not listed, because there are too many."}]}
