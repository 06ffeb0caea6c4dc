import { addressesOf, replacedParts } from '../addresses.ts'
import type { Config } from '../config.ts'
import { connectClient } from '../connect-client.ts'
import { interruption } from '../output/interruption.ts'
import type { OutputStreams } from '../output/output-streams.ts'
import { recordOutput } from '../output/record-output.ts'
import { topology } from '../topology.ts'
import { openDocuments } from './documents.ts'
import { forgetListener, parseListener } from './forget.ts'

/** Processors commit once a second, and may be busy with an import. */
const READ_WITHIN_MS = 60_000

/** @returns the exit code. @throws {ConfigError} {SlipstreamError} */
export async function runForget(
  config: Config,
  text: string,
  execute: boolean,
  streams: Pick<OutputStreams, 'err'>,
): Promise<number> {
  const listener = parseListener(text)
  const runtime = await connectClient(config, 'forget', interruption())
  const replaced = replacedParts(config)
  const documents = openDocuments(addressesOf(config).mongodbUrl)
  try {
    return await forgetListener(
      {
        runtime,
        documents,
        isOwnBroker: !replaced.kafka,
        isOwnStore: !replaced.mongodb,
        processors: topology({ models: config.SLIPSTREAM_MODELS }).map(({ name }) => name),
        output: recordOutput(),
        streams,
        withinMs: READ_WITHIN_MS,
      },
      listener,
      execute,
    )
  } finally {
    await documents.close()
  }
}
