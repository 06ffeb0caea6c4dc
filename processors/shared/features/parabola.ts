/** Offset of the vertex of the parabola through three equidistant values from the middle one, -0.5 to 0.5 of their distance. */
export function peakShift(left: number, middle: number, right: number): number {
  const curve = left - 2 * middle + right
  return curve < 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (left - right)) / curve)) : 0
}
