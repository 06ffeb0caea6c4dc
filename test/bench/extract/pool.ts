import { basename, dirname } from 'node:path'
import { pino } from 'pino'
import { openAnalyserPool } from '../../../processors/extract-features/edge.ts'
import type { AnalyserPool } from '../../../processors/extract-features/edge.ts'
import { parseConfig } from '../../../streams/app/config.ts'
import { input, reference } from '../../processors/extract-features/references.ts'
import { decodingSettings } from '../../../streams/app/settings.ts'

/** The processes that listen, as extract-features runs them, in front of files instead of a topic. */
export interface PooledAnalysers {
  /** Listens to all files, as many at a time as there are processes. @returns seconds that it took. */
  secondsFor(files: readonly string[]): Promise<number>
  close(): Promise<void>
}

/** @param warmUp files of each kind: they are listened to first, so that every process has loaded its decoders. */
export async function openAnalysers(processes: number, warmUp: readonly string[]): Promise<PooledAnalysers> {
  const hearing = openAnalyserPool(decodingSettings(parseConfig({})), pino({ level: 'silent' }), {
    concurrency: processes,
  })
  await Promise.all(
    Array.from({ length: processes }, () => warmUp).flatMap((files) => files.map((f) => ask(hearing, f))),
  )
  return {
    async secondsFor(files) {
      const begin = performance.now()
      await Promise.all(files.map((file) => ask(hearing, file)))
      return (performance.now() - begin) / 1_000
    },
    close: () => hearing.close(),
  }
}

async function ask(hearing: AnalyserPool, file: string): Promise<void> {
  const record = input(reference({ library: dirname(file), path: basename(file) }))
  const heard = await hearing.analyse(record, new AbortController().signal)
  if (!heard.ok) throw new Error(heard.message)
}
