import { monitorFeedback } from '../../../processors/monitor-feedback/monitor-feedback.ts'
import { runProcessor } from '../../engine/runtime/run-processor.ts'
import type { Main } from './main.ts'

export const monitorFeedbackMain: Main<'monitor-feedback'> = () => ({
  node: monitorFeedback,
  run: (runtime) => runProcessor(runtime, monitorFeedback),
})
