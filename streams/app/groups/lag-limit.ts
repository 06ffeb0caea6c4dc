import { z } from 'zod'
import { ConfigError } from '../../engine/errors.ts'

export interface LagOptions {
  /** More records than this that were not read make the command end with `EXIT.unmet`. */
  readonly maxLag?: number
}

const limit = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)

/** @param text as it was typed; undefined: there is no limit. @throws {ConfigError} */
export function parseLagLimit(text: string | undefined): LagOptions {
  if (text === undefined) return {}
  const parsed = limit.safeParse(text)
  if (parsed.success) return { maxLag: parsed.data }
  throw new ConfigError(`--max-lag is a number of records, 0 or more, and not "${text}".`)
}
