import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../streams/app/embedded/ports.ts'
import { addressesOf } from '../../streams/app/addresses.ts'
import { parseConfig } from '../../streams/app/config.ts'
import type { Addresses } from '../../streams/app/addresses.ts'

/** The whole of Slipstream, as `npm start` runs it, on ports of its own. */
export interface Running {
  readonly url: string
  readonly addresses: Addresses
  readonly child: ChildProcess
  /** Everything printed so far. */
  printed(): string
  /** Resolves with the match once it has been printed. */
  until(pattern: RegExp): Promise<RegExpExecArray>
  /** @returns the exit code, or the signal's name. */
  stop(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<number | string | null>
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PORTS = ['SLIPSTREAM_PORT', 'SLIPSTREAM_KAFKA_PORT', 'SLIPSTREAM_REGISTRY_PORT', 'SLIPSTREAM_MONGODB_PORT']

/**
 * Starts it and waits for the player's address.
 * @param env beside that of this process.
 * @throws {Error} with all that was printed, when it ends before.
 */
export async function startSlipstream(
  dataFolder: string,
  music: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Running> {
  const args = ['streams/app/cli/slipstream.js', 'start', ...music.flatMap((folder) => ['--music', folder])]
  const ports = await Promise.all(PORTS.map(async (name) => [name, String(await freePort())] as const))
  const settings = { ...Object.fromEntries(ports), SLIPSTREAM_DATA: dataFolder }
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, ...settings, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  const waiting = new Set<() => void>()
  const read = (chunk: Buffer) => {
    text += chunk.toString('utf8')
    for (const check of waiting) check()
  }
  child.stdout.on('data', read)
  child.stderr.on('data', read)
  const ended = new Promise<number | string | null>((resolve) => {
    child.once('close', (code, by) => resolve(code ?? by))
  })

  const until = (pattern: RegExp) =>
    Promise.race([
      new Promise<RegExpExecArray>((resolve) => {
        const check = () => {
          const match = pattern.exec(text)
          if (match === null) return
          waiting.delete(check)
          resolve(match)
        }
        waiting.add(check)
        check()
      }),
      ended.then((): never => {
        throw new Error(`Slipstream ended before it printed ${String(pattern)}:\n${text}`)
      }),
    ])

  const [, url = ''] = await until(/Slipstream plays at (http:\/\/\S+)/)
  return {
    url: url.replace(/\/$/, ''),
    addresses: addressesOf(parseConfig(settings)),
    child,
    printed: () => text,
    until,
    stop(signal) {
      child.kill(signal)
      return ended
    },
  }
}
