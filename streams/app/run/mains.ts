import type { ProcessorName } from '../topology.ts'
import type { Main } from './main.ts'

/** How each processor is run. Loaded lazily: a processor's process loads what this processor needs, and no other one. */
export const mains: { readonly [N in ProcessorName]: () => Promise<Main<N>> } = {
  'scan-library': async () => (await import('./scan-library.ts')).scanLibraryMain,
  'extract-features': async () => (await import('./extract-features.ts')).extractFeaturesMain,
  'train-index': async () => (await import('./train-index.ts')).trainIndexMain,
  'index-tracks': async () => (await import('./index-tracks.ts')).indexTracksMain,
  'group-tracks': async () => (await import('./group-tracks.ts')).groupTracksMain,
  recommend: async () => (await import('./recommend.ts')).recommendMain,
  'recommend-shadow-1': async () => (await import('./recommend.ts')).shadowMain(1),
  'recommend-shadow-2': async () => (await import('./recommend.ts')).shadowMain(2),
  'keep-opinions': async () => (await import('./keep-opinions.ts')).keepOpinionsMain,
  'monitor-feedback': async () => (await import('./monitor-feedback.ts')).monitorFeedbackMain,
  'mongo-sink': async () => (await import('./mongo-sink.ts')).mongoSinkMain,
  'websocket-bridge': async () => (await import('./websocket-bridge.ts')).websocketBridgeMain,
}

export const isProcessorName = (name: string): name is ProcessorName => Object.hasOwn(mains, name)
