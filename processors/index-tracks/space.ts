/** How raw vectors become comparable: each dimension minus its mean, over its standard deviation. */
export interface Scaling {
  readonly mean: readonly number[]
  /** 1 where the deviation would be 0: a constant dimension then says nothing. */
  readonly deviation: readonly number[]
}

/** @param vectors raw, of one length; none gives a scaling of no dimensions. */
export function fitScaling(vectors: readonly Float64Array[]): Scaling {
  const dimensions = [...(vectors[0] ?? [])].map((_, d) => d)
  const mean = dimensions.map((d) => average(vectors.map((vector) => at(vector, d))))
  const deviation = dimensions.map((d) => {
    const variance = average(vectors.map((vector) => (at(vector, d) - at(mean, d)) ** 2))
    const found = Math.sqrt(variance)
    return found > 0 && Number.isFinite(1 / found) ? found : 1
  })
  return { mean, deviation }
}

export function scale(vector: Float64Array, { mean, deviation }: Scaling): Float64Array {
  return vector.map((value, d) => (value - at(mean, d)) / at(deviation, d))
}

/** Euclidean distance over the dimensions `from` (inclusive) to `to` (exclusive). */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>, from = 0, to = a.length): number {
  let sum = 0
  for (let d = from; d < to; d += 1) sum += (at(a, d) - at(b, d)) ** 2
  return Math.sqrt(sum)
}

/** Cells by nearness of their centres; equally near ones by number. */
export function nearestCells(scaled: Float64Array, centres: readonly Centre[]): readonly CellDistance[] {
  return centres
    .map(({ cell, position }) => ({ cell, distance: distance(scaled, position) }))
    .sort((a, b) => a.distance - b.distance || a.cell - b.cell)
}

export interface Centre {
  readonly cell: number
  readonly position: ArrayLike<number>
}

export interface CellDistance {
  readonly cell: number
  readonly distance: number
}

const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Vectors of one space have one length, so nothing is missing. */
const at = (vector: ArrayLike<number>, d: number): number => vector[d] ?? 0
