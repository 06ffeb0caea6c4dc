import type { ProgramSpec } from '../supervisor/running-program.ts'

export type PartName = 'kafka' | 'registry' | 'mongodb'

/** One server of the embedded stack. */
export interface Part {
  readonly name: PartName
  /** Its name in user-facing messages. */
  readonly title: string
  readonly port: number
  /** Makes the files and folders that it needs; idempotent. */
  prepare(): Promise<void>
  readonly program: ProgramSpec
  /** Gives back what `prepare` holds; called when the part has stopped. */
  release?(): Promise<void>
  /** Whether it answers a request of its protocol. */
  answers(): Promise<boolean>
}

/** The Java runtime and the jars of the parts. */
export interface Java {
  readonly command: string
  /** The folder that Maven filled: `lib` and `registry`. */
  readonly jars: string
}

/**
 * JVM flags for a quick start, measured on two cores: with the C1 compiler alone the registry starts in 2.4 s instead of
 * 4 s, and the serial collector takes the least memory.
 */
export const QUICK_START = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'] as const

/** The environment of a part: it needs none of the addresses, which may hold passwords. */
export const partEnvironment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.endsWith('_URL') && !name.startsWith('SLIPSTREAM_')))
