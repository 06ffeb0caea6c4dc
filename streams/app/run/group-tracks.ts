import { groupTracks } from '../../../processors/group-tracks/group-tracks.ts'
import { runEventSourced } from '../../engine/runtime/run-processor.ts'
import type { Main } from './main.ts'

export const groupTracksMain: Main<'group-tracks'> = () => ({
  node: groupTracks,
  run: (runtime) => runEventSourced(runtime, groupTracks),
})
