import { fmaLibrary } from '../../../processors/scan-library/edge/fma-library.ts'
import type { Library } from '../../../processors/scan-library/library.ts'
import { run } from '../../../processors/scan-library/edge.ts'
import { scanLibrary } from '../../../processors/scan-library/scan-library.ts'
import type { Context } from '../../engine/runtime/context.ts'
import type { Service } from '../../engine/runtime/service.ts'
import { demoLibraryFolder, isDemo } from '../config.ts'
import type { Config } from '../config.ts'
import { makeDemoLibrary } from '../demo/demo-library.ts'

/** Runs scan-library on the configured libraries. When none is configured, it generates the demo library and scans that. */
export async function runScanLibrary(service: Service): Promise<void> {
  const { config } = service
  const context = service.context(scanLibrary.to)
  await run(context, {
    libraries: librariesOf(config),
    watch: config.SLIPSTREAM_WATCH === 'on',
    ...(isDemo(config) ? { generate: () => generateDemoLibrary(context, demoLibraryFolder(config)) } : {}),
  })
}

/** The configured folders and data set, or the demo library when there are none. */
export function librariesOf(config: Config): readonly Library[] {
  const demo = demoLibraryFolder(config)
  const folders = isDemo(config) ? [demo] : config.SLIPSTREAM_MUSIC
  const libraries = folders.map((folder): Library => ({ folder, origin: folder === demo ? 'demo' : 'folder' }))
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

async function generateDemoLibrary({ log, signal }: Context, folder: string): Promise<void> {
  const report = (done: number, total: number, title: string) =>
    log.info({ done, total, title }, `Making the demo library: ${done} of ${total}.`)
  await makeDemoLibrary(folder, report, { signal })
}
