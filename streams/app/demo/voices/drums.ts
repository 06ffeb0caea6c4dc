import type { Random } from '../../../../processors/shared/random.ts'
import type { Tone, Voice } from '../song.ts'
import { addAt, SAMPLE_RATE_HZ, samplesOf } from '../sound.ts'
import type { Stereo } from '../sound.ts'

const TURN = 2 * Math.PI

/** A drum's skin: a sine that falls from one pitch to another. */
export interface Skin {
  readonly fromHz: number
  readonly toHz: number
  readonly bendSeconds: number
  readonly seconds: number
  readonly level: number
}

/** The hiss of snares, cymbals and brushes: noise between two frequencies. */
export interface Hiss {
  readonly lowHz: number
  readonly highHz: number
  readonly seconds: number
  readonly level: number
  /** How long it swells first. */
  readonly attack?: number
  /** From -1 to 1. */
  readonly pan?: number
}

/** A drum made of skins and hisses. Its pitch does not follow the note. */
export function drum(skins: readonly Skin[], hisses: readonly Hiss[]): Voice {
  return (bus, start, tone, random) => {
    for (const skin of skins) addSkin(bus, start, tone, skin)
    for (const hiss of hisses) addHiss(bus, start, tone, hiss, random)
  }
}

function addSkin(bus: Stereo, start: number, tone: Tone, skin: Skin): void {
  const total = Math.min(samplesOf(skin.seconds * 6), bus.left.length - start)
  const bend = Math.exp(-1 / (skin.bendSeconds * SAMPLE_RATE_HZ))
  const fade = Math.exp(-1 / (skin.seconds * SAMPLE_RATE_HZ))
  let above = skin.fromHz - skin.toHz
  let level = skin.level * tone.velocity
  let phase = 0
  for (let n = 0; n < total; n++) {
    phase += (TURN * (skin.toHz + above)) / SAMPLE_RATE_HZ
    above *= bend
    level *= fade
    const value = Math.sin(phase) * level * Math.min(1, n / 20)
    addAt(bus.left, start + n, value)
    addAt(bus.right, start + n, value)
  }
}

function addHiss(bus: Stereo, start: number, tone: Tone, hiss: Hiss, random: Random): void {
  const total = Math.min(samplesOf(hiss.seconds * 6 + (hiss.attack ?? 0)), bus.left.length - start)
  const fade = Math.exp(-1 / (hiss.seconds * SAMPLE_RATE_HZ))
  const attack = Math.max(8, samplesOf(hiss.attack ?? 0))
  const open = 1 - Math.exp((-TURN * hiss.highHz) / SAMPLE_RATE_HZ)
  const close = 1 - Math.exp((-TURN * hiss.lowHz) / SAMPLE_RATE_HZ)
  const pan = hiss.pan ?? 0
  let level = hiss.level * tone.velocity
  let low = 0
  let high = 0
  let high2 = 0
  for (let n = 0; n < total; n++) {
    const noise = random.next() * 2 - 1
    high += (noise - high) * open
    low += (high - low) * close
    const band = high - low
    high2 += (band - high2) * close
    const value = (band - high2) * level * Math.min(1, n / attack)
    if (n > attack) level *= fade
    addAt(bus.left, start + n, value * (1 - pan))
    addAt(bus.right, start + n, value * (1 + pan))
  }
}

/** Which drum a note of a drum part stands for, by the numbers of General MIDI percussion. */
export function kit(drums: Readonly<Record<number, Voice>>): Voice {
  return (bus, start, tone, random) => drums[tone.midi]?.(bus, start, tone, random)
}

export const KICK = 36
export const RIM = 37
export const SNARE = 38
export const CLAP = 39
export const HAT = 42
export const OPEN_HAT = 46
export const TOM = 45
export const CRASH = 49
export const RIDE = 51
export const SHAKER = 70

