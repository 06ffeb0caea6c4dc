import { PhotonImage, SamplingFilter, resize } from '@cf-wasm/photon/node'
import { coverColour } from '../cover-colour.ts'
import type { Rgb } from '../cover-colour.ts'
import { sizesUpTo } from '../cover-size.ts'
import type { CoverSize } from '../cover-size.ts'

export interface ScaledPicture {
  /** JPEG, the largest first; none is larger than the picture itself. */
  readonly covers: readonly { readonly size: CoverSize; readonly bytes: Uint8Array<ArrayBuffer> }[]
  readonly colour: Rgb
}

const JPEG_QUALITY = 82
const WHITE = 255

/**
 * Makes covers of a picture whose header `canBeShown` has checked. Each is made from the one before, so that the large
 * picture is scaled once.
 * @throws {Error} when the picture is damaged; the decoder is unusable then.
 */
export function scaledPicture(picture: Uint8Array, asked: CoverSize): ScaledPicture {
  let image = PhotonImage.new_from_byteslice(picture)
  const covers: { size: CoverSize; bytes: Uint8Array<ArrayBuffer> }[] = []
  for (const size of sizesUpTo(asked)) {
    image = fitted(image, size)
    if (covers.length === 0) image = onWhite(image)
    covers.push({ size, bytes: Uint8Array.from(image.get_bytes_jpeg(JPEG_QUALITY)) })
  }
  const colour = coverColour(image.get_raw_pixels())
  image.free()
  return { covers, colour }
}

/** Frees its argument where it gives another. */
function fitted(image: PhotonImage, size: number): PhotonImage {
  const [width, height] = [image.get_width(), image.get_height()]
  const scale = size / Math.max(width, height)
  if (scale >= 1) return image
  const side = (pixels: number) => Math.max(1, Math.round(pixels * scale))
  const smaller = resize(image, side(width), side(height), SamplingFilter.Triangle)
  image.free()
  return smaller
}

/** JPEG knows no opacity, and what is transparent is mostly black underneath. */
function onWhite(image: PhotonImage): PhotonImage {
  const pixels = image.get_raw_pixels()
  let isOpaque = true
  for (let at = 0; at < pixels.length; at += 4) {
    const opacity = (pixels[at + 3] ?? WHITE) / WHITE
    if (opacity === 1) continue
    isOpaque = false
    for (let channel = at; channel < at + 3; channel += 1)
      pixels[channel] = Math.round((pixels[channel] ?? 0) * opacity + WHITE * (1 - opacity))
    pixels[at + 3] = WHITE
  }
  if (isOpaque) return image
  const flat = new PhotonImage(pixels, image.get_width(), image.get_height())
  image.free()
  return flat
}
