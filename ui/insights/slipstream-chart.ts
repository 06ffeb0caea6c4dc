import type { TemplateResult } from 'lit'
import { LitElement, html, nothing, unsafeCSS } from 'lit'
import './plot-language.ts'
import uPlot from 'uplot'
import plotStyles from 'uplot/dist/uPlot.min.css?inline'
import type { ChartSeries, ChartSpec } from '../data/insights.ts'
import { countText, shareText } from '../data/insights.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import { chartStyles } from './slipstream-chart.styles.ts'

const HEIGHT = 220
/** Of a letter in a label, and between two labels, CSS pixels. */
const LETTER_WIDTH = 7
const LABEL_GAP = 10
const AXIS_WIDTH = 56
const MARK_RADIUS = 5
/** Series stand beside one another by this share of a category. */
const BESIDE = 0.22

/** The colours of a chart, resolved: a canvas knows no custom properties. */
interface Ink {
  readonly text: string
  readonly line: string
  readonly series: readonly string[]
}

/** @summary Values of categories as bars, or as points with intervals. A picture: what it shows stands in a table beside it. */
export class SlipstreamChart extends LitElement {
  static override styles = [sharedStyles, unsafeCSS(plotStyles), chartStyles]
  static override properties = { spec: { attribute: false }, summary: {} }

  declare spec: ChartSpec
  /** What the chart says, for those who do not see it. */
  declare summary: string

  #plot: uPlot | null = null
  #drawn = ''
  readonly #sizes = new ResizeObserver(() => this.#resize())
  readonly #looks = new MutationObserver(() => this.#draw())
  readonly #schemes = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) => matchMedia(query))
  readonly #redraw = () => this.#draw()

  override connectedCallback(): void {
    super.connectedCallback()
    this.#sizes.observe(this)
    this.#looks.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    for (const scheme of this.#schemes) scheme.addEventListener('change', this.#redraw)
    this.#drawn = ''
    this.requestUpdate()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#sizes.disconnect()
    this.#looks.disconnect()
    for (const scheme of this.#schemes) scheme.removeEventListener('change', this.#redraw)
    this.#plot?.destroy()
    this.#plot = null
  }

  protected override render(): TemplateResult {
    const { title, series } = this.spec
    return html`
      <p class="title" aria-hidden="true">${title}</p>
      ${
        series.length < 2
          ? nothing
          : html`<ul class="legend" aria-hidden="true">
              ${series.map(({ name, mark }, i) => html`<li class="series-${i}"><span class=${mark}></span>${name}</li>`)}
            </ul>`
      }
      <div class="plot" role="img" aria-label=${`${title}. ${this.summary}`}></div>
      <span class="ink"></span>
    `
  }

  protected override updated(): void {
    const drawn = JSON.stringify(this.spec)
    if (drawn !== this.#drawn) this.#draw()
    this.#drawn = drawn
  }

  #resize(): void {
    const width = this.#width()
    if (this.#plot === null || width === this.#plot.width) return
    this.#plot.setSize({ width, height: HEIGHT })
  }

  #width(): number {
    return Math.max(200, Math.floor(this.clientWidth))
  }

  #draw(): void {
    const host = this.renderRoot.querySelector<HTMLElement>('.plot')
    if (host === null || !this.isConnected) return
    this.#plot?.destroy()
    const { labels, series } = this.spec
    const bars = series.map(({ values, mark }) => (mark === 'bar' ? [...values] : values.map(() => null)))
    this.#plot = new uPlot(optionsOf(this.spec, this.#ink(), this.#width()), [labels.map((_, i) => i), ...bars], host)
  }

  #ink(): Ink {
    const probe = this.renderRoot.querySelector<HTMLElement>('.ink')
    const resolved = (token: string): string => {
      if (probe === null) return ''
      probe.style.color = `var(${token})`
      return getComputedStyle(probe).color
    }
    return { text: resolved('--quiet'), line: resolved('--line'), series: ['--accent', '--text'].map(resolved) }
  }
}

const valueText = (unit: ChartSpec['unit'], value: number): string =>
  unit === 'share' ? shareText(value) : unit === 'count' ? (Number.isInteger(value) ? countText(value) : '') : String(Number(value.toFixed(3))) // prettier-ignore

function optionsOf(spec: ChartSpec, ink: Ink, width: number): uPlot.Options {
  const { labels, series, unit } = spec
  const font = `12px ${getComputedStyle(document.documentElement).fontFamily}`
  const axis = { stroke: ink.text, font, ticks: { show: false }, grid: { stroke: ink.line, width: 1 } }
  const longest = Math.max(0, ...labels.map((label) => label.length)) * LETTER_WIDTH + LABEL_GAP
  const every = Math.max(1, Math.ceil((labels.length * longest) / Math.max(1, width - AXIS_WIDTH)))
  return {
    width,
    height: HEIGHT,
    padding: [12, 12, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [-0.5, Math.max(0, labels.length - 1) + 0.5] },
      y: { range: [...(spec.range ?? reach(series))] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        splits: () => labels.map((_, i) => i).filter((i) => i % every === 0),
        values: (_plot, places) => places.map((i) => labels[i] ?? ''),
      },
      { ...axis, size: AXIS_WIDTH, values: (_plot, values) => values.map((value) => valueText(unit, value)) },
    ],
    series: [
      {},
      ...series.map((_, i) => ({
        points: { show: false },
        fill: ink.series[i] ?? ink.text,
        paths: uPlot.paths.bars?.({ size: [0.7, 48], align: 0 }) ?? (() => null),
      })),
    ],
    hooks: { draw: [(plot) => series.forEach((each, i) => drawPoints(plot, each, beside(i, series.length), ink.series[i] ?? ink.text))] }, // prettier-ignore
  }
}

const beside = (i: number, count: number): number => (i - (count - 1) / 2) * BESIDE

/** From 0 to what is largest, ends of intervals included, with some room. */
function reach(series: readonly ChartSeries[]): readonly [number, number] {
  const all = series.flatMap(({ values, intervals = [] }) => [...values, ...intervals.flatMap((each) => each ?? [])])
  const known = all.filter((value) => value !== null)
  const [least, most] = [Math.min(0, ...known), Math.max(0, ...known)]
  return [least * 1.1, most === least ? 1 : most * 1.1]
}

function drawPoints(plot: uPlot, { mark, values, intervals }: ChartSeries, shift: number, colour: string): void {
  if (mark === 'bar') return
  const { ctx } = plot
  const radius = MARK_RADIUS * devicePixelRatio
  ctx.save()
  ctx.strokeStyle = ctx.fillStyle = colour
  ctx.lineWidth = 2 * devicePixelRatio
  values.forEach((value, i) => {
    if (value === null) return
    const x = plot.valToPos(i + shift, 'x', true)
    const ends = intervals?.[i]?.map((end) => plot.valToPos(end, 'y', true)) ?? []
    ctx.beginPath()
    ends.forEach((y, end) => {
      if (end === 0) ctx.moveTo(x, y)
      else ctx.lineTo(x, y)
    })
    for (const y of ends) {
      ctx.moveTo(x - radius, y)
      ctx.lineTo(x + radius, y)
    }
    ctx.stroke()
    const y = plot.valToPos(value, 'y', true)
    ctx.beginPath()
    if (mark === 'dot') ctx.arc(x, y, radius, 0, 2 * Math.PI)
    else ctx.rect(x - radius, y - radius, 2 * radius, 2 * radius)
    ctx.fill()
  })
  ctx.restore()
}

customElements.define('slipstream-chart', SlipstreamChart)
