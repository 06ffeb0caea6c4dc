import { openAnalyserPool } from '../../../processors/extract-features/edge.ts'
import { extractFeatures } from '../../../processors/extract-features/extract-features.ts'
import { redriveNewest } from '../../engine/runtime/redrive.ts'
import { runEnricher } from '../../engine/runtime/run-processor.ts'
import { decodingSettings } from '../settings.ts'
import type { Main } from './main.ts'

export const extractFeaturesMain: Main<'extract-features'> = (config) => ({
  node: extractFeatures,
  async run(runtime) {
    const { analyse, hasFfmpeg, close } = openAnalyserPool(decodingSettings(config), runtime.log)
    try {
      if (await hasFfmpeg()) await redriveNewest(runtime, extractFeatures.name, 'needs-ffmpeg')
      await runEnricher(runtime, extractFeatures, (record) => analyse(record, runtime.signal))
    } finally {
      await close()
    }
  },
})
