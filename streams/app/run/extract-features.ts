import { openAnalyserPool } from '../../../processors/extract-features/edge.ts'
import { extractFeatures } from '../../../processors/extract-features/extract-features.ts'
import { runEnricher } from '../../engine/runtime/run-processor.ts'
import { libraryFoldersOf } from '../config.ts'
import { decodingSettings } from '../settings.ts'
import { rememberDeadLetters, retryFailures } from './analysis-failures.ts'
import type { Main } from './main.ts'

export const extractFeaturesMain: Main<'extract-features'> = (config) => ({
  node: extractFeatures,
  async run(runtime) {
    const { analyse, hasFfmpeg, close } = openAnalyserPool(decodingSettings(config), runtime.log, {
      libraryFolders: libraryFoldersOf(config),
    })
    try {
      await rememberDeadLetters(runtime)
      if (await hasFfmpeg()) await retryFailures(runtime, 'needs-ffmpeg')
      await runEnricher(runtime, extractFeatures, (record) => analyse(record, runtime.signal))
    } finally {
      await close()
    }
  },
})
