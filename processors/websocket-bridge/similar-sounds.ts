import type { Codebook } from '../../schemas/generated.ts'
import { fitScaling, scale } from '../shared/similarity/space.ts'
import type { Scaling } from '../shared/similarity/space.ts'
import type { HeldSound } from './entities.ts'

/** Without a codebook the library is small; of a larger one a part says how to scale. */
const MAX_FITTED = 1_000

/** A sound in the scaled space of one index version. */
interface Scaled {
  readonly scaling: Scaling
  readonly position: Float32Array
}

/** Scaling is a tenth of a millisecond's work; a sound is scaled again when another index version is in force. */
const scaledSounds = new WeakMap<HeldSound, Scaled>()
const scalings = new WeakMap<Codebook, Scaling>()

/**
 * Of albums or artists those that sound like one, the most alike first, by the distance of their centroids in the space of the
 * index. Ten thousand are compared one by one: two million multiplications.
 */
export function soundingLike<V extends { readonly sound: HeldSound | null }>(
  value: V,
  others: Iterable<V>,
  codebook: Codebook | null,
  limit: number,
): readonly V[] {
  const { sound } = value
  if (sound === null) return []
  const version = codebook?.extractorVersion ?? sound.extractorVersion
  if (sound.extractorVersion !== version) return []
  const comparable: { readonly of: V; readonly sound: HeldSound }[] = []
  for (const other of others)
    if (other !== value && other.sound?.extractorVersion === version) comparable.push({ of: other, sound: other.sound })
  const scaling = codebook === null ? fitted([sound, ...comparable.map((each) => each.sound)]) : scalingOf(codebook)
  const from = positionOf(sound, scaling)
  return comparable
    .map(({ of, sound: other }) => ({ of, squared: squaredDistance(from, positionOf(other, scaling)) }))
    .filter(({ squared }) => Number.isFinite(squared))
    .sort((a, b) => a.squared - b.squared)
    .slice(0, limit)
    .map(({ of }) => of)
}

function scalingOf(codebook: Codebook): Scaling {
  const known = scalings.get(codebook) ?? { mean: codebook.scalingMean, deviation: codebook.scalingDeviation }
  scalings.set(codebook, known)
  return known
}

function fitted(sounds: readonly HeldSound[]): Scaling {
  return fitScaling(sounds.slice(0, MAX_FITTED).map(({ position }) => Float64Array.from(position)))
}

function positionOf(sound: HeldSound, scaling: Scaling): Float32Array {
  const known = scaledSounds.get(sound)
  if (known?.scaling === scaling) return known.position
  const isComparable = sound.position.length === scaling.mean.length
  const position = isComparable
    ? Float32Array.from(scale(Float64Array.from(sound.position), scaling))
    : new Float32Array()
  scaledSounds.set(sound, { scaling, position })
  return position
}

/** NaN where the two have other dimensions. */
function squaredDistance(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length || a.length === 0) return NaN
  let sum = 0
  for (let d = 0; d < a.length; d += 1) sum += ((a[d] ?? 0) - (b[d] ?? 0)) ** 2
  return sum
}
