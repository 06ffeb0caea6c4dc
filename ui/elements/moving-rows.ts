/** How rows move from where they were to where they are (FLIP), and leave. Under reduced motion both happen at once. */
const MOVE_MS = 200
const LEAVE_MS = 120
const EASING = 'cubic-bezier(.2, .8, .2, 1)'

const still = matchMedia('(prefers-reduced-motion: reduce)')

export interface RowPlaces {
  /** The place of each row by its key, and the row. */
  readonly rows: ReadonlyMap<string, { readonly top: number; readonly left: number; readonly row: HTMLElement }>
}

/** @param rows elements with `data-key` */
export function placesOf(rows: Iterable<HTMLElement>): RowPlaces {
  const places = [...rows].flatMap((row) => {
    const key = row.dataset['key']
    if (key === undefined) return []
    const { top, left } = row.getBoundingClientRect()
    return [[key, { top, left, row }] as const]
  })
  return { rows: new Map(places) }
}

/** Moves rows that stayed from their old places, and fades in those that came. */
export function moveRows(before: RowPlaces, now: Iterable<HTMLElement>): void {
  if (still.matches) return
  for (const row of now) {
    const was = before.rows.get(row.dataset['key'] ?? '')
    if (was === undefined) {
      row.animate([{ opacity: 0 }, { opacity: 1 }], { duration: LEAVE_MS, easing: 'ease-out' })
      continue
    }
    const by = was.top - row.getBoundingClientRect().top
    if (by === 0) continue
    row.animate([{ transform: `translateY(${by}px)` }, { transform: 'none' }], { duration: MOVE_MS, easing: EASING })
  }
}

/** Copies of the rows that left fade where they were; `layer` covers the list and is for nothing else. */
export function fadeRows(before: RowPlaces, keys: ReadonlySet<string>, layer: HTMLElement): void {
  if (still.matches) return
  const at = layer.getBoundingClientRect()
  for (const [key, { top, left, row }] of before.rows) {
    if (keys.has(key)) continue
    const copy = row.cloneNode(true)
    if (!(copy instanceof HTMLElement)) continue
    // Elements of ours in it would be without what they show.
    for (const part of copy.querySelectorAll('*')) if (part.localName.includes('-')) part.remove()
    copy.setAttribute('aria-hidden', 'true')
    copy.inert = true
    copy.style.cssText = `top:${top - at.top}px;left:${left - at.left}px;width:${row.offsetWidth}px`
    layer.append(copy)
    const fade = copy.animate([{ opacity: 1 }, { opacity: 0 }], { duration: LEAVE_MS, easing: 'ease-out' })
    fade.addEventListener('finish', () => copy.remove())
    fade.addEventListener('cancel', () => copy.remove())
  }
}
