import { parseConfig } from '../../config.ts'
import type { Config } from '../../config.ts'

/** The settings of this process's environment. @throws {ConfigError} naming each that is wrong. */
export const configured = (): Config => parseConfig(process.env)
