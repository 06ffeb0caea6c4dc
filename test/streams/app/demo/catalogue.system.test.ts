import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import Meyda from 'meyda'
import { demoTracks, play } from '../../../../streams/app/demo/catalogue.ts'
import type { DemoTrack } from '../../../../streams/app/demo/catalogue.ts'
import { loudnessLufs } from '../../../../streams/app/demo/loudness.ts'
import { sampleAt, SAMPLE_RATE_HZ } from '../../../../streams/app/demo/sound.ts'
import type { Stereo } from '../../../../streams/app/demo/sound.ts'

const FRAME = 2048
const HOP = 16_384

const firstOf = new Map<string, DemoTrack>()
for (const track of demoTracks) if (!firstOf.has(track.style)) firstOf.set(track.style, track)

/** Of the samples: a million numbers are compared by it at once. */
function hashOf(sound: Stereo | undefined): string {
  const hash = createHash('sha256')
  for (const channel of sound ? [sound.left, sound.right] : []) hash.update(new Uint8Array(channel.buffer))
  return hash.digest('hex')
}

/** Mean spectral centroid in hertz, and mean zero crossings per frame, of every eighth frame. */
function features({ left }: Stereo) {
  Meyda.bufferSize = FRAME
  let [centroid, crossings, frames] = [0, 0, 0]
  for (let start = HOP; start + FRAME < left.length - HOP; start += HOP) {
    const found = Meyda.extract(['spectralCentroid', 'zcr'], left.slice(start, start + FRAME))
    centroid += ((found?.spectralCentroid ?? 0) * SAMPLE_RATE_HZ) / FRAME
    crossings += found?.zcr ?? 0
    frames += 1
  }
  return { centroidHz: centroid / frames, crossings: crossings / frames }
}

describe('the music', () => {
  const sounds = new Map<string, Stereo>()
  for (const [style, track] of firstOf)
    it(`of ${style} is 20 to 40 s long, at -16 LUFS, without clipping, and silent at its ends`, () => {
      const sound = play(track)
      sounds.set(style, sound)
      const { left, right } = sound
      let [peak, sum] = [0, 0]
      for (let n = 0; n < left.length; n++) {
        peak = Math.max(peak, Math.abs(sampleAt(left, n)), Math.abs(sampleAt(right, n)))
        sum += sampleAt(left, n) + sampleAt(right, n)
      }
      const seconds = left.length / SAMPLE_RATE_HZ
      expect({
        length: seconds >= 20 && seconds <= 40,
        lufs: Math.round(loudnessLufs(sound)),
        ceiling: peak <= 10 ** (-1 / 20) + 1e-6,
        offset: Math.round(Math.abs(sum / left.length) * 1000),
        ends: [left[0], right[0], left.at(-1), right.at(-1)].map((value) => Math.abs(value ?? 1)),
      }).toStrictEqual({ length: true, lufs: -16, ceiling: true, offset: 0, ends: [0, 0, 0, 0] })
    })

  it('of any two styles differs by a fifth in brightness or in zero crossings', () => {
    const measured = Array.from(sounds, ([style, sound]) => ({ style, ...features(sound) }))
    const alike = measured.flatMap((a, index) =>
      measured.slice(index + 1).flatMap((b) => {
        const apart = Math.max(
          Math.abs(Math.log(a.centroidHz / b.centroidHz)),
          Math.abs(Math.log(a.crossings / b.crossings)),
        )
        return apart < Math.log(1.2) ? [[a, b]] : []
      }),
    )
    expect([measured.length, alike]).toStrictEqual([8, []])
  })

  it('is the same each time, and another for another title', () => {
    const [track] = demoTracks
    if (track === undefined) throw new Error('There are tracks.')
    const before = hashOf(sounds.get(track.style))
    expect([hashOf(play(track)), hashOf(play({ ...track, title: 'Other' })) === before]).toStrictEqual([before, false])
  })
})
