/** Angles of the kernel's transform, as cosines and sines in the order in which `assembly/transform.ts` reads them. */

/** A stage of the radix-4 transform of `length` numbers turns by 2 pi p / length, and by twice and thrice that. */
function twiddlesOf(length: number, p: number): readonly number[] {
  return [1, 2, 3].flatMap((times) => {
    const angle = (2 * Math.PI * p * times) / length
    return [Math.cos(angle), Math.sin(angle)]
  })
}

/** For each of the six numbers a list over all angles. */
export function twiddleRows(length: number): Float32Array {
  const columns = twiddleColumns(length)
  return Float32Array.from({ length: columns.length }, (_, i) => {
    const angles = length / 4
    return columns[6 * (i % angles) + Math.floor(i / angles)] ?? NaN
  })
}

/** The six numbers of an angle side by side. */
export function twiddleColumns(length: number): Float32Array {
  return Float32Array.from(Array.from({ length: length / 4 }, (_, p) => twiddlesOf(length, p)).flat())
}

/** cos, and behind them sin, of 2 pi k / size for k from 1 to size / 4. */
export function realTwiddles(size: number): Float32Array {
  const angles = Array.from({ length: size / 4 }, (_, i) => (2 * Math.PI * (i + 1)) / size)
  return Float32Array.from([...angles.map(Math.cos), ...angles.map(Math.sin)])
}
