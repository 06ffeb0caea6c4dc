import type { Program } from '../supervisor/child.ts'

export type PartName = 'kafka' | 'registry' | 'mongodb'

/** One thing that the embedded stack is made of. */
export interface Part {
  readonly name: PartName
  /** How it is called on the terminal. */
  readonly title: string
  readonly port: number
  /** Makes what must be there before it starts; does nothing the second time. */
  prepare(): Promise<void>
  readonly program: Program
  /** Whether it answers its protocol by now. */
  answers(): Promise<boolean>
}

/** Where the parts find what was resolved for them. */
export interface Java {
  readonly command: string
  /** The folder that Maven filled: `lib` and `registry`. */
  readonly jars: string
}

/**
 * Flags that measured best for starting on two cores: the C1 compiler alone starts a registry in 2.4 s instead of 4, and
 * the serial collector takes the least memory.
 */
export const QUICK_START = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'] as const
