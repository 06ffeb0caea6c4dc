import type { Application } from '../engine/application.ts'
import { allTopics, deadLetters } from '../../schemas/topics.ts'
import { addressesOf } from './addresses.ts'
import type { Config } from './config.ts'

/** The topics of Slipstream, for the engine. */
export const slipstreamTopics = { topics: allTopics, deadLetters } as const

/** What the engine needs to be given of Slipstream. */
export function applicationOf(config: Config): Application {
  const { kafkaBrokers, registryUrl, access, replication } = addressesOf(config)
  return {
    ...slipstreamTopics,
    settings: { kafkaBrokers, registryUrl, access, replication, dataFolder: config.SLIPSTREAM_DATA },
  }
}
