import { runMongoSink } from '../../../processors/mongo-sink/edge.ts'
import { mongoSink } from '../../../processors/mongo-sink/mongo-sink.ts'
import { edgeContext } from '../../engine/runtime/edge-context.ts'
import { mongodbUrlOf } from '../addresses.ts'
import type { Main } from './main.ts'

export const mongoSinkMain: Main<'mongo-sink'> = (config) => ({
  node: mongoSink,
  run: (runtime) => runMongoSink(edgeContext(runtime, []), { mongodbUrl: mongodbUrlOf(config) }),
})
