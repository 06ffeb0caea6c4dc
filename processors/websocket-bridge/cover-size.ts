/** Pixels of the longer side of the covers that are made: of a row, a tile, a player, and of screens of twice the density. */
export const COVER_SIZES = [64, 160, 320, 640, 1_200] as const

export type CoverSize = (typeof COVER_SIZES)[number]

/** The smallest that is large enough, else the largest. */
export function coverSize(pixels: number): CoverSize {
  return COVER_SIZES.find((size) => size >= pixels) ?? COVER_SIZES[COVER_SIZES.length - 1] ?? 1_200
}

/** Those that are made when one is asked for: that one and the smaller ones, the largest first. */
export function sizesUpTo(asked: CoverSize): readonly CoverSize[] {
  return COVER_SIZES.filter((size) => size <= asked).reverse()
}
