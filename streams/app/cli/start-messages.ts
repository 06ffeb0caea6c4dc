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
  if (host === '0.0.0.0') return `http://127.0.0.1:${port}`
  if (host === '::') return `http://[::1]:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
