/** A number below 2^32 that looks random: the finaliser of MurmurHash3 (Appleby 2011), once for the seed and once for the value. */
export function seededHash(value: number, seed: number): number {
  return mixed(mixed(seed >>> 0) ^ (value >>> 0))
}

function mixed(value: number): number {
  let h = (value + 0x9e3779b9) >>> 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
