import { runScanLibrary } from '../../../processors/scan-library/edge.ts'
import { fmaLibrary } from '../../../processors/scan-library/edge/fma-library.ts'
import type { MusicLibrary } from '../../../processors/scan-library/library.ts'
import { scanLibrary } from '../../../processors/scan-library/scan-library.ts'
import { edgeContext } from '../../engine/runtime/edge-context.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import { demoLibraryFolder, isDemo } from '../config.ts'
import type { Config } from '../config.ts'
import { forgetTracksAfterMs } from '../settings.ts'
import { instanceId } from './instance-id.ts'
import type { Main } from './main.ts'

export const scanLibraryMain: Main<'scan-library'> = (config) => ({
  node: scanLibrary,
  run: async (runtime) =>
    runScanLibrary(edgeContext(runtime, scanLibrary.to), {
      libraries: librariesOf(config),
      instance: await instanceId(config.SLIPSTREAM_DATA),
      forgetAfterMs: forgetTracksAfterMs(config),
      checkDays: config.SLIPSTREAM_CHECK_DAYS,
      watch: config.SLIPSTREAM_WATCH === 'on',
      ...(isDemo(config) ? { generate: () => generateDemoLibrary(runtime, demoLibraryFolder(config)) } : {}),
    }),
})

/** The configured folders and data set; the demo library when there are none. */
export function librariesOf(config: Config): readonly MusicLibrary[] {
  const demo = demoLibraryFolder(config)
  const folders = isDemo(config) ? [demo] : config.SLIPSTREAM_MUSIC
  const libraries = folders.map((folder): MusicLibrary => ({ folder, origin: folder === demo ? 'demo' : 'folder' }))
  const fma = config.SLIPSTREAM_FMA
  if (fma === undefined) return libraries
  const dataSet = fmaLibrary(fma, {
    subset: config.SLIPSTREAM_FMA_SUBSET ?? null,
    limit: config.SLIPSTREAM_FMA_LIMIT ?? null,
    sample: config.SLIPSTREAM_FMA_SAMPLE ?? null,
    seed: config.SLIPSTREAM_FMA_SEED,
  })
  return [...libraries, { folder: fma, origin: 'fma', dataSet }]
}

/** Loads the composer only here: most installations have music of their own. */
async function generateDemoLibrary({ log, signal }: Runtime, folder: string): Promise<void> {
  const { makeDemoLibrary } = await import('../demo/demo-library.ts')
  const report = (done: number, total: number, title: string) =>
    log.info({ done, total, title }, `Making the demo library: ${done} of ${total}.`)
  await makeDemoLibrary(folder, report, { signal })
}
