import type { Job } from '../../../../streams/engine/offloaded.ts'
import { lloyd } from '../ivf/lloyd.ts'
import { scale } from '../space.ts'
import type { Scaling } from '../space.ts'

export interface AssignmentJob {
  /** Vectors one after another, not scaled. */
  readonly rows: Float32Array
  readonly dimensions: number
  readonly scaling: Scaling
  /** In scaled space, one after another. */
  readonly centres: Float32Array
}

export interface Assigned {
  /** For each vector the nearest cell. */
  readonly cells: Int32Array
  /** Squared distances to the centres. */
  readonly squared: Float32Array
}

/** Finds the cell of every vector. */
export const assignJob: Job<AssignmentJob, Assigned> = {
  name: 'assign',
  run({ rows, dimensions, scaling, centres }) {
    const count = dimensions === 0 ? 0 : rows.length / dimensions
    const scaled = new Float32Array(rows.length)
    for (let i = 0; i < count; i += 1) {
      const vector = Float64Array.from(rows.subarray(i * dimensions, (i + 1) * dimensions))
      scaled.set(scale(vector, scaling), i * dimensions)
    }
    return lloyd({ rows: scaled, dimensions: Math.max(1, dimensions) }, centres, 0)
  },
}
