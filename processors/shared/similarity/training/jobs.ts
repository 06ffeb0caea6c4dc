import { jobHandler } from '../../../../streams/engine/offloaded.ts'
import { assignJob } from './assign.ts'
import { trainJob } from './train.ts'

/** The module of the worker that runs the offloaded jobs of train-index and index-tracks. */
export default jobHandler([assignJob, trainJob])
