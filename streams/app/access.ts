import { isLoopback } from '../../processors/websocket-bridge/origin.ts'
import { ConfigError } from '../engine/errors.ts'
import { readOrExplain, secretOf } from './connections.ts'
import { LEAST_KEY_LETTERS, LEAST_PASSWORD_LETTERS, TOO_SHORT_KEY, TOO_SHORT_PASSWORD } from './config.ts'
import type { Config } from './config.ts'

/** Who may come in: everybody of this machine alone, who knows the password, or everybody who reaches the player. */
export type Access = 'this-machine' | 'password' | 'everybody'

/** @throws {ConfigError} when others can reach the player, and nothing says whether they may come in. */
export function accessOf(config: Config): Access {
  if (passwordOf(config) !== null) return 'password'
  const beyond = reachOfOthers(config)
  if (beyond === null) return 'this-machine'
  if (config.SLIPSTREAM_OPEN === 'yes') return 'everybody'
  throw new ConfigError(
    `${beyond}, so others can reach the player: set SLIPSTREAM_PASSWORD or SLIPSTREAM_PASSWORD_FILE, which is asked once in each browser, or SLIPSTREAM_OPEN=yes, and everybody who reaches it may play and copy the whole library.`,
  )
}

/** What lets others in, as a clause; null: nobody but this machine reaches the player. A proxy counts as others. */
function reachOfOthers(config: Config): string | null {
  const { SLIPSTREAM_HOST: host, SLIPSTREAM_PUBLISHED: published, SLIPSTREAM_ORIGINS: origins } = config
  const named = origins.find((origin) => !isLoopback(new URL(origin).hostname))
  if (named !== undefined) return `SLIPSTREAM_ORIGINS names ${named}`
  if (published !== undefined)
    return isLoopback(published.host) ? null : `SLIPSTREAM_PUBLISHED is ${published.host}:${published.port}`
  return isLoopback(host) ? null : `SLIPSTREAM_HOST is ${host}`
}

/** The password, from its variable or its file; null: none is set. @throws {ConfigError} */
export function passwordOf(config: Config): string | null {
  const { SLIPSTREAM_PASSWORD: password, SLIPSTREAM_PASSWORD_FILE: file } = config
  if (file === undefined) return password ?? null
  if (password !== undefined)
    throw new ConfigError('SLIPSTREAM_PASSWORD and SLIPSTREAM_PASSWORD_FILE are both set: set one of them.')
  const [line = ''] = readOrExplain('SLIPSTREAM_PASSWORD_FILE', file).split(/\r?\n/)
  if (line.length >= LEAST_PASSWORD_LETTERS) return line
  throw new ConfigError(`SLIPSTREAM_PASSWORD_FILE: the first line of ${file} ${TOO_SHORT_PASSWORD}`)
}

/** The key that several bridges share, from its variable or its file; null: none is set. @throws {ConfigError} */
export function sessionKeyOf(config: Config): string | null {
  const key = secretOf(config, 'SLIPSTREAM_SESSION_KEY')?.read() ?? null
  if (key !== null && key.length < LEAST_KEY_LETTERS)
    throw new ConfigError(`SLIPSTREAM_SESSION_KEY_FILE: it ${TOO_SHORT_KEY}`)
  return key
}
