import * as vega from 'vega'
import { compile } from 'vega-lite'
import type { Config, TopLevelSpec } from 'vega-lite'
import { html, printable } from './markup.ts'
import type { Markup } from './markup.ts'

export interface Plot {
  /** Unique in the document. */
  readonly id: string
  readonly title: string
  /** What the plot shows, in words, for those who do not see it. */
  readonly description: string
  readonly spec: TopLevelSpec
}

/** Colours are the custom properties of `styles.ts`, so that one drawing follows light, dark and print. */
const CONFIG: Config = {
  aria: false,
  background: 'none',
  font: 'inherit',
  customFormatTypes: false,
  range: { category: Array.from({ length: 8 }, (_, i) => `var(--c${i})`) },
  view: { stroke: null },
  axis: {
    gridColor: 'var(--line)',
    domainColor: 'var(--edge)',
    tickColor: 'var(--edge)',
    labelColor: 'var(--quiet)',
    labelFontSize: 12,
    titleColor: 'var(--text)',
    titleFontSize: 12,
    titleFontWeight: 'normal',
  },
  // Above the plot, so that it can be read without turning the head.
  axisY: { titleAngle: 0, titleAlign: 'left', titleAnchor: 'start', titleX: -34, titleY: -14 },
  legend: { orient: 'bottom', columns: 2, title: null, labelColor: 'var(--quiet)', labelFontSize: 12, labelLimit: 150 },
  header: { title: null, labelColor: 'var(--text)', labelFontSize: 12, labelLimit: 150 },
  mark: { color: 'var(--c0)' },
  rule: { color: 'var(--edge)' },
}

/** Draws a plot as SVG, in which Vega escapes the texts of the data. */
export async function drawing({ id, title, description, spec }: Plot): Promise<Markup> {
  const view = new vega.View(vega.parse(compile(spec, { config: CONFIG }).spec), { renderer: 'none' })
  const svg = printable(await view.toSVG())
  view.finalize()
  const viewBox = /viewBox="([^"]*)"/.exec(svg)?.[1] ?? ''
  const content = svg.slice(svg.indexOf('>') + 1, svg.lastIndexOf('</svg>'))
  return html`<svg viewBox="${viewBox}" role="img" aria-labelledby="${id}-title ${id}-text">
    <title id="${id}-title">${title}</title>
    <desc id="${id}-text">${description}</desc>
    <g aria-hidden="true">${{ markup: content }}</g>
  </svg>`
}
