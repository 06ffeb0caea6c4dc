import type { CollectionName } from '../../../processors/shared/mongo/collections.ts'
import { listenerDigest, writeForgotten } from '../../../processors/shared/files/forgotten-listeners.ts'
import { listenerId } from '../../../schemas/generated.ts'
import type { ListenerId } from '../../../schemas/generated.ts'
import { ConfigError } from '../../engine/errors.ts'
import { EXIT } from '../output/exit-codes.ts'
import type { OutputStreams } from '../output/output-streams.ts'
import type { RecordOutput } from '../output/record-output.ts'
import { clearFile, filesMentioning } from './data-files.ts'
import type { MentioningFile } from './data-files.ts'
import type { Documents } from './documents.ts'
import { AT_NEXT_START, going } from './mentions.ts'
import { mentionsIn } from './scan-topics.ts'
import type { ScannedTopic } from './scan-topics.ts'
import { removeRecords } from './remove-records.ts'
import type { Remover } from './remove-records.ts'

export interface ForgetPort extends Remover {
  readonly documents: Pick<Documents, 'mentioning' | 'remove'>
  /** Whether this program runs the broker. */
  readonly isOwnBroker: boolean
  /** Whether it runs the store. */
  readonly isOwnStore: boolean
  readonly output: RecordOutput
  readonly streams: Pick<OutputStreams, 'err'>
}

interface Found {
  readonly topics: readonly ScannedTopic[]
  readonly documents: ReadonlyMap<CollectionName, readonly string[]>
  readonly files: readonly MentioningFile[]
}

const LISTENER = /^[0-9a-f]{32}$/

/** @throws {ConfigError} for what is no id of a listener. */
export function parseListener(text: string): ListenerId {
  if (LISTENER.test(text)) return listenerId(text)
  throw new ConfigError(
    `"${text}" is no listener: an id has 32 hexadecimal digits, as the key of a record of plays, and as /api/session answers.`,
  )
}

/**
 * Removes a listener from topics, states, database and files, then looks for the id everywhere.
 * @param execute else it is only said what is there.
 * @returns the exit code; `EXIT.unmet` when something is left that does not go by itself.
 */
export async function forgetListener(port: ForgetPort, listener: ListenerId, execute: boolean): Promise<number> {
  const { runtime, streams } = port
  const found = await look(port, listener)
  if (isNothing(found)) {
    streams.err(`Nothing mentions the listener ${listener}.`)
    return EXIT.absent
  }
  if (!execute) {
    await sayFound(port, found)
    streams.err('Nothing was removed. Add --execute to do it.')
    return EXIT.ok
  }
  const { dataFolder } = runtime.settings
  const marker = { digest: listenerDigest(listener), since: Date.now() }
  writeForgotten(dataFolder, { ...marker, listener: null })
  const behind = await removeRecords(port, listener)
  for (const name of behind)
    streams.err(
      `${name} has not read yet that the listener was forgotten: look whether it runs, then give the command again.`,
    )
  await clearRest(port, listener)
  // The next start takes records out that somebody has not read yet: so not before all have.
  if (port.isOwnBroker && behind.length === 0) writeForgotten(dataFolder, { ...marker, listener })
  const code = await prove(port, listener)
  return behind.length > 0 ? EXIT.unmet : code
}

async function look({ runtime, documents }: ForgetPort, listener: ListenerId): Promise<Found> {
  return {
    topics: await mentionsIn(runtime, listener),
    documents: await documents.mentioning(listener),
    files: filesMentioning(runtime.settings.dataFolder, listener),
  }
}

const isNothing = ({ topics, documents, files }: Found): boolean =>
  topics.length === 0 && documents.size === 0 && files.length === 0

async function sayFound({ output }: ForgetPort, { topics, documents, files }: Found): Promise<void> {
  for (const { mentions } of topics) {
    const { topic, records, live } = mentions
    await output.line(JSON.stringify({ found: 'records', topic, records, keys: live.length }))
  }
  for (const [collection, ids] of documents)
    await output.line(JSON.stringify({ found: 'documents', collection, documents: ids.length }))
  for (const { path, kind } of files) await output.line(JSON.stringify({ found: 'file', path, kind }))
  await output.flush()
}

/** Files are written by processes that run: what one has written meanwhile is found by the next look. */
async function clearRest({ runtime, documents }: ForgetPort, listener: ListenerId): Promise<void> {
  for (const [collection, ids] of await documents.mentioning(listener)) await documents.remove(collection, ids)
  const { dataFolder } = runtime.settings
  for (const file of filesMentioning(dataFolder, listener)) clearFile(dataFolder, file, listener)
}

const IN_THE_STORE =
  'when the embedded store has written over that place of its file: the documents are gone, and nothing reads it'

/** Prints a line for whatever still holds the id, with the time that it goes. */
async function prove(port: ForgetPort, listener: ListenerId): Promise<number> {
  const { isOwnBroker, isOwnStore, output, streams } = port
  const { topics, documents, files } = await look(port, listener)
  let unexpected = 0
  const say = async (what: object, isExpected: boolean, goes: string) => {
    if (!isExpected) unexpected += 1
    await output.line(JSON.stringify({ ...what, expected: isExpected, goes }))
  }
  for (const { mentions, cleaning, isOurs } of topics) {
    const { isExpected, goes } = going(mentions, cleaning, { isOwnBroker, isOurs })
    await say({ left: 'records', topic: mentions.topic, records: mentions.records }, isExpected, goes)
  }
  for (const [collection, ids] of documents)
    await say({ left: 'documents', collection, documents: ids.length }, false, 'not by itself: give the command again')
  for (const { path, kind } of files) {
    if (kind === 'kafka' && isOwnBroker) await say({ left: 'file', path }, true, AT_NEXT_START)
    else if (kind === 'store' && isOwnStore) await say({ left: 'file', path }, true, IN_THE_STORE)
    else await say({ left: 'file', path }, false, 'not by itself: give the command again, or delete the file')
  }
  await output.flush()
  const rest = topics.length + documents.size + files.length
  streams.err(proofText(rest, unexpected))
  return unexpected > 0 ? EXIT.unmet : EXIT.ok
}

function proofText(rest: number, unexpected: number): string {
  if (rest === 0) return 'The listener is forgotten: nothing holds the id any more.'
  if (unexpected > 0) return `The id is still found in ${unexpected} places where it should not be.`
  return 'The listener is forgotten, and the session ended. Each line says what still holds bytes of it, and when they go.'
}
