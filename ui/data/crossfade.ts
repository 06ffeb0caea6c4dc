/**
 * How loud two tracks are while one fades into the other, at a share of the way: their power together stays the same.
 * @param share 0 to 1
 */
export function crossfadeAt(share: number): { readonly out: number; readonly in: number } {
  const angle = (Math.min(1, Math.max(0, share)) * Math.PI) / 2
  return { out: Math.cos(angle), in: Math.sin(angle) }
}
