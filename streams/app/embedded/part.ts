import type { ProgramSpec } from '../supervisor/running-program.ts'

/** Of a cluster; there is no use for more on one machine. */
export const BROKER_NAMES = [
  'broker-1',
  'broker-2',
  'broker-3',
  'broker-4',
  'broker-5',
  'broker-6',
  'broker-7',
] as const
export type BrokerName = (typeof BROKER_NAMES)[number]
export type PartName = 'kafka' | 'registry' | 'mongodb' | BrokerName

/** One server of the embedded stack. */
export interface Part {
  readonly name: PartName
  /** Its name in user-facing messages. */
  readonly title: string
  readonly port: number
  /** Makes the files and folders that it needs; idempotent. */
  prepare(): Promise<void>
  readonly program: ProgramSpec
  /** What it may take to stop; then it is killed. */
  readonly stopWithinMs: number
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

/** The registry and the stores; they have written what they have acknowledged. */
export const STOP_STORES_WITHIN_MS = 2_000

/**
 * JVM flags for a quick start, measured on two cores: with the C1 compiler alone the registry starts in 2.4 s instead of
 * 4 s, and the serial collector takes the least memory.
 */
export const QUICK_START = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'] as const

const OURS = /^(?:SLIPSTREAM|KAFKA|SCHEMA_REGISTRY|MONGODB)_|_URL$/

/** The environment of a part, and of what Java and Maven do for it: it needs no setting of this program, which may be a secret. */
export const partEnvironment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !OURS.test(name)))
