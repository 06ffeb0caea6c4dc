/**
 * Averages channels into one. A sample that is not a finite number, which a file of floating-point samples may hold, counts
 * as 0: a player is silent there too, and one such sample would make every statistic of the track meaningless.
 * @param channels of equal length, at least one.
 */
export function mono(channels: readonly Float32Array[]): Float32Array {
  const length = Math.min(...channels.map((channel) => channel.length))
  const mixed = new Float32Array(length)
  for (let i = 0; i < length; i += 1) {
    let sum = 0
    for (const channel of channels) sum += channel[i] ?? 0
    mixed[i] = Number.isFinite(sum) ? sum / channels.length : 0
  }
  return mixed
}
