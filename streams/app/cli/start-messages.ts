import { httpOrigin, isLoopback, isWildcard, originsServed } from '../../../processors/websocket-bridge/origin.ts'
import type { Machine } from '../../../processors/websocket-bridge/origin.ts'
import type { Access } from '../access.ts'
import type { Config } from '../config.ts'
import { isCrashLoop } from '../../engine/crash-loop.ts'
import { missedWithout } from '../../../processors/shared/standstill.ts'
import type { ProgramExit } from '../supervisor/running-program.ts'
import type { Restart } from '../supervisor/supervise.ts'

/**
 * The user-facing message about a process that ended and is restarted. In a crash loop it says what is missed meanwhile, and
 * is repeated ever more rarely: null says that it was said before.
 * @param log path of its log file.
 */
export function restartLine(name: string, { exit, inMs, failures }: Restart, log: string): string | null {
  const ended = `${howEnded(exit)}${reasonOf(exit)}`
  if (!isCrashLoop(failures)) return `${name} ${ended}: it is restarted in ${inMs / 1_000} s. Its log: ${log}`
  if (!Number.isInteger(Math.log2(failures))) return null
  return `${missedWithout(name)}: ${name} has crashed ${failures} times in a row, and ${ended}. It is restarted until it runs. Its log: ${log}`
}

/** Why a processor cannot run, in its own words. */
export function fatalMessage(name: string, { message, lastError }: ProgramExit): string {
  return `${name} cannot run as things are set:\n${message === '' ? lastError : message}`
}

const howEnded = ({ code, signal }: ProgramExit): string =>
  signal === null ? `ended with code ${code ?? 'unknown'}` : `was ended by ${signal}`

/** The last line of a process that a signal killed does not say why it ended. */
const reasonOf = ({ signal, lastError }: ProgramExit): string =>
  lastError === '' || signal !== null ? '' : ` ("${lastError}")`

/** The player's address for a browser on this machine. */
export function playerUrl({ SLIPSTREAM_HOST: host, SLIPSTREAM_PORT: port }: Config): string {
  if (host === '0.0.0.0') return httpOrigin('127.0.0.1', port)
  return httpOrigin(host === '::' ? '::1' : host, port)
}

/** The lines that say where the player is: on this machine, and for others, when it can be reached by them. */
export function playerLines(config: Config, machine: Machine): string {
  const { SLIPSTREAM_HOST: host, SLIPSTREAM_PORT: port, SLIPSTREAM_ORIGINS: origins } = config
  const here = playerUrl(config)
  const served = originsServed({ host, port, published: config.SLIPSTREAM_PUBLISHED ?? null, origins }, machine)
  const elsewhere = served.filter((origin) => origin !== here && isOfOthers(new URL(origin)))
  const lines = [`Slipstream plays at ${here}`, ...elsewhere.map((origin) => `for others at ${origin}`)]
  return lines.map((line) => `  ${line}`).join('\n')
}

/** What the settings mean for who may come in. */
export function accessLine(access: Access): string {
  switch (access) {
    case 'this-machine':
      return 'Only programs of this machine reach it.'
    case 'password':
      return 'The password is asked once in each browser. Without HTTPS, anyone on the network path can read it and the music.'
    case 'everybody':
      return 'SLIPSTREAM_OPEN=yes: everybody who reaches it may play and copy the whole library, as any number of listeners.'
  }
}

/** An IPv6 address of the local link needs a zone, which no browser takes. */
function isOfOthers({ hostname }: URL): boolean {
  return !isLoopback(hostname) && !isWildcard(hostname.replace(/^\[|\]$/g, '')) && !hostname.startsWith('[fe80:')
}
