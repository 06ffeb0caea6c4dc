// Preloaded by NODE_OPTIONS into every process of a program: its wall clock is off by the milliseconds that a file holds, from
// a moment after the file was changed. Timers and performance.now() go on as they are, as when somebody sets a clock.
import { readFileSync } from 'node:fs'

const LOOK_EVERY_MS = 100
const { SHIFTED_CLOCK: path = '' } = process.env
const Wall = Date
const rightNow = Date.now
let offsetMs = 0

function look() {
  offsetMs = Number(readFileSync(path, 'utf8'))
}
look()
setInterval(look, LOOK_EVERY_MS).unref()

globalThis.Date = class extends Wall {
  constructor(...parts) {
    if (parts.length === 0) super(rightNow() + offsetMs)
    else super(...parts)
  }
  static now() {
    return rightNow() + offsetMs
  }
}
