import type { DoorSettings } from '../../processors/websocket-bridge/edge/bridge.ts'

/** A bridge that only this machine reaches, without a password. */
export const OPEN_DOOR: DoorSettings = {
  published: null,
  origins: [],
  trustedProxies: ['loopback'],
  password: null,
  sessionKey: null,
  metricsToken: null,
}
