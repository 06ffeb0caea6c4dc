/**
 * Runs a program that knows nothing of its parent, and ends it in order when the parent, to which this process has an IPC
 * channel, has died: `node with-parent.js PROGRAM ARGUMENT…`. In JavaScript, so that it starts without a loader.
 */
import { spawn } from 'node:child_process'

const [program = '', ...args] = process.argv.slice(2)
const child = spawn(program, args, { stdio: 'inherit' })
const end = () => child.kill('SIGTERM')
process.on('disconnect', end)
process.on('SIGTERM', end)
child.on('exit', (code, signal) => process.exit(signal === null ? code : 1))
child.on('error', () => process.exit(1))
