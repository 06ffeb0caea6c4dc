import { keepOpinions } from '../../../processors/keep-opinions/keep-opinions.ts'
import { runProcessor } from '../../engine/runtime/run-processor.ts'
import type { Main } from './main.ts'

export const keepOpinionsMain: Main<'keep-opinions'> = () => ({
  node: keepOpinions,
  run: (runtime) => runProcessor(runtime, keepOpinions),
})
