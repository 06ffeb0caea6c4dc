import { expect, test } from 'vitest'
import type { QueueEntry } from '../../../ui/data/queue.ts'
import type { Track } from '../../../ui/data/tracks.ts'
import { fadeMsTo, levelIn } from '../../../ui/player/mixing.ts'

const song = (album: string, durationMs: number | null): Track => ({
  ...{ trackId: 'a', title: 'A', artist: 'B', hasArt: false, album, durationMs },
})
const ofAlbum: QueueEntry = {
  entryId: 'e',
  track: { ...song('X', 200_000), levels: { trackGainDb: -20, albumGainDb: -6 } },
  source: { kind: 'album', id: 'x', name: 'X' },
  unshuffled: -1,
}
const dB = (gain: number) => 20 * Math.log10(gain)

test('songs fade into each other, but within an album that plays as one', () => {
  const mixing = { crossfadeS: 6, levelling: true }
  const playing = { track: song('X', 200_000), durationMs: 200_000, isShuffled: false }
  expect(fadeMsTo(mixing, playing, song('Y', 200_000))).toBe(6_000)
  expect(fadeMsTo(mixing, playing, song('X', 200_000))).toBe(0)
  expect(fadeMsTo(mixing, { ...playing, isShuffled: true }, song('X', 200_000))).toBe(6_000)
  expect(fadeMsTo(mixing, { ...playing, track: song('', 200_000) }, song('', 200_000))).toBe(6_000)
})

test('no song is faded in and out at once', () => {
  const playing = { track: song('X', 5_000), durationMs: 5_000, isShuffled: false }
  expect(fadeMsTo({ crossfadeS: 12, levelling: true }, playing, song('Y', 200_000))).toBe(2_500)
  expect(fadeMsTo({ crossfadeS: 12, levelling: true }, { ...playing, durationMs: 60_000 }, song('Y', 4_000))).toBe(
    2_000,
  )
  expect(fadeMsTo({ crossfadeS: 12, levelling: true }, playing, song('Y', null))).toBe(2_500)
})

test('an album that plays as one is levelled as one', () => {
  const mixing = { crossfadeS: 0, levelling: true }
  expect(dB(levelIn(mixing, ofAlbum, false))).toBeCloseTo(-6)
  expect(dB(levelIn(mixing, ofAlbum, true))).toBeCloseTo(-20)
  expect(levelIn({ ...mixing, levelling: false }, ofAlbum, false)).toBe(1)
})
