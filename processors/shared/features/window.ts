/**
 * The Hann window as Meyda has it: symmetric (both ends are 0), rounded to 32 bits.
 * w(i) = 0.5 - 0.5 cos(2 pi i / (size - 1))
 */
export function hannWindow(size: number): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (size - 1)))
}
