import { runBridge } from '../../../processors/websocket-bridge/edge.ts'
import { websocketBridge } from '../../../processors/websocket-bridge/websocket-bridge.ts'
import { edgeContext } from '../../engine/runtime/edge-context.ts'
import { bridgeSettings } from '../settings.ts'
import type { Main } from './main.ts'

export const websocketBridgeMain: Main<'websocket-bridge'> = (config) => ({
  node: websocketBridge,
  run: (runtime) => runBridge(edgeContext(runtime, websocketBridge.to), bridgeSettings(config)),
})
