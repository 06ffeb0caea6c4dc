import { httpOrigin, isLoopback, isWildcard, originsServed } from '../../../processors/websocket-bridge/origin.ts'
import type { Machine } from '../../../processors/websocket-bridge/origin.ts'
import type { Config } from '../config.ts'
import type { ProgramExit } from '../supervisor/running-program.ts'

/** The user-facing message about a process that ended and is restarted. @param log path of its log file. */
export function restartLine(
  name: string,
  { code, signal, lastError }: ProgramExit,
  againInMs: number,
  log: string,
): string {
  // The last line of a process that a signal killed does not say why it ended.
  const reason = lastError === '' || signal !== null ? '' : ` ("${lastError}")`
  const how = signal === null ? `ended with code ${code ?? 'unknown'}` : `was ended by ${signal}`
  return `${name} ${how}${reason}: it is restarted in ${againInMs / 1_000} s. Its log: ${log}`
}

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

/** An IPv6 address of the local link needs a zone, which no browser takes. */
function isOfOthers({ hostname }: URL): boolean {
  return !isLoopback(hostname) && !isWildcard(hostname.replace(/^\[|\]$/g, '')) && !hostname.startsWith('[fe80:')
}
