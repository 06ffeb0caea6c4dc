/** Positions of the centres of the cells, in scaled space, by index version and cell. */
export type Centroids = Map<number, Map<number, readonly number[]>>

export function putCentroid(centroids: Centroids, version: number, cell: number, position: readonly number[]): void {
  const ofVersion = centroids.get(version) ?? new Map<number, readonly number[]>()
  centroids.set(version, ofVersion.set(cell, position))
}

/** Drops the centroids of every other version. */
export function putCentroidsInForce(centroids: Centroids, version: number): void {
  for (const other of centroids.keys()) if (other !== version) centroids.delete(other)
}

/** By number of the cell; undefined where a record has not been read. */
export const positionsOf = (
  centroids: Centroids,
  { version, cells }: { readonly version: number; readonly cells: number },
): readonly (readonly number[] | undefined)[] =>
  Array.from({ length: cells }, (_, cell) => centroids.get(version)?.get(cell))
