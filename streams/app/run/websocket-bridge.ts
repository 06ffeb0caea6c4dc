import { runBridge } from '../../../processors/websocket-bridge/edge.ts'
import { websocketBridge } from '../../../processors/websocket-bridge/websocket-bridge.ts'
import { edgeContext } from '../../engine/runtime/edge-context.ts'
import { topologyEdges } from '../../engine/topology.ts'
import { accessOf } from '../access.ts'
import { bridgeSettings } from '../settings.ts'
import type { Main } from './main.ts'

/** @throws {ConfigError} when others could come in, and nothing says whether they may. */
export const websocketBridgeMain: Main<'websocket-bridge'> = (config) => {
  accessOf(config)
  const settings = bridgeSettings(config)
  // The other processors are code that the bridge has no use for, until somebody looks at the graph.
  const graph = async () => {
    const { topology } = await import('../topology.ts')
    return topologyEdges(topology({ models: config.SLIPSTREAM_MODELS }))
  }
  return {
    node: websocketBridge,
    run: (runtime) => runBridge(edgeContext(runtime, websocketBridge.to), settings, graph),
  }
}
