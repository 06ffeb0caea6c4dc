import { mkdir, mkdtemp, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { aliased } from '../../../../processors/recommend/aliased.ts'
import { runScanLibrary } from '../../../../processors/scan-library/edge.ts'
import { knownReferences } from '../../../../processors/scan-library/scan-library.ts'
import { standingTrack, trackAliasTable } from '../../../../processors/shared/aliases/track-aliases.ts'
import { affinitiesOf } from '../../../../processors/shared/preferences/affinity.ts'
import { catalogue, standingIn } from '../../../../processors/websocket-bridge/catalogue.ts'
import { historyItem, storedPlay } from '../../../../processors/websocket-bridge/history.ts'
import { ratedTracksOf } from '../../../../processors/websocket-bridge/opinions.ts'
import { trackId } from '../../../../schemas/generated.ts'
import { allTopics, audioReferences, listenerProfiles, plays, trackAliases } from '../../../../schemas/topics.ts'
import { memoryContext, memoryLog } from '../../../../streams/engine/testing/memory-context.ts'
import { record } from '../../../../streams/engine/topic.ts'
import type { AvroSchema, Topic } from '../../../../streams/engine/topic.ts'

/** What a data folder of version 87cb234 held, where a track was a file: see the sample's own doc. */
const sample = z
  .object({
    files: z.record(z.string(), z.string()),
    schemas: z.record(
      z.string(),
      z.custom<AvroSchema>((schema) => typeof schema === 'object'),
    ),
    records: z.array(z.object({ topic: z.string(), key: z.string(), timestamp: z.number(), value: z.string() })),
  })
  .parse(JSON.parse(await readFile(new URL('./earlier-version.json', import.meta.url), 'utf8')))

let library: string
beforeEach(async () => {
  library = await mkdtemp(join(tmpdir(), 'slipstream-earlier-'))
})
afterEach(async () => {
  await rm(library, { recursive: true, force: true })
})

/** Values of a topic as this version reads them. */
function valuesOf<V>({ name, value: serde }: Topic<string, string, V>): readonly V[] {
  return sample.records
    .filter(({ topic }) => topic === name)
    .map(({ value }) => {
      const bytes = Buffer.from(value, 'base64')
      return serde.decode(bytes.subarray(5), sample.schemas[String(bytes.readInt32BE(1))])
    })
}

const FIRST = trackId('4a87b51d9917253bdda5847594471d53')
const SECOND = trackId('a70b048ef335ca5923f5933ed88eac18')

it('joins two tracks of an earlier version that have one sound, and loses no play and no like of either', async () => {
  const log = memoryLog(allTopics)
  for (const reference of valuesOf(audioReferences)) {
    const path = join(library, reference.path)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, Buffer.from(sample.files[reference.path] ?? '', 'base64'))
    await utimes(path, reference.modifiedAt / 1_000, reference.modifiedAt / 1_000)
    const here = { ...reference, library, copies: [] }
    log.send<typeof audioReferences>([record(audioReferences, reference.trackId, here, 1)])
  }
  // Moved, and touched, before this version looked at it for the first time.
  await rename(join(library, 'Artist/d.flac'), join(library, 'moved.flac'))
  await utimes(join(library, 'moved.flac'), 1, 1)
  await runScanLibrary(memoryContext(log), {
    libraries: [{ folder: library, origin: 'folder' }],
    ...{ watch: false, checkDays: 0, instance: 'here', forgetAfterMs: Infinity },
  })

  const [known, aliases, content] = [knownReferences.create(), trackAliasTable.create(), catalogue.create()]
  for (const each of log.read(audioReferences)) {
    knownReferences.apply(known, each)
    catalogue.apply(content, each)
  }
  for (const each of log.read(trackAliases)) {
    trackAliasTable.apply(aliases, each)
    catalogue.apply(content, each)
  }
  expect([...known.values()].map(({ path, copies }) => [path, copies.length]).sort()).toStrictEqual([
    ['Artist/b.flac', 1],
    ['Artist/c.flac', 0],
    ['moved.flac', 0],
  ])
  expect([...aliases]).toStrictEqual([[SECOND, FIRST]])

  // Every play is of a track that there is.
  const played = valuesOf(plays)
  expect(played.map(({ trackId: id }) => known.has(standingTrack(aliases, id)))).toStrictEqual(Array(6).fill(true))
  const [second] = played.filter(({ trackId: id }) => id === SECOND)
  const stored = storedPlay.parse({ ...second, _id: 'listener/play', arrivedAt: new Date(1) })
  expect(historyItem(content, stored)).toMatchObject({ trackId: FIRST, title: 'Second', artist: 'Ann' })

  // The newest profile of the one listener, whose like was of the track that is gone.
  const profile = valuesOf(listenerProfiles).at(-1)
  if (profile === undefined) throw new Error('The sample has no profile.')
  const likes = affinitiesOf(aliased(profile, aliases)).filter(({ liked }) => liked)
  expect(likes.map(({ trackId: id }) => id)).toContain(FIRST)
  expect(likes.map(({ trackId: id }) => id)).not.toContain(SECOND)
  const liked = { _id: 'x', subject: 'track', trackId: SECOND, artistId: null, opinion: 'liked', since: new Date(1) }
  expect(ratedTracksOf([liked], (id) => standingIn(content, trackId(id))).liked).toStrictEqual([FIRST])
})
