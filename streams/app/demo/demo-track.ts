import encoder from '@audio/encode-flac'
import { play } from './catalogue.ts'
import type { DemoTrack } from './catalogue.ts'
import { withComments } from './flac-comments.ts'
import { SAMPLE_RATE_HZ } from './sound.ts'

/** On FLAC's own scale of 0 to 8: more than this takes up to three times as long and saves a hundredth. */
const COMPRESSION = 5

/** A demo track as the bytes of a tagged FLAC file, 16 bits, stereo: the same bytes every time. */
export async function demoTrackFile(track: DemoTrack): Promise<Uint8Array> {
  const { left, right } = play(track)
  const flac = await encoder({ sampleRate: SAMPLE_RATE_HZ, channels: 2, bitDepth: 16, compression: COMPRESSION })
  const frames = Buffer.concat([flac.encode([left, right]), flac.flush()])
  return withComments(frames, left.length, [
    ['TITLE', track.title],
    ['ARTIST', track.artist],
    ['ALBUMARTIST', track.artist],
    ['ALBUM', track.album],
    ['GENRE', track.genre],
    ['DATE', String(track.year)],
    ['TRACKNUMBER', String(track.trackNumber)],
    ['LICENSE', 'CC0-1.0'],
  ])
}
