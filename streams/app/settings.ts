import type { DecodingSettings } from '../../processors/extract-features/edge.ts'
import type { CacheSettings } from '../../processors/websocket-bridge/edge.ts'
import type { BridgeSettings } from '../../processors/websocket-bridge/edge/bridge.ts'
import { addressesOf, mongodbUrlOf } from './addresses.ts'
import { libraryFoldersOf } from './config.ts'
import type { Config } from './config.ts'
import { passwordOf, sessionKeyOf } from './access.ts'

const HOUR_MS = 3_600_000
const SECOND_MS = 1_000
const DAY_MS = 24 * HOUR_MS
const MEBIBYTE = 2 ** 20

export function decodingSettings(config: Config): DecodingSettings {
  return {
    longestMs: config.SLIPSTREAM_DECODE_HOURS * HOUR_MS,
    answerMs: config.SLIPSTREAM_DECODE_SECONDS * SECOND_MS,
    residentBytes: config.SLIPSTREAM_DECODE_MEMORY_MIB * MEBIBYTE,
  }
}

export function bridgeSettings(config: Config): BridgeSettings & CacheSettings {
  return {
    ...addressesOf(config),
    mongodbUrl: mongodbUrlOf(config),
    host: config.SLIPSTREAM_HOST,
    port: config.SLIPSTREAM_PORT,
    dataFolder: config.SLIPSTREAM_DATA,
    coverBytes: config.SLIPSTREAM_COVERS_MIB * MEBIBYTE,
    playableBytes: config.SLIPSTREAM_PLAYABLE_MIB * MEBIBYTE,
    libraryFolders: libraryFoldersOf(config),
    servingModel: config.SLIPSTREAM_MODELS[0],
    door: {
      published: config.SLIPSTREAM_PUBLISHED ?? null,
      origins: config.SLIPSTREAM_ORIGINS,
      trustedProxies: config.SLIPSTREAM_TRUSTED_PROXIES,
      password: passwordOf(config),
      sessionKey: sessionKeyOf(config),
      metricsToken: config.SLIPSTREAM_METRICS_TOKEN ?? null,
    },
  }
}

/** How long a track is remembered whose library folder is away or not given. */
export const forgetTracksAfterMs = ({ SLIPSTREAM_FORGET_DAYS: days }: Config): number =>
  days === 0 ? Infinity : days * DAY_MS
