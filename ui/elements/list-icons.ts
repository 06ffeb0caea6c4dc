import { svg } from 'lit'
import { icon } from './icons.ts'

/** Pictures that only the views of lists use. */
export const listIcons = {
  more: icon(svg`<path d="M5.5 12h.01M12 12h.01M18.5 12h.01" stroke-width="3.2" />`),
  delete: icon(svg`<path d="M5 7h14M9.500 7V4.500h5V7M7 7l.8 12.500h8.4L17 7M10.500 11v5M13.500 11v5" />`),
  up: icon(svg`<path d="M6 14l6-6 6 6" />`),
  down: icon(svg`<path d="M6 10l6 6 6-6" />`),
  grip: icon(svg`<path d="M9 6h.01M9 12h.01M9 18h.01M15 6h.01M15 12h.01M15 18h.01" stroke-width="3" />`),
} as const
