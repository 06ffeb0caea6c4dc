import { trainIndex } from '../../../processors/train-index/train-index.ts'
import type { Main } from './main.ts'
import { runWithIndexThread } from './index-thread.ts'

export const trainIndexMain: Main<'train-index'> = () => ({
  node: trainIndex,
  run: (runtime) => runWithIndexThread(runtime, trainIndex),
})
