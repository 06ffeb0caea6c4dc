import type { TemplateResult } from 'lit'
import { svg } from 'lit'

/** In a square of 24; the button carries the name. */
export const icon = (shapes: string): TemplateResult =>
  svg`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false" .innerHTML=${shapes}></svg>`

/** Text, as a mask needs it; in a template of its own it would be one more node of each icon. */
export const shapes = {
  play: '<path d="M8 5.2v13.6L19 12z" fill="currentColor" />',
  pause: '<path d="M8 5v14M16 5v14" stroke-width="3.4" />',
  next: '<path d="M6 6l9 6-9 6z" fill="currentColor" /><path d="M18.5 6v12" />',
  previous: '<path d="M18 6l-9 6 9 6z" fill="currentColor" /><path d="M5.5 6v12" />',
  like: '<path d="M12 20S4 15 4 9.2A4.3 4.3 0 0 1 12 7a4.3 4.3 0 0 1 8 2.2C20 15 12 20 12 20z" />',
  dislike: '<path d="M7.5 13.5V4H17l3 7v2.5h-6l.8 4.4c.2 1.4-1.5 2.3-2.5 1.2L7.5 13.5zM7.5 4H4v9.5h3.5" />',
  loud: '<path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z" fill="currentColor" /><path d="M15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11" />',
  muted: '<path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z" fill="currentColor" /><path d="M16 9.5l5 5M21 9.5l-5 5" />',
  search: '<circle cx="11" cy="11" r="6" /><path d="M15.5 15.5L20 20" />',
  keyboard:
    '<rect x="3" y="6" width="18" height="12" rx="2" /><path d="M7 10h.01M11 10h.01M15 10h.01M18 10h.01M8 14h8" />',
  listen: '<path d="M4 14v-2a8 8 0 0 1 16 0v2" /><path d="M4 14h3v6H5a1 1 0 0 1-1-1zM20 14h-3v6h2a1 1 0 0 0 1-1z" />',
  albums: '<circle cx="12" cy="12" r="8.5" /><circle cx="12" cy="12" r="2" />',
  artists: '<circle cx="12" cy="8" r="3.8" /><path d="M4.5 20c.8-4 3.6-6 7.5-6s6.7 2 7.5 6" />',
  genres: '<path d="M4 4h7l9 9-7 7-9-9z" /><path d="M8 8h.01" />',
  tracks: '<path d="M9 18V6l10-2v12" /><circle cx="6.5" cy="18" r="2.5" /><circle cx="16.5" cy="16" r="2.5" />',
  recent: '<circle cx="12" cy="12" r="8.5" /><path d="M12 7v5l3.5 2" />',
  library: '<path d="M5 4v16M10 4v16M15 4.5l4.5 15" />',
  queue: '<path d="M4 6h16M4 12h9M4 18h9" /><path d="M17 13v7l4-3.5z" fill="currentColor" />',
  playlists: '<path d="M4 6h16M4 12h11M4 18h7" /><path d="M19 14v6M16 17h6" />',
  insights: '<path d="M4 20h16M7 16v-4M12 16V5M17 16v-8" />',
  history: '<path d="M4 12a8 8 0 1 0 2.5-5.800L4 8.5M4 4v4.5h4.5" /><path d="M12 8v4.5l3 1.5" />',
  settings:
    '<path d="M4 7h9M19 7h1M4 17h1M11 17h9" /><circle cx="16" cy="7" r="2.5" /><circle cx="8" cy="17" r="2.5" />',
  hold: '<path d="M9 4h6l-1 6 3 3H7l3-3zM12 13v7" />',
  playNext: '<path d="M4 6h9M4 11h9M4 16h6" /><path d="M16 9l5 3.5-5 3.500z" fill="currentColor" />',
  keep: '<path d="M4 6h16M4 12h10M4 18h7" /><path d="M18 14v7M14.5 17.500h7" />',
  up: '<path d="M6 14l6-6 6 6" />',
  down: '<path d="M6 10l6 6 6-6" />',
  undo: '<path d="M8 5L4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11H9" />',
  grip: '<path d="M9 6h.01M9 12h.01M9 18h.01M15 6h.01M15 12h.01M15 18h.01" stroke-width="3" />',
  shuffle:
    '<path d="M3 7h3.5c2 0 3.3 1 4.4 2.6l2.2 4.8c1.1 1.6 2.4 2.6 4.4 2.6H20M3 17h3.5c1.6 0 2.8-.7 3.7-1.9M13.8 8.9c.9-1.2 2.1-1.9 3.7-1.9H20M17.5 4.5L20 7l-2.5 2.5M17.5 14.5L20 17l-2.5 2.5" />',
  repeat:
    '<path d="M4 11V9.5A3.5 3.5 0 0 1 7.5 6H19M16.5 3.5L19 6l-2.5 2.5M20 13v1.5a3.5 3.5 0 0 1-3.5 3.5H5M7.5 20.5L5 18l2.5-2.5" />',
  'repeat-one':
    '<path d="M4 11V9.5A3.5 3.5 0 0 1 7.5 6H19M16.5 3.5L19 6l-2.5 2.5M20 13v1.5a3.5 3.5 0 0 1-3.5 3.5H5M7.5 20.5L5 18l2.5-2.5M11 10.5l1.5-1v5" />',
  sleep: '<path d="M19 14.5A7.5 7.5 0 0 1 9.5 5 7.5 7.5 0 1 0 19 14.5z" />',
  full: '<path d="M6 14.5l6-6 6 6" />',
  more: '<path d="M5.5 12h.01M12 12h.01M18.5 12h.01" stroke-width="3.2" />',
  add: '<path d="M12 5v14M5 12h14" />',
  radio:
    '<circle cx="12" cy="12" r="2" /><path d="M8 8a5.7 5.7 0 0 0 0 8M16 8a5.7 5.7 0 0 1 0 8M5 5a9.9 9.9 0 0 0 0 14M19 5a9.9 9.9 0 0 1 0 14" />',
  close: '<path d="M6 6l12 12M18 6L6 18" />',
} as const

type Icons = Readonly<Record<keyof typeof shapes, TemplateResult>>

/** One template for each drawing, by its name. */
function iconsOf(drawn: typeof shapes): Icons
function iconsOf(drawn: Readonly<Record<string, string>>): Readonly<Record<string, TemplateResult>> {
  return Object.fromEntries(Object.entries(drawn).map(([name, one]) => [name, icon(one)]))
}

export const icons = iconsOf(shapes)

/** The mark of the service. */
export const mark = svg`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
  <rect width="32" height="32" rx="8" fill="var(--accent)" />
  <g fill="none" stroke="var(--on-accent)" stroke-width="2.6" stroke-linecap="round">
    <path d="M6 11c4-4 7-4 10 0s6 4 10 0" />
    <path d="M6 17c4-4 7-4 10 0s6 4 10 0" opacity=".8" />
    <path d="M6 23c4-4 7-4 10 0s6 4 10 0" opacity=".6" />
  </g>
</svg>`
