import type { Random } from '../../../processors/shared/random.ts'
import { highPass } from './effects.ts'
import { loudnessLufs } from './loudness.ts'
import { reverberate } from './room.ts'
import { swung } from './song.ts'
import type { SongPart, Song } from './song.ts'
import { addAt, gainOf, sampleAt, samplesOf, silence } from './sound.ts'
import type { Stereo } from './sound.ts'
import { hertz } from './theory.ts'

/** The usual level of streaming services. */
const TARGET_LUFS = -16
const CEILING_DB = -1
const LOOKAHEAD_SECONDS = 0.004
const RELEASE_SECONDS = 0.12
/** Below hearing; what is there only uses up the level. */
const SUBSONIC_HZ = 24

/**
 * Plays a song: each part through its effects, panned, and sent to the room; then the whole at -16 LUFS, peaks below
 * -1 dB, faded at both ends to exact silence. A function of its arguments alone.
 */
export function render(song: Song, random: Random): Stereo {
  const length = samplesOf((song.beats * 60) / song.bpm + song.tailSeconds)
  const mix = silence(length)
  const toRoom = silence(length)
  for (const part of song.parts) addPart(song, part, random.fork(part.name), mix, toRoom)
  add(mix, reverberate(toRoom, song.room))
  for (const effect of song.master) effect(mix)
  highPass(SUBSONIC_HZ)(mix)
  fade(mix, song)
  // Limiting takes some of the level away; the second round makes up for it.
  for (let round = 0; round < 2; round++) {
    limit(mix, gainOf(TARGET_LUFS - loudnessLufs(mix)))
  }
  return mix
}

function addPart(song: Song, part: SongPart, random: Random, mix: Stereo, toRoom: Stereo): void {
  const bus = silence(mix.left.length)
  const secondsPerBeat = 60 / song.bpm
  for (const { at, beats, midi, velocity } of part.notes) {
    const start = swung(at, song.swing, song.swingPair) * secondsPerBeat
    const loose = (part.looseSeconds ?? 0) * random.between(-1, 1)
    const tone = {
      midi,
      hz: hertz(midi),
      seconds: beats * secondsPerBeat,
      velocity: velocity * random.between(0.92, 1.04),
    }
    part.voice(bus, Math.max(0, samplesOf(start + loose)), tone, random)
  }
  for (const effect of part.effects ?? []) effect(bus)

  const pan = part.pan ?? 0
  const gain = gainOf(part.gainDb)
  const left = gain * Math.SQRT2 * Math.cos(((pan + 1) * Math.PI) / 4)
  const right = gain * Math.SQRT2 * Math.sin(((pan + 1) * Math.PI) / 4)
  const room = part.room ?? 0
  for (let n = 0; n < bus.left.length; n++) {
    const l = sampleAt(bus.left, n) * left
    const r = sampleAt(bus.right, n) * right
    addAt(mix.left, n, l)
    addAt(mix.right, n, r)
    addAt(toRoom.left, n, l * room)
    addAt(toRoom.right, n, r * room)
  }
}

function add(sound: Stereo, other: Stereo): void {
  for (let n = 0; n < sound.left.length; n++) {
    addAt(sound.left, n, sampleAt(other.left, n))
    addAt(sound.right, n, sampleAt(other.right, n))
  }
}

/** Raised-cosine fades; the first and the last sample are 0. */
function fade(sound: Stereo, { fadeInSeconds, fadeOutSeconds }: Song): void {
  const [rise, fall] = [Math.max(2, samplesOf(fadeInSeconds)), Math.max(2, samplesOf(fadeOutSeconds))]
  for (const channel of [sound.left, sound.right]) {
    for (let n = 0; n < rise; n++) channel[n] = sampleAt(channel, n) * eased(n / rise)
    for (let n = 0; n < fall; n++) {
      const index = channel.length - 1 - n
      channel[index] = sampleAt(channel, index) * eased(n / fall)
    }
  }
}

function eased(share: number): number {
  return 0.5 - 0.5 * Math.cos(Math.PI * share)
}

/** Applies a gain, and less of it just before and after peaks that would go beyond the ceiling. */
function limit(sound: Stereo, wanted: number): void {
  const { left, right } = sound
  const ceiling = gainOf(CEILING_DB)
  const slope = wanted / samplesOf(LOOKAHEAD_SECONDS)
  const gains = new Float32Array(left.length)
  // Backwards, the slope into each peak; forwards, the way out of it. Each only lowers.
  let gain = wanted
  for (let n = left.length - 1; n >= 0; n--) {
    const peak = Math.max(Math.abs(sampleAt(left, n)), Math.abs(sampleAt(right, n)))
    gain = Math.min(wanted, gain + slope)
    if (peak * gain > ceiling) gain = ceiling / peak
    gains[n] = gain
  }
  const recover = 1 - Math.exp(-1 / samplesOf(RELEASE_SECONDS))
  gain = wanted
  for (let n = 0; n < left.length; n++) {
    gain = Math.min(sampleAt(gains, n), gain + (wanted - gain) * recover)
    left[n] = sampleAt(left, n) * gain
    right[n] = sampleAt(right, n) * gain
  }
}
