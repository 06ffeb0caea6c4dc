import type { TopologyNode } from '../../engine/processor.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import type { Config } from '../config.ts'

/** A processor with its settings, ready to be run. */
export interface ConfiguredProcessor<N extends string = string> {
  readonly node: TopologyNode & { readonly name: N }
  /** Runs one copy of it until the runtime's signal aborts. @throws what ended it before. */
  run(runtime: Runtime): Promise<void>
}

/** Makes a processor and its settings from the configuration. @throws {ConfigError} when the configuration gives it nothing to do. */
export type Main<N extends string = string> = (config: Config) => ConfiguredProcessor<N>
