/**
 * Averages channels into one. A sample that is not a finite number, which a file of floating-point samples may hold, counts
 * as 0: a player is silent there too, and one such sample would make every statistic of the track meaningless.
 * @param channels of equal length, at least one.
 */
export function mono(channels: readonly Float32Array[]): Float32Array {
  const mixed = new Float32Array(channels[0]?.length ?? 0)
  for (const channel of channels) {
    for (let i = 0; i < mixed.length; i += 1) mixed[i] = (mixed[i] ?? 0) + (channel[i] ?? 0)
  }
  const share = 1 / channels.length
  for (let i = 0; i < mixed.length; i += 1) {
    const sum = mixed[i] ?? 0
    mixed[i] = sum - sum === 0 ? sum * share : 0 // what is not finite, taken from itself, is not a number
  }
  return mixed
}
