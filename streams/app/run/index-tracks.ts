import { indexTracks } from '../../../processors/index-tracks/index-tracks.ts'
import type { Main } from './main.ts'
import { runWithIndexThread } from './index-thread.ts'

export const indexTracksMain: Main<'index-tracks'> = () => ({
  node: indexTracks,
  run: (runtime) => runWithIndexThread(runtime, indexTracks),
})
