import { MultiBar, Presets } from 'cli-progress'
import { printableText, printableInLine } from '../../engine/printable.ts'
import { print } from '../output/output-streams.ts'
import type { Screen } from '../output/output-streams.ts'

/** User-facing output. */
export interface Report {
  line(text: string): void
  /** Shows the progress of a long task. @param unit such as `MB` or `tracks`. */
  bar(title: string, total: number, unit: string): Bar
}

export interface Bar {
  /** @param note shown beside the bar on a terminal, such as a rate. */
  update(done: number, total?: number, note?: string): void
  stop(): void
}

/** Without a terminal, a bar prints one line per step. */
const STEP = 0.25
/** Columns of the bar and its counts. */
const BESIDE_NOTE = 70

/** Progress bars on a terminal, and plain lines elsewhere. */
export function openReport(screen: NodeJS.WriteStream | Screen): Report {
  return isTerminal(screen) ? terminalReport(screen) : plainReport(screen)
}

export function plainReport(screen: Screen): Report {
  const line = (text: string) => print(screen, `${text}\n`)
  return {
    line,
    bar(title, firstTotal, unit) {
      let shown = -1
      return {
        update(done, total = firstTotal) {
          const step = total === 0 ? 0 : Math.floor(Math.min(1, done / total) / STEP)
          if (step <= shown) return
          shown = step
          line(`${title}: ${Math.round(done)} of ${Math.round(total)} ${unit}`)
        },
        stop: () => undefined,
      }
    },
  }
}

/** Discards everything. */
export const silentReport: Report = {
  line: () => undefined,
  bar: () => ({ update: () => undefined, stop: () => undefined }),
}

function terminalReport(stream: NodeJS.WriteStream): Report {
  let bars: MultiBar | null = null
  let open = 0
  return {
    line(text) {
      if (bars === null) print(stream, `${text}\n`)
      else bars.log(`${printableText(text)}\n`)
    },
    bar(title, total, unit) {
      bars ??= new MultiBar(
        { stream, clearOnComplete: true, hideCursor: true, format: '{title} {bar} {value} of {total} {unit}{note}' },
        Presets.shades_classic,
      )
      open += 1
      const bar = bars.create(total, 0, { title, unit, note: '' })
      return {
        update(done, newTotal, note = '') {
          if (newTotal !== undefined) bar.setTotal(Math.round(newTotal))
          const room = Math.max(0, stream.columns - title.length - BESIDE_NOTE)
          const shown = note === '' ? '' : printableInLine(`, ${note}`).slice(0, room)
          bar.update(Math.round(Math.min(done, bar.getTotal())), { note: shown })
        },
        stop() {
          bars?.remove(bar)
          open -= 1
          if (open > 0) return
          bars?.stop()
          bars = null
        },
      }
    },
  }
}

const isTerminal = (screen: NodeJS.WriteStream | Screen): screen is NodeJS.WriteStream => screen.isTTY === true
