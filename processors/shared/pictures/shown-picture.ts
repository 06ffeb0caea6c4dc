import { pictureHeader } from './picture-header.ts'

/** The largest file of a picture that is read. */
export const MAX_PICTURE_BYTES = 2 ** 25
/** Some 5,000 by 5,000: a decoder takes up to 16 bytes for each. */
export const MAX_PIXELS = 25_000_000
const MAX_SIDE = 16_384

/** Whether a picture can be shown, by its header: of a known format, and of a size that may be decoded. */
export function canBeShown(bytes: Uint8Array): boolean {
  if (bytes.length > MAX_PICTURE_BYTES) return false
  const header = pictureHeader(bytes)
  if (header === null) return false
  const { width, height } = header
  return width <= MAX_SIDE && height <= MAX_SIDE && width * height <= MAX_PIXELS
}

interface EmbeddedPicture {
  readonly data: Uint8Array
  /** What it is of, in the words of ID3. */
  readonly type?: string
}

/** Best first; other pictures come after these, in the order of the file. */
const KINDS = ['Cover (front)', 'Other', 'Cover (back)']

/** The picture that is shown of those that a file embeds: the front cover, else another; null when none can be shown. */
export function shownPicture(pictures: readonly EmbeddedPicture[] | undefined): Uint8Array | null {
  const shown = (pictures ?? []).filter(({ data }) => canBeShown(data))
  const rank = ({ type = '' }: EmbeddedPicture) => (KINDS.includes(type) ? KINDS.indexOf(type) : KINDS.length)
  const [best] = shown.sort((a, b) => rank(a) - rank(b))
  return best?.data ?? null
}
