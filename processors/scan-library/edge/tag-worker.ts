import { parseFile } from 'music-metadata'
import { tagsFrom } from '../tags.ts'
import type { TagAnswer } from './tag-reader.ts'

/** Runs in a worker. @param file absolute path. */
export default async function readTags(file: string): Promise<TagAnswer> {
  try {
    const { format, common } = await parseFile(file, { duration: true })
    const tags = tagsFrom({
      container: format.container,
      codec: format.codec,
      durationSeconds: format.duration,
      title: common.title,
      artist: common.artist,
      album: common.album,
      albumArtist: common.albumartist,
      genres: common.genre,
      year: common.year,
      trackNumber: common.track.no,
      licence: common.license,
      replayGainTrackDb: common.replaygain_track_gain?.dB,
      replayGainAlbumDb: common.replaygain_album_gain?.dB,
      hasArt: (common.picture ?? []).length > 0,
    })
    return { tags, why: '' }
  } catch (error) {
    return { tags: null, why: error instanceof Error ? error.message : String(error) }
  }
}
