import { appendFileSync, existsSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { commandSchema } from './command.ts'

/**
 * Loaded into each processor before its own modules. At every fail point it carries out the command for this process, if there
 * is one. It counts open transactions in a file, so that a kill from outside is known to have hit one.
 */

const folder = process.env['LEDGER_FOLDER'] ?? ''
const target = process.env['LEDGER_TARGET'] ?? ''
const commandPath = join(folder, `${target}.command`)
const openCount = openSync(join(folder, `${target}.open`), 'w')
const open = new Set<string>()
let passed = 0

function atPoint(point: string, subject: string): void {
  if (point === 'after-produce' || point === 'after-commit') {
    if (point === 'after-produce') open.add(subject)
    else open.delete(subject)
    writeSync(openCount, Buffer.from([open.size]), 0, 1, 0)
  }
  if (!existsSync(commandPath)) return
  const command = commandSchema.parse(JSON.parse(readFileSync(commandPath, 'utf8')))
  if (command.point !== point) return
  passed += 1
  if (passed <= command.passes) return
  passed = 0
  rmSync(commandPath)
  const fired = {
    id: command.id,
    at: Date.now(),
    subject,
    insideTransaction: open.has(subject),
    openTransactions: open.size,
  }
  appendFileSync(join(folder, 'fired.ndjson'), `${JSON.stringify(fired)}\n`)
  if (command.action === 'fail') throw new Error(`An error was injected at ${point}.`)
  process.kill(process.pid, command.action === 'kill' ? 'SIGKILL' : 'SIGSTOP')
  // The signal may arrive a moment later; the process must not go on until then.
  if (command.action === 'kill') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

Reflect.set(globalThis, Symbol.for('slipstream.fail-point'), atPoint)