const crash = drum([], [{ lowHz: 3000, highHz: 14_000, seconds: 0.55, level: 0.5, attack: 0.003 }])
const rim = drum(
  [{ fromHz: 1700, toHz: 1650, bendSeconds: 0.01, seconds: 0.012, level: 0.4 }],
  [{ lowHz: 1500, highHz: 6000, seconds: 0.008, level: 0.4 }],
)
const shaker = drum([], [{ lowHz: 5500, highHz: 11_000, seconds: 0.035, level: 0.4, attack: 0.015, pan: 0.4 }])
const tom = drum(
  [{ fromHz: 190, toHz: 95, bendSeconds: 0.06, seconds: 0.14, level: 0.8 }],
  [{ lowHz: 300, highHz: 2500, seconds: 0.02, level: 0.15 }],
)

/** A drum machine for the dance floor. */
export const danceKit = kit({
  [KICK]: drum(
    [{ fromHz: 310, toHz: 48, bendSeconds: 0.022, seconds: 0.13, level: 1 }],
    [{ lowHz: 2000, highHz: 9000, seconds: 0.004, level: 0.3 }],
  ),
  [SNARE]: drum(
    [{ fromHz: 260, toHz: 180, bendSeconds: 0.02, seconds: 0.05, level: 0.5 }],
    [{ lowHz: 900, highHz: 11_000, seconds: 0.075, level: 0.9 }],
  ),
  [CLAP]: drum(
    [],
    [
      { lowHz: 900, highHz: 5000, seconds: 0.006, level: 0.7 },
      { lowHz: 1000, highHz: 6500, seconds: 0.085, level: 0.9, attack: 0.022 },
    ],
  ),
  [HAT]: drum([], [{ lowHz: 7000, highHz: 16_000, seconds: 0.022, level: 0.55 }]),
  [OPEN_HAT]: drum([], [{ lowHz: 6500, highHz: 15_000, seconds: 0.11, level: 0.5 }]),
  [RIM]: rim,
  [TOM]: tom,
  [CRASH]: crash,
  [SHAKER]: shaker,
})

/** A small jazz kit, played with brushes. */
export const brushKit = kit({
  [KICK]: drum([{ fromHz: 120, toHz: 62, bendSeconds: 0.02, seconds: 0.11, level: 0.6 }], []),
  [SNARE]: drum(
    [{ fromHz: 220, toHz: 190, bendSeconds: 0.02, seconds: 0.03, level: 0.12 }],
    [{ lowHz: 1200, highHz: 7500, seconds: 0.07, level: 0.45, attack: 0.02 }],
  ),
  [RIDE]: drum(
    [{ fromHz: 5230, toHz: 5210, bendSeconds: 0.1, seconds: 0.06, level: 0.03 }],
    [
      { lowHz: 6000, highHz: 13_000, seconds: 0.16, level: 0.22, pan: 0.3 },
      { lowHz: 3000, highHz: 9000, seconds: 0.01, level: 0.3, pan: 0.3 },
    ],
  ),
  [HAT]: drum([], [{ lowHz: 6000, highHz: 12_000, seconds: 0.03, level: 0.3, pan: -0.3 }]),
  [RIM]: rim,
  [TOM]: tom,
  [CRASH]: crash,
})

/** A worn sampler's kit: soft kick, dusty snare, short hats. */
export const dustyKit = kit({
  [KICK]: drum(
    [{ fromHz: 150, toHz: 55, bendSeconds: 0.03, seconds: 0.12, level: 0.95 }],
    [{ lowHz: 200, highHz: 1500, seconds: 0.01, level: 0.3 }],
  ),
  [SNARE]: drum(
    [{ fromHz: 240, toHz: 170, bendSeconds: 0.03, seconds: 0.06, level: 0.45 }],
    [{ lowHz: 600, highHz: 4500, seconds: 0.09, level: 0.8 }],
  ),
  [HAT]: drum([], [{ lowHz: 4000, highHz: 8000, seconds: 0.028, level: 0.4, pan: 0.15 }]),
  [OPEN_HAT]: drum([], [{ lowHz: 4000, highHz: 8000, seconds: 0.09, level: 0.35, pan: 0.15 }]),
  [RIM]: rim,
  [SHAKER]: shaker,
})

export const timpani = (fromMidiHz: number): Voice =>
  drum(
    [{ fromHz: fromMidiHz * 1.04, toHz: fromMidiHz, bendSeconds: 0.05, seconds: 0.4, level: 0.8 }],
    [{ lowHz: 80, highHz: 500, seconds: 0.03, level: 0.5 }],
  )
