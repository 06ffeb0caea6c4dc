import ignore from 'ignore'
import type { Ignore } from 'ignore'

/** In any folder of a library: what lies in it or below and is not to be scanned, in the syntax of `.gitignore`. */
export const IGNORE_FILE = '.slipstreamignore'

/** The rules that hold in a folder: those of its own ignore file, after those of the folders above it. */
export interface IgnoreRules {
  /** With paths below the library folder. */
  readonly patterns: readonly string[]
  /** Null without a pattern, which most libraries have none of. */
  readonly matcher: Ignore | null
}

export const NO_RULES: IgnoreRules = { patterns: [], matcher: null }

/** Longer ones make expressions that cannot be compiled, and a pattern with more `**` takes minutes for one deep path. */
const MAX_PATTERN = 1_000
const MAX_DOUBLE_STARS = 3

/**
 * @throws {Error} when a pattern cannot be used: what it would leave out must not come into the library.
 * @param outer the rules of the folder above. @param folder below the library folder. @param text of its ignore file.
 */
export function withIgnoreFile(outer: IgnoreRules, folder: string, text: string): IgnoreRules {
  const own = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  own.forEach((line, at) => {
    const why = uselessPattern(line)
    if (why !== null) throw new Error(`line ${at + 1} of its ${IGNORE_FILE} is of no use: ${why}; mend or remove it`)
  })
  const patterns = [...outer.patterns, ...own.flatMap((line) => belowLibrary(folder, composed(line)))]
  const matcher = ignore({ ignoreCase: false, allowRelativePaths: true })
  // As objects: a pattern with the name of a folder in it may hold a newline.
  matcher.add(patterns.map((pattern) => ({ pattern })))
  return { patterns, matcher }
}

/**
 * What the rules say of a file or folder; `unignored`: a pattern with `!` holds, as for a hidden folder with music in it. Null: they say
 * nothing. Of what lies in an ignored folder nothing is asked.
 */
export function ignoredBy({ matcher }: IgnoreRules, path: string, isFolder: boolean): 'ignored' | 'unignored' | null {
  if (matcher === null) return null
  const { ignored, unignored } = matcher.test(composed(path) + (isFolder ? '/' : ''))
  return ignored ? 'ignored' : unignored ? 'unignored' : null
}

function uselessPattern(line: string): string | null {
  if (line.startsWith('#')) return null
  if (line.length > MAX_PATTERN) return `it is longer than ${MAX_PATTERN.toLocaleString('en')} characters`
  return line.split('**').length - 1 > MAX_DOUBLE_STARS ? `it has more than ${MAX_DOUBLE_STARS} "**"` : null
}

/** A pattern may hold one Unicode form of an accented letter, and the name on the disk the other. */
function composed(text: string): string {
  return text.normalize('NFC')
}

/** A line of an ignore file as a pattern of the library folder: a slash within it ties it to the file's own folder. */
function belowLibrary(folder: string, line: string): readonly string[] {
  if (line.startsWith('#') || line.trim() === '') return []
  if (folder === '') return [line]
  const isNegative = line.startsWith('!')
  const pattern = isNegative ? line.slice(1) : line
  const isTied = pattern.trimEnd().replace(/\/$/, '').includes('/')
  const below = isTied ? pattern.replace(/^\//, '') : `**/${pattern}`
  return [`${isNegative ? '!' : ''}/${literal(composed(folder))}/${below}`]
}

function literal(path: string): string {
  return path.replace(/[\\*?[\]!# ]/g, '\\$&')
}
