import { html } from './markup.ts'
import type { Markup } from './markup.ts'

/** All plots are as wide, in units of their own: letters are as large in each. */
export const WIDTH = 420

export interface PlotFrame {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

export interface Axis {
  readonly from: number
  readonly to: number
  readonly ticks: readonly number[]
  /** How a tick is written. */
  readonly write: (tick: number) => string
}

const STEPS = [1, 2, 2.5, 5, 10]

/** An axis that holds all values, with about so many ticks at round numbers. */
export function axisFor(values: readonly number[], ticks = 5, write?: (tick: number) => string): Axis {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const span = most - least > 1e-9 ? most - least : Math.max(0.1, Math.abs(most) / 10)
  const raw = span / ticks
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = (STEPS.find((each) => each * power >= raw) ?? 10) * power
  const [first, last] = [Math.floor(least / step + 1e-9), Math.ceil((most - 1e-9) / step)]
  const found = Array.from({ length: Math.max(1, last - first) + 1 }, (_, i) => (first + i) * step)
  const digits = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9) + (String(step / power).includes('.5') ? 1 : 0))
  return {
    from: found[0] ?? least,
    to: found.at(-1) ?? most,
    ticks: found,
    write: write ?? ((tick) => tick.toFixed(digits)),
  }
}

/** An axis of whole numbers, from 0. */
export function countAxis(most: number): Axis {
  const step = COUNT_STEPS.find((each) => each * MOST_COUNTS >= most) ?? most
  const ticks = Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step)
  return { from: 0, to: most, ticks, write: String }
}

const COUNT_STEPS = [1, 2, 5, 10, 20, 50]
const MOST_COUNTS = 8

export const placeOn = ({ from, to }: Axis, start: number, end: number) => {
  return (value: number): number => start + ((value - from) / (to - from)) * (end - start)
}

/** Grid lines and numbers of the axis from left to right, and its title below. */
export function acrossAxis(axis: Axis, { left, right, top, bottom }: PlotFrame, title: string): Markup {
  const x = placeOn(axis, left, right)
  return html`${axis.ticks.map(
      (tick) =>
        html`<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="${top}" y2="${bottom}" />
          <text x="${x(tick)}" y="${bottom + 16}" text-anchor="middle">${axis.write(tick)}</text>`,
    )} <text class="axis" x="${(left + right) / 2}" y="${bottom + 34}" text-anchor="middle">${title}</text>`
}

/** The same from the bottom up; its title stands above the plot, where it can be read without turning the head. */
export function upAxis(axis: Axis, { left, right, top, bottom }: PlotFrame, title: string): Markup {
  const y = placeOn(axis, bottom, top)
  return html`${axis.ticks.map(
      (tick) =>
        html`<line class="grid" x1="${left}" x2="${right}" y1="${y(tick)}" y2="${y(tick)}" />
          <text x="${left - 6}" y="${y(tick) + 4}" text-anchor="end">${axis.write(tick)}</text>`,
    )} <text class="axis" x="4" y="${top - 12}">${title}</text>`
}

/** A drawing that is named by its title and told by its description to those who do not see it. */
export function drawing(
  id: string,
  height: number,
  title: string,
  description: string,
  content: readonly Markup[],
): Markup {
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-title ${id}-text">
    <title id="${id}-title">${title}</title>
    <desc id="${id}-text">${description}</desc>
    ${content}
  </svg>`
}

/** One shape and colour for each number up to eight; no two are told apart by colour alone. */
export function marker(kind: number, x: number, y: number, content: Markup | string = ''): Markup {
  const colour = `c${kind % SHAPES.length}`
  const shape = SHAPES[kind % SHAPES.length] ?? SHAPES[0]
  return html`<path class="mark ${colour}" transform="translate(${x} ${y})" d="${shape}">${content}</path>`
}

export const MARKERS = 8
const SHAPES = [
  'M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0Z',
  'M-4 -4H4V4H-4Z',
  'M0 -5.5L5 4H-5Z',
  'M0 -5.5L5.5 0L0 5.5L-5.5 0Z',
  'M0 5.5L5 -4H-5Z',
  'M-1.7 -5H1.7V-1.7H5V1.7H1.7V5H-1.7V1.7H-5V-1.7H-1.7Z',
  'M-5 -3.2L-3.2 -5L0 -1.8L3.2 -5L5 -3.2L1.8 0L5 3.2L3.2 5L0 1.8L-3.2 5L-5 3.2L-1.8 0Z',
  'M0 -2.4a2.4 2.4 0 1 0 0 4.8a2.4 2.4 0 1 0 0 -4.8Z',
] as const

/** Names beside their marks, in two columns. @returns the drawing and its height. */
export function legend(
  names: readonly string[],
  top: number,
  left: number,
): { readonly content: Markup; readonly height: number } {
  const rows = Math.ceil(names.length / 2)
  const column = (WIDTH - left) / 2
  const content = html`${names.map((name, i) => {
    const [x, y] = [left + Math.floor(i / rows) * column, top + (i % rows) * 20]
    return html`${marker(i, x + 6, y)}<text x="${x + 18}" y="${y + 4}">${shortened(name, 24)}</text>`
  })}`
  return { content, height: rows * 20 }
}

const letters = new Intl.Segmenter('en')

/** Cut between what a reader takes for letters. */
export function shortened(text: string, most: number): string {
  const found = Array.from(letters.segment(text), ({ segment }) => segment)
  return found.length > most ? `${found.slice(0, most - 1).join('')}…` : text
}
