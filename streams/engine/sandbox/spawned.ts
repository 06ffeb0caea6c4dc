import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { Command } from './sandbox.ts'

const STDERR_CHARACTERS = 8_000

/** A process with an IPC channel, an empty environment, and its program on standard input. */
export class Spawned {
  readonly #process: ChildProcess
  #stderr = ''
  #exit: string | null = null
  /** Resolves when the process is gone, with how it ended and the end of its error output. */
  readonly ended: Promise<string>

  constructor([program, ...args]: Command, source: Uint8Array) {
    this.#process = spawn(program, args, {
      env: {},
      serialization: 'advanced',
      stdio: ['pipe', 'ignore', 'pipe', 'ipc'],
    })
    this.#process.stdin?.on('error', () => undefined) // it ended before it was read: `close` follows
    this.#process.stdin?.end(source)
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_CHARACTERS)
    })
    this.ended = new Promise((resolve) => {
      const end = (how: string) => {
        const said = this.#stderr.trim()
        this.#exit = said === '' ? how : `${how}: ${said}`
        resolve(this.#exit)
      }
      this.#process.once('close', (code, signal) =>
        end(signal === null ? `exit code ${String(code)}` : `signal ${signal}`),
      )
      this.#process.on('error', (error) => {
        if (this.#process.pid === undefined) end(error.message) // else it is about a message or a signal: `close` follows
      })
    })
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  get isRunning(): boolean {
    return this.#exit === null && this.#process.connected
  }

  /** Forgets earlier error output: what is reported then is about the current request. */
  clearErrorOutput(): void {
    this.#stderr = ''
  }

  /** A process that cannot take a message is killed. */
  send(message: object): void {
    this.#process.send(message, (error) => {
      if (error !== null) this.#process.kill('SIGKILL')
    })
  }

  /** Replaces the listener that was there. */
  onMessage(listener: (message: unknown) => void): void {
    this.#process.removeAllListeners('message').on('message', listener)
  }

  offMessage(): void {
    this.#process.removeAllListeners('message')
  }

  /** Resolves when the process is gone. */
  async kill(): Promise<void> {
    if (this.#exit === null) this.#process.kill('SIGKILL')
    await this.ended
  }
}
