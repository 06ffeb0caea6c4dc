import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TrackId } from '../../../schemas/generated.ts'
import { EXTRACTOR_VERSION, extractorOf } from '../../../processors/extract-features/extract-features.ts'
import { parseFeatureKey } from '../../../schemas/keys.ts'
import { openAnalyserPool } from '../../../processors/extract-features/edge.ts'
import type { LibraryIndex } from '../../../processors/shared/similarity/library-index.ts'
import { libraryIndex } from '../../../processors/shared/similarity/library-index-table.ts'
import { parseConfig } from '../../../streams/app/config.ts'
import { provision } from '../../../streams/engine/runtime/provision.ts'
import type { Runtime } from '../../../streams/engine/runtime/runtime.ts'
import type { Config } from '../../../streams/app/config.ts'
import { audioFeatures } from '../../../schemas/topics.ts'
import type { ProcessorName } from '../../../streams/app/topology.ts'
import { makeMusic } from '../../support/music.ts'
import { settingsOf, startStack } from '../../support/stack.ts'
import type { Stack } from '../../support/stack.ts'
import { applicationOf, slipstreamTopics } from '../../../streams/app/application.ts'
import { connectRuntime } from '../../../streams/engine/runtime/runtime.ts'
import { mains } from '../../../streams/app/run/mains.ts'
import { decodingSettings } from '../../../streams/app/settings.ts'
import { runEnricher } from '../../../streams/engine/runtime/run-processor.ts'
import { edgeContext } from '../../../streams/engine/runtime/edge-context.ts'

const NEXT_VERSION = String(Number(EXTRACTOR_VERSION) + 1)
const TRACK_MS = 3_000
const LATEST_MS = 60_000

const log = pino({ level: 'silent' })
const music = mkdtempSync(join(tmpdir(), 'slipstream-version-'))
const made = makeMusic(music, TRACK_MS)
const heard = made.tracks - made.broken.length
let stack: Stack

beforeAll(async () => {
  stack = await startStack()
  await provision({ ...slipstreamTopics, settings: stack.addresses }, log)
})
afterAll(async () => {
  await stack.stop()
  rmSync(music, { recursive: true, force: true })
})

/** Runs some of the system until what is returned is called. */
async function start(
  name: string,
  work: (runtime: Runtime, config: Config) => Promise<void>,
): Promise<() => Promise<void>> {
  const stop = new AbortController()
  const config = parseConfig({
    ...settingsOf(stack.addresses, stack.dataFolder),
    SLIPSTREAM_MUSIC: music,
    SLIPSTREAM_WATCH: 'off',
  })
  const ended = work(await connectRuntime(applicationOf(config), { name, log, signal: stop.signal }), config)
  return async () => {
    stop.abort()
    await ended
  }
}

const startPart = (name: ProcessorName) =>
  start(name, async (runtime, config) => (await mains[name]())(config).run(runtime))

const startExtractor = (version: string) =>
  start('extract-features', async (runtime, config) => {
    const { analyse: ask, close } = openAnalyserPool(decodingSettings(config), runtime.log)
    try {
      await runEnricher(runtime, extractorOf(version), (record) => ask(record, runtime.signal))
    } finally {
      await close()
    }
  })

interface Searchable {
  readonly version: string
  readonly tracks: number
}

/** How many tracks have neighbours, by the extractor version in force. */
function searchable(index: LibraryIndex): Searchable {
  const ids: readonly TrackId[] = index.cells().flat()
  const found = ids.filter((id) => index.nearest(id, 3).length === 3)
  return { version: index.codebook?.extractorVersion ?? '', tracks: found.length }
}

it('analyses the library again beside what the last version heard, and every track is found meanwhile', async () => {
  const stops = await Promise.all((['scan-library', 'train-index', 'index-tracks'] as const).map(startPart))
  const stopLast = await startExtractor(EXTRACTOR_VERSION)
  const records: { readonly version: string; readonly isThere: boolean }[] = []
  const states: Searchable[] = []
  stops.push(
    await start('reader', async (runtime) => {
      const { materialise, follow, signal } = edgeContext(runtime, [])
      const view = await materialise(libraryIndex)
      view.onChange(() => states.push(searchable(view.content)))
      await follow([audioFeatures], {
        from: 'start',
        isolation: 'committed',
        onRecord: ({ key, value }) =>
          records.push({ version: parseFeatureKey(key).extractorVersion, isThere: value !== null }),
      })
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
    }),
  )
  const all = (version: string): Searchable => ({ version, tracks: heard })
  const within = { timeout: LATEST_MS, interval: 100 }
  await expect.poll(() => states.at(-1), within).toStrictEqual(all(EXTRACTOR_VERSION))
  await stopLast()

  const begun = states.length
  stops.push(await startExtractor(NEXT_VERSION))
  await expect.poll(() => states.at(-1), within).toStrictEqual(all(NEXT_VERSION))
  const gone = () => records.filter(({ version, isThere }) => version === EXTRACTOR_VERSION && !isThere).length
  await expect.poll(gone, within).toBe(heard)
  for (const stop of stops.reverse()) await stop()

  const found = new Set(states.slice(begun).map(({ version, tracks }) => `${tracks} by ${version}`))
  expect([...found]).toStrictEqual([`${heard} by ${EXTRACTOR_VERSION}`, `${heard} by ${NEXT_VERSION}`])
  const untilGone = records.slice(
    0,
    records.findIndex(({ isThere }) => !isThere),
  )
  expect(untilGone.filter(({ version }) => version === NEXT_VERSION).length).toBe(heard)
})
