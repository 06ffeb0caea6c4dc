import { icon } from './icons.ts'

/** Drawings that only the views of lists use. */
export const listShapes = { never: '<circle cx="12" cy="12" r="8" /><path d="M6.500 6.500l11 11" />' } as const

export const listIcons = {
  download: icon('<path d="M12 4v11M7.500 10.500L12 15l4.500-4.500M5 19.500h14" />'),
  never: icon(listShapes.never),
  delete: icon('<path d="M5 7h14M9.500 7V4.500h5V7M7 7l.8 12.500h8.4L17 7M10.500 11v5M13.500 11v5" />'),
} as const
