import { mulberry32 } from '../../../../processors/shared/random.ts'
import { SCALINGS } from './distance-matrices.ts'
import type { ScalingName } from './distance-matrices.ts'
import type { WeighedRange } from './sample.ts'

/** A way to compare that is tried. */
export interface TuningCandidate {
  /** Unlike that of any other candidate of a sweep. */
  readonly name: string
  readonly kind: 'today' | 'without' | 'alone' | 'weight' | 'scaling' | 'drawn'
  readonly scaling: ScalingName
  /** One for each group, the largest of today's being 1; what counts is their proportion. */
  readonly weights: readonly number[]
  /** Of `without`, `alone` and `weight`: which group, and how many times its current weight. */
  readonly group?: string
  readonly times?: number
}

export const TODAY: ScalingName = 'about unit length'
/** How many times today's weight a group is tried with; 0 leaves it out. */
export const TIMES = [0, 0.25, 0.5, 1, 2, 4] as const

/**
 * Today's way first, then each group left out, each alone, each lighter and heavier, the other scalings, and as many
 * drawn ones as are asked for. The same for the same groups and seed.
 */
export function candidatesFor(
  groups: readonly WeighedRange[],
  drawn: number,
  seed: number,
): readonly TuningCandidate[] {
  const largest = Math.max(...groups.map(({ weight }) => weight))
  const current = groups.map(({ weight }) => weight / largest)
  const changed = (at: number, times: number) => current.map((weight, i) => (i === at ? weight * times : weight))
  const several = groups.length > 1 ? groups : []
  return [
    { name: 'today', kind: 'today', scaling: TODAY, weights: current },
    ...several.map(({ name }, at): TuningCandidate => {
      return {
        name: `without ${name}`,
        kind: 'without',
        scaling: TODAY,
        weights: changed(at, 0),
        group: name,
        times: 0,
      }
    }),
    ...several.map(({ name }, at): TuningCandidate => {
      const weights = current.map((_, i) => Number(i === at))
      return { name: `${name} alone`, kind: 'alone', scaling: TODAY, weights, group: name }
    }),
    ...several.flatMap(({ name }, at) =>
      TIMES.filter((times) => times !== 0 && times !== 1).map((times): TuningCandidate => {
        const weights = changed(at, times)
        return { name: `${name} × ${times}`, kind: 'weight', scaling: TODAY, weights, group: name, times }
      }),
    ),
    ...SCALINGS.filter((scaling) => scaling !== TODAY).map((scaling): TuningCandidate => {
      return { name: scaling, kind: 'scaling', scaling, weights: current }
    }),
    ...sampledCandidates(several.length, drawn, seed),
  ]
}

function sampledCandidates(groups: number, count: number, seed: number): readonly TuningCandidate[] {
  if (groups === 0) return []
  const random = mulberry32(seed)
  const oneOf = <T>(list: readonly [T, ...T[]]): T => list[Math.floor(random() * list.length)] ?? list[0]
  return Array.from({ length: count }, (_, i): TuningCandidate => {
    const scaling = oneOf(SCALINGS)
    const weights = Array.from({ length: groups }, () => oneOf(TIMES))
    // All left out would compare nothing.
    const usable = weights.some((weight) => weight > 0) ? weights : weights.map(() => 1)
    return { name: `drawn ${i + 1}`, kind: 'drawn', scaling, weights: usable }
  })
}
