import { checked } from '../numeric.ts'

/** Twiddle factors of the WebAssembly kernel's transform, in the order in which `assembly/transform.ts` reads them. */

/** cos and sin of 2 pi p / length and of twice and thrice that: what a radix-4 stage over `length` numbers rotates by. */
function twiddlesOf(length: number, p: number): readonly number[] {
  return [1, 2, 3].flatMap((times) => {
    const angle = (2 * Math.PI * p * times) / length
    return [Math.cos(angle), Math.sin(angle)]
  })
}

/** Each of the six numbers as a list over all p, one list after another. */
export function twiddleRows(length: number): Float32Array {
  const columns = twiddleColumns(length)
  const angles = length / 4
  return Float32Array.from({ length: columns.length }, (_, i) =>
    checked(columns[6 * (i % angles) + Math.floor(i / angles)]),
  )
}

/** The six numbers of each p side by side. */
export function twiddleColumns(length: number): Float32Array {
  return Float32Array.from(Array.from({ length: length / 4 }, (_, p) => twiddlesOf(length, p)).flat())
}

/** cos of 2 pi k / size for k from 1 to size / 4, then sin: they separate the spectrum of real samples. */
export function realTwiddles(size: number): Float32Array {
  const angles = Array.from({ length: size / 4 }, (_, i) => (2 * Math.PI * (i + 1)) / size)
  return Float32Array.from([...angles.map(Math.cos), ...angles.map(Math.sin)])
}
