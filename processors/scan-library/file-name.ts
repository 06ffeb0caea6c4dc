import { cleanText } from '../shared/text/clean-text.ts'

/** Title, artist and number from the name of a file, for files without tags. */
export interface NamedTrack {
  /** Never empty. */
  readonly title: string
  /** Null when the name has none. */
  readonly artist: string | null
  readonly trackNumber: number | null
}

/**
 * `03. `, `3 - `, `103) `, and with exactly two digits also `03 ` and `03-`: with one or three digits these are as often
 * part of a title. The number of the disc may precede: `1-03 `.
 */
const LEADING_NUMBER = /^(?:\d{1,2}[-.](?=\d))?(?:(\d{1,3})(?:[.)]\s+|\s+[-–—]\s+)|(\d{2})(?:\s*[-–—.)]\s*|\s+))(?=\S)/u
const BETWEEN_PARTS = /\s+[-–—]\s+/u
const ONLY_DIGITS = /^\d{1,3}$/

/**
 * Reads the usual ways to name a file: `03 - Artist - Title`, `Artist - Title`, `Artist - Album - 03 - Title`,
 * `03. Title`, `1-03 Title`, and the same with underscores for spaces.
 * @param path with forward slashes. Of its folders see `folder-hints.ts`.
 */
export function namedTrack(path: string): NamedTrack {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const stem = cleanText(withoutExtension(name))
  const spaced = stem.includes(' ') ? stem : cleanText(stem.replaceAll('_', ' '))
  const number = LEADING_NUMBER.exec(spaced)
  const parts = (number ? spaced.slice(number[0].length) : spaced).split(BETWEEN_PARTS).filter((part) => part !== '')
  const title = parts.at(-1)
  if (title === undefined) return { title: stem === '' ? 'Untitled' : stem, artist: null, trackNumber: null }
  const inner = parts.slice(1, -1).find((part) => ONLY_DIGITS.test(part))
  return {
    title: underscoresAsSpaces(title),
    artist: parts.length > 1 ? underscoresAsSpaces(parts[0] ?? '') : null,
    trackNumber: positive(number?.[1] ?? number?.[2] ?? inner),
  }
}

function withoutExtension(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(0, dot) : name
}

function underscoresAsSpaces(text: string): string {
  const spaced = cleanText(text.replaceAll('_', ' '))
  return spaced === '' ? text : spaced
}

function positive(digits: string | undefined): number | null {
  const number = Number(digits ?? 0)
  return number > 0 ? number : null
}
