import { openAnalyserPool } from '../../../processors/extract-features/edge.ts'
import { extractFeatures } from '../../../processors/extract-features/extract-features.ts'
import { libraryFoldersOf } from '../config.ts'
import { decodingSettings } from '../settings.ts'
import { rememberDeadLetters, retryFailures } from './analysis-failures.ts'
import { runBesideInstances } from './beside-instances.ts'
import { instanceId } from './instance-id.ts'
import type { Main } from './main.ts'

/** What earlier versions gave up when a disk was away. While this one runs, the scanner has such files tried again. */
const STORAGE = ['file-gone', 'file-unreadable']

export const extractFeaturesMain: Main<'extract-features'> = (config) => ({
  node: extractFeatures,
  async run(runtime) {
    const instance = await instanceId(config.SLIPSTREAM_DATA)
    const { analyse, hasFfmpeg, close } = openAnalyserPool(decodingSettings(config), runtime.log, {
      libraryFolders: libraryFoldersOf(config),
      instance,
    })
    try {
      await rememberDeadLetters(runtime)
      await retryFailures(runtime, new Set([...STORAGE, ...((await hasFfmpeg()) ? ['needs-ffmpeg'] : [])]))
      await runBesideInstances(runtime, instance, analyse)
    } finally {
      await close()
    }
  },
})
