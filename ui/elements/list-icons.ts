import { svg } from 'lit'
import { icon } from './icons.ts'

/** Pictures that only the views of lists use. */
export const listIcons = {
  never: icon(svg`<circle cx="12" cy="12" r="8" /><path d="M6.500 6.500l11 11" />`),
  delete: icon(svg`<path d="M5 7h14M9.500 7V4.500h5V7M7 7l.8 12.500h8.4L17 7M10.500 11v5M13.500 11v5" />`),
  grip: icon(svg`<path d="M9 6h.01M9 12h.01M9 18h.01M15 6h.01M15 12h.01M15 18h.01" stroke-width="3" />`),
} as const
