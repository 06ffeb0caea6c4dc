/** Keys that move within a list or a grid. */
export type MoveKey = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight' | 'Home' | 'End' | 'PageUp' | 'PageDown'

const MOVES: ReadonlySet<string> = new Set<MoveKey>([
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'Home',
  'End',
  'PageUp',
  'PageDown',
])

function isMove(key: string): key is MoveKey {
  return MOVES.has(key)
}

/** The shape of what one moves in. */
export interface Rovable {
  readonly length: number
  /** 1: a list, in which left and right do nothing. */
  readonly columns: number
  /** Rows that are in sight at once. */
  readonly pageRows: number
}

/** Where a key leads from a place; null when it leads nowhere: then it is for others. */
export function movedTo(key: string, from: number, { length, columns, pageRows }: Rovable): number | null {
  if (!isMove(key) || length === 0) return null
  if (columns === 1 && (key === 'ArrowLeft' || key === 'ArrowRight')) return null
  const steps: Readonly<Record<MoveKey, number>> = {
    ArrowUp: 0 - columns,
    ArrowDown: columns,
    ArrowLeft: -1,
    ArrowRight: 1,
    Home: 0 - from,
    End: length - 1 - from,
    PageUp: 0 - pageRows * columns,
    PageDown: pageRows * columns,
  }
  const to = from + steps[key]
  // Above the first row and below the last one the place stays, but a page ends at the border.
  if (key === 'ArrowUp' && to < 0) return from
  if (key === 'ArrowDown' && to >= length && Math.floor(from / columns) === Math.floor((length - 1) / columns))
    return from
  return Math.min(Math.max(0, to), length - 1)
}

/** Letters typed within this many ms of each other are one beginning. */
const TYPED_MS = 1_000

/** What was typed to jump to a row. */
export interface Typed {
  readonly text: string
  readonly atMs: number
}

export const nothingTyped: Typed = { text: '', atMs: 0 }

export function typed(before: Typed, letter: string, atMs: number): Typed {
  const text = atMs - before.atMs > TYPED_MS ? '' : before.text
  return { text: text + letter.toLowerCase(), atMs }
}

/**
 * The next row that begins with what was typed, from a row on and around; null when there is none among those known.
 * @param nameAt undefined for a row that is not loaded
 */
export function rowTyped(
  { text }: Typed,
  from: number,
  length: number,
  nameAt: (index: number) => string | undefined,
): number | null {
  // A first letter goes on to the next row; more letters may stay on this one.
  const first = text.length === 1 ? from + 1 : from
  for (let step = 0; step < length; step += 1) {
    const index = (first + step) % length
    if (folded(nameAt(index) ?? '').startsWith(folded(text))) return index
  }
  return null
}

function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
