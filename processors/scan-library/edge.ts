import type { Context } from '../../streams/runtime/context.ts'
import { demoLibraryFolder, libraryFoldersOf } from '../../streams/runtime/config.ts'
import type { Config } from '../../streams/runtime/config.ts'
import { makeDemoLibrary } from './edge/demo-library.ts'
import { scanFolders } from './edge/scan.ts'
import type { Counts, Library } from './edge/scan.ts'
import { openTagReader } from './edge/tag-reader.ts'
import { knownReferences } from './scan-library.ts'
import type { audioReferences } from '../../streams/topics.ts'

/**
 * Scans every configured library folder once, sends what differs from the topic, and returns; without a configured folder
 * it makes the demo library, if need be, and scans that. When asked to stop it returns early; the next scan goes on.
 * @throws {SlipstreamError} `kafka-unavailable` when what was found cannot be sent.
 */
export async function run(context: Context): Promise<void> {
  const { config, log, signal } = context
  if (config.SLIPSTREAM_MUSIC.length === 0 && !(await makeDemo(context))) return
  const [known, producer] = await Promise.all([context.liveView(knownReferences), context.producer()])
  const tags = openTagReader()
  try {
    const counts = await scanFolders(librariesOf(config), known.content, Date.now(), {
      log,
      signal,
      tags,
      send: async (records) => {
        await producer.send<typeof audioReferences>(records)
      },
    })
    log.info({ ...counts }, summary(counts))
    context.setReady('library', true)
  } catch (error) {
    if (!signal.aborted) throw error
    log.info('The scan was stopped; the next one goes on from here.')
  } finally {
    await Promise.all([tags.close(), producer.close()])
  }
}

/** Where the music is: the configured folders, or the demo library. */
function librariesOf(config: Config): readonly Library[] {
  const demo = demoLibraryFolder(config)
  return libraryFoldersOf(config).map((folder) => ({ folder, origin: folder === demo ? 'demo' : 'folder' }))
}

/** Gives false when it was asked to stop before the library was whole. */
async function makeDemo({ config, log, signal }: Context): Promise<boolean> {
  const report = (done: number, total: number, title: string) =>
    log.info({ done, total, title }, `Making the demo library: ${done} of ${total}.`)
  try {
    await makeDemoLibrary(demoLibraryFolder(config), report, { signal })
    return true
  } catch (error) {
    if (!signal.aborted) throw error
    log.info('The making of the demo library was stopped; the next start goes on from here.')
    return false
  }
}

function summary(counts: Readonly<Counts>): string {
  const { found, unchanged, duplicate, removed, failed } = counts
  return (
    `Scanned the library: ${found} files, ${counts.new} new tracks, ${counts.changed} changed, ${unchanged} unchanged, ` +
    `${duplicate} copies, ${removed} removed, ${failed} unreadable.`
  )
}
