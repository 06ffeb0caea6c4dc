import { forgottenListeners, listenerDigest } from '../../../processors/shared/files/forgotten-listeners.ts'
import type { ListenerId } from '../../../schemas/generated.ts'
import { ConfigError } from '../../engine/errors.ts'
import type { Config } from '../config.ts'
import { connectClient } from '../connect-client.ts'
import { parseListener } from '../forget/forget.ts'
import { interruption } from '../output/interruption.ts'
import type { OutputStreams } from '../output/output-streams.ts'
import { recordOutput } from '../output/record-output.ts'
import { openExports } from './export-files.ts'
import { importHistory } from './import-history.ts'

export interface ImportOptions {
  readonly listener: string
  readonly execute?: boolean
}

/** @throws {ConfigError} {SlipstreamError} @returns the exit code. */
export async function runImport(
  config: Config,
  paths: readonly string[],
  { listener: text, execute = false }: ImportOptions,
  { err }: Pick<OutputStreams, 'err'>,
): Promise<number> {
  const listener = parseListener(text)
  const { files, others, close } = await openExports(paths)
  try {
    const signal = interruption()
    const runtime = await connectClient(config, 'import', signal)
    requireKnown(runtime.settings.dataFolder, listener)
    if (others > 0)
      err(`Not opened, as no listening history: ${others} other ${others === 1 ? 'file' : 'files'} of the export.`)
    return await importHistory({ runtime, output: recordOutput(), err, signal, nowMs: Date.now() }, { listener, files, execute }) // prettier-ignore
  } finally {
    close()
  }
}

/** @throws {ConfigError} for a listener who was forgotten: nobody can be that listener any more. */
export function requireKnown(dataFolder: string, listener: ListenerId): void {
  const digest = listenerDigest(listener)
  if (!forgottenListeners(dataFolder).some((each) => each.digest === digest)) return
  throw new ConfigError(`The listener ${listener} was forgotten. Open the player, and give --listener the id that /api/session answers.`) // prettier-ignore
}
