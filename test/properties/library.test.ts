import { createHash } from 'node:crypto'
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { openScanner } from '../../processors/scan-library/edge/scanner.ts'
import type { Scanner } from '../../processors/scan-library/edge/scanner.ts'
import { soundKeyOf } from '../../processors/scan-library/reference.ts'
import { comparePaths, filePlace } from '../../processors/scan-library/library-path.ts'
import { knownReferences } from '../../processors/scan-library/scan-library.ts'
import { tagsFrom } from '../../processors/scan-library/tags.ts'
import { standingTrack, trackAliasTable } from '../../processors/shared/aliases/track-aliases.ts'
import { trackId } from '../../schemas/generated.ts'
import type { AudioReference, TrackId } from '../../schemas/generated.ts'
import { allTopics, audioReferences, trackAliases } from '../../schemas/topics.ts'
import { memoryContext, memoryLog } from '../../streams/engine/testing/memory-context.ts'
import { record } from '../../streams/engine/topic.ts'
import { referenceOf } from '../support/builders.ts'
import { png } from '../support/pictures.ts'

/*
 * Whatever is done with files, folders, disks and starts, the topic holds the tracks that a fresh scan gives, and as not here now
 * those that were last seen where no scan can look. A sound has one track; the id that a like names leads to it for as long as
 * the sound is known, and again once it is back: that of a part of it, where a cue sheet cuts it. So it is with an id that an earlier version made of the bytes of a file. Nothing is analysed
 * twice: the tombstone of a reference is what removes the features of a track, so one that stays has none. The copy whose tags say
 * most stands for a track, whatever came first.
 */

const FOLDERS = ['a', 'b', 'c'] as const
type Folder = (typeof FOLDERS)[number]
const place = { folder: fc.constantFrom(...FOLDERS), name: fc.constantFrom('x', 'y', 'z/x') }
/** The empty text: a file without tags. */
/** Where the sheet beside a file has its second track start, ms; 0: there is none. */
const cut = fc.constantFrom(0, 60_000, 62_000)
const tags = fc.constantFrom('', 'First', 'Second')
const file = fc.record({ ...place, sound: fc.constantFrom('1', '2', '3', '4'), tags })
/** Of the files that can be reached, in the order in which they came. */
const which = fc.nat({ max: 8 })

const step = fc.oneof(
  fc.record({ does: fc.constant('add' as const), file }),
  fc.record({ does: fc.constant('retag' as const), which, tags }),
  fc.record({ does: fc.constant('move' as const), which, to: fc.record(place) }),
  fc.record({ does: fc.constant('copy' as const), which, to: fc.record(place), keepsTime: fc.boolean() }),
  fc.record({ does: fc.constant('remove' as const), which }),
  fc.record({
    does: fc.constant('cover' as const),
    folder: place.folder,
    below: fc.constantFrom('', 'z'),
    isThere: fc.boolean(),
  }),
  { weight: 4, arbitrary: fc.record({ does: fc.constant('cut' as const), which, cut }) },
  fc.record({
    does: fc.constant('unmount' as const),
    folder: place.folder,
    leaves: fc.constantFrom('empty', 'nothing'),
  }),
  fc.record({ does: fc.constant('mount' as const), folder: place.folder }),
  fc.record({ does: fc.constant('start' as const), folders: fc.subarray([...FOLDERS]) }),
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never
type Placed = typeof file extends fc.Arbitrary<infer F> ? F : never
type Content = Pick<Placed, 'sound' | 'tags'>
type CutContent = Content & { readonly cut: number }

interface World {
  /** Content by name; what is on the disk, mounted or not. */
  readonly disks: Record<Folder, Map<string, Content>>
  /** The sheets by the names of the files that they are of, which need not be there. */
  readonly sheets: Record<Folder, Map<string, number>>
  /** The files when a scan last looked there. */
  readonly seen: Record<Folder, ReadonlyMap<string, CutContent>>
  readonly unmounted: Set<Folder>
  configured: readonly Folder[]
  /** Every id that a track ever had, since each may be liked, and the key of its sound. */
  readonly liked: Map<TrackId, string>
}

const hashOf = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex')
/** A sound with an ID3v1 tag behind it. */
const bytesOf = ({ sound, tags: title }: Content) =>
  Buffer.from(title === '' ? sound : `${sound}TAG${title.padEnd(125, '\0')}`, 'latin1')
const titleIn = (bytes: Buffer) => /TAG([^\0]*)\0*$/.exec(bytes.toString('latin1'))?.[1] ?? ''

const isLookedInto = ({ disks, unmounted, configured }: World, each: Folder) =>
  configured.includes(each) && !unmounted.has(each) && disks[each].size > 0

function filesOn({ disks, sheets }: World, folder: Folder): ReadonlyMap<string, CutContent> {
  return new Map([...disks[folder]].map(([name, each]) => [name, { ...each, cut: sheets[folder].get(name) ?? 0 }]))
}

const soundKeys = ({ sound, cut: at }: CutContent): readonly string[] =>
  at === 0 ? [hashOf(sound)] : [`${hashOf(sound)}/0-${at}`, `${hashOf(sound)}/${at}-`]

/** The sounds of the library. */
function expected(world: World) {
  const here = new Set<string>()
  const all = new Set<string>()
  for (const each of FOLDERS) {
    const isLooked = isLookedInto(world, each)
    for (const key of [...(isLooked ? filesOn(world, each) : world.seen[each]).values()].flatMap(soundKeys)) {
      all.add(key)
      if (isLooked) here.add(key)
    }
  }
  return { here: [...here].sort(), notHereNow: [...all].filter((sound) => !here.has(sound)).sort() }
}

function library(root: string) {
  const log = memoryLog(allTopics)
  /** The tracks whose tombstones were written since the last check. */
  const deleted: TrackId[] = []
  log.onWrite((records) => {
    for (const { topic, key, value } of records)
      if (topic === audioReferences.name && value === null) deleted.push(trackId(key))
  })
  const at = (each: string) => join(root, each)
  const pathOf = ({ folder, name }: { readonly folder: string; readonly name: string }) =>
    join(at(folder), `${name}.mp3`)
  const stopped = new AbortController().signal
  let changes = 0
  let now = 0

  const scannerOf = async (instance: string, folders: readonly string[], into = log): Promise<Scanner> => {
    const context = memoryContext(into)
    const [view, producer] = await Promise.all([context.materialise(knownReferences), context.producer()])
    return openScanner(
      folders.map((each) => ({ folder: at(each), origin: 'folder' })),
      view.content,
      {
        ...{ log: pino({ level: 'silent' }), signal: stopped, instance, forgetAfterMs: Infinity },
        ...{ now: () => (now += 1), skipUnstable: false, onProgress: () => undefined },
        tags: {
          read: async ({ library: folder, path }) => {
            const title = titleIn(await readFile(join(folder, path)))
            return { tags: tagsFrom({ native: { ID3v1: [{ id: 'title', value: title }] } }), why: '' }
          },
          close: () => Promise.resolve(),
        },
        send: async (records) => {
          await producer.send<typeof audioReferences>(records)
        },
        sendAliases: async (records) => {
          await producer.send<typeof trackAliases>(records)
        },
      },
    )
  }
  const touch = async (path: string) => {
    changes += 1
    await utimes(path, changes, changes) // as on a disk: other bytes have another time
  }
  const write = async (folder: string, name: string, bytes: Buffer) => {
    const path = pathOf({ folder, name })
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, bytes)
    await touch(path)
  }
  const cutBySheet = async (folder: string, name: string, at: number) => {
    const path = join(root, folder, `${name}.cue`)
    if (at === 0) {
      await rm(path, { force: true })
      return
    }
    const tracks = [0, at / 1_000].map(
      (second) => `TRACK 01 AUDIO\nINDEX 01 ${Math.floor(second / 60)}:${second % 60}:00`,
    )
    await writeFile(path, [`FILE "${name.slice(name.lastIndexOf('/') + 1)}.mp3" MP3`, ...tracks].join('\n'))
    await touch(path)
  }
  const references = (of = log): readonly AudioReference[] => {
    const known = knownReferences.create()
    for (const each of of.read(audioReferences)) knownReferences.apply(known, each)
    return [...known.values()]
  }
  const aliases = () => {
    const known = trackAliasTable.create()
    for (const each of log.read(trackAliases)) trackAliasTable.apply(known, each)
    return known
  }
  return { log, deleted, at, pathOf, scannerOf, touch, write, cutBySheet, references, aliases }
}

type Library = ReturnType<typeof library>

/** The files as an earlier version knew them: a track is what its bytes are, and nothing is known of its sound. */
async function knownToAnEarlierVersion(world: World, made: Library, files: readonly Placed[]): Promise<void> {
  for (const each of files) {
    await made.write(each.folder, each.name, bytesOf(each))
    world.disks[each.folder].set(each.name, each)
  }
  const known = new Map<TrackId, AudioReference>()
  for (const folder of FOLDERS) {
    for (const [name, each] of [...world.disks[folder]].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const contentHash = hashOf(bytesOf(each))
      const id = trackId(contentHash.slice(0, 32))
      const { size, mtimeMs } = await stat(made.pathOf({ folder, name }))
      const found = { library: made.at(folder), path: `${name}.mp3`, sizeBytes: size, modifiedAt: mtimeMs }
      const first = known.get(id)
      const unknown = { contentHash, soundHash: null, tagsVersion: 0, addedAt: null, source: 'folder' }
      known.set(
        id,
        first
          ? { ...first, copies: [...first.copies, { ...found, tags: null }] }
          : referenceOf(id, { ...unknown, ...found }),
      )
      world.liked.set(id, hashOf(each.sound))
    }
  }
  made.log.send<typeof audioReferences>([...known].map(([id, each]) => record(audioReferences, id, each, 1)))
}

async function act(world: World, made: Library, each: Exclude<Step, { does: 'start' }>): Promise<void> {
  if (each.does === 'mount' || each.does === 'unmount') {
    await moveDisk(world, made, each)
    return
  }
  if (each.does === 'cover') {
    const path = join(made.at(each.folder), each.below, 'cover.png')
    if (world.unmounted.has(each.folder)) return
    if (!each.isThere) return rm(path, { force: true })
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, png(1, 1))
    return made.touch(path)
  }
  if (each.does === 'add') {
    const { folder, name } = each.file
    if (world.unmounted.has(folder)) return
    await made.write(folder, name, bytesOf(each.file))
    world.disks[folder].set(name, each.file)
    return
  }
  const mounted = FOLDERS.filter((folder) => !world.unmounted.has(folder))
  const files = mounted.flatMap((folder) =>
    [...world.disks[folder]].map(([name, content]) => ({ folder, name, content })),
  )
  const chosen = files[each.which % files.length]
  if (chosen === undefined) return
  const { folder, name, content } = chosen
  switch (each.does) {
    case 'retag':
      await made.write(folder, name, bytesOf({ ...content, tags: each.tags }))
      world.disks[folder].set(name, { ...content, tags: each.tags })
      return
    case 'remove':
      await rm(made.pathOf(chosen))
      world.disks[folder].delete(name)
      return
    case 'cut':
      await made.cutBySheet(folder, name, each.cut)
      world.sheets[folder].set(name, each.cut)
      return
    case 'move':
    case 'copy': {
      const [from, to] = [made.pathOf(chosen), made.pathOf(each.to)]
      if (from === to || world.unmounted.has(each.to.folder)) return
      await mkdir(dirname(to), { recursive: true })
      if (each.does === 'move') {
        await rename(from, to)
        world.disks[folder].delete(name)
      } else {
        const { mtimeMs } = await stat(from)
        await copyFile(from, to)
        await (each.keepsTime ? utimes(to, mtimeMs / 1_000, mtimeMs / 1_000) : made.touch(to))
      }
      world.disks[each.to.folder].set(each.to.name, content)
    }
  }
}

async function moveDisk({ unmounted }: World, { at }: Library, each: Extract<Step, { does: 'mount' | 'unmount' }>) {
  const { folder } = each
  if (unmounted.has(folder) === (each.does === 'unmount')) return
  const away = at(`.${folder}`)
  if (each.does === 'unmount') {
    await rename(at(folder), away)
    if (each.leaves === 'empty') await mkdir(at(folder))
    unmounted.add(folder)
  } else {
    await rm(at(folder), { recursive: true, force: true })
    await rename(away, at(folder))
    unmounted.delete(folder)
  }
}

/** Place and title of the file that stands for a sound: the first of those with tags, else the first. */
function standing(world: World, made: Library, sound: string | null): readonly string[] {
  const files = FOLDERS.filter((folder) => isLookedInto(world, folder))
    .flatMap((folder) =>
      [...filesOn(world, folder)].map(([name, each]) => ({ ...each, library: made.at(folder), name })),
    )
    .filter((each) => soundKeys(each).includes(sound ?? ''))
    .map(({ library: folder, name, tags: title, cut: at }) => ({
      ...{ library: folder, path: `${name}.mp3`, name, title, isCut: at > 0 },
    }))
    .sort((a, b) => Number(b.title !== '') - Number(a.title !== '') || comparePaths(a, b))
  const [first] = files
  if (first === undefined) return []
  const title = first.isCut ? 'Track 1' : first.title || (first.name.split('/').at(-1) ?? '')
  return [first.library, first.path, title]
}

/** @param before what the topic held before the scans. */
function check(world: World, made: Library, before: readonly AudioReference[]): void {
  const ofHere = ({ scannedBy }: AudioReference) => scannedBy === 'here'
  const known = made.references().filter(ofHere)
  const sounds = (isHere: boolean) =>
    known
      .filter(({ absentSince }) => (absentSince === null) === isHere)
      .map(soundKeyOf)
      .sort()
  expect({ here: sounds(true), notHereNow: sounds(false) }).toStrictEqual(expected(world))
  for (const { library: folder, absentSince } of known)
    if (absentSince === null) expect(world.configured.map(made.at)).toContain(folder)

  for (const each of known) {
    const key = soundKeyOf(each)
    if (key !== null) world.liked.set(each.trackId, key)
    if (each.absentSince === null)
      expect([each.library, each.path, each.title]).toStrictEqual(standing(world, made, key))
  }

  const aliases = made.aliases()
  const trackOf = new Map(known.map((each) => [soundKeyOf(each), each.trackId]))
  for (const [id, sound] of world.liked) {
    const track = trackOf.get(sound)
    if (track !== undefined) expect([sound, standingTrack(aliases, id)]).toStrictEqual([sound, track])
  }

  const [earlier, now] = [before, known].map((all) => new Map(all.map((each) => [each.trackId, each])))
  expect(made.deleted.splice(0).filter((id) => now?.has(id))).toStrictEqual([])
  for (const [id, { addedAt }] of now ?? [])
    if (earlier?.has(id) === true) expect([id, addedAt]).toStrictEqual([id, earlier.get(id)?.addedAt])
}

/** What a scan says of the files that it can look at, in the order of sounds. */
function filesIn(references: readonly AudioReference[], isLooked: (library: string) => boolean) {
  return references
    .filter(({ absentSince }) => absentSince === null)
    .map(({ contentHash, title, copies, folderArt, artVersion, coverFrom, ...main }) => ({
      ...{ sound: soundKeyOf(main), contentHash, title, main: filePlace(main), folderArt, artVersion, coverFrom },
      copies: copies.filter(({ library: folder }) => isLooked(folder)),
    }))
    .sort((a, b) => ((a.sound ?? '') < (b.sound ?? '') ? -1 : 1))
}

async function follow(earlier: readonly Placed[], steps: readonly Step[]): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'slipstream-any-library-'))
  try {
    const made = library(root)
    const world: World = {
      disks: { a: new Map(), b: new Map(), c: new Map() },
      sheets: { a: new Map(), b: new Map(), c: new Map() },
      seen: { a: new Map(), b: new Map(), c: new Map() },
      unmounted: new Set(),
      configured: FOLDERS,
      liked: new Map(),
    }
    for (const each of FOLDERS) await mkdir(made.at(each))
    await knownToAnEarlierVersion(world, made, earlier)
    // Another machine writes to the same topics; its disk does not change, so neither may its track.
    await made.write('theirs', 'x', Buffer.from('theirs'))
    const other = await made.scannerOf('there', ['theirs'])
    let scanner: Scanner | null = null
    const whole: Step[] = [{ does: 'start', folders: [...FOLDERS] }]
    const mounts = FOLDERS.map((folder): Step => ({ does: 'mount', folder }))
    for (const each of [...whole, ...steps, ...mounts, ...whole]) {
      const before = made.references()
      if (each.does === 'start') world.configured = each.folders
      else await act(world, made, each)
      if (each.does === 'start' || scanner === null) scanner = await made.scannerOf('here', world.configured)
      await scanner.scan()
      await scanner.scan() // a later scan acts on what two missed
      await other.scan()
      for (const folder of FOLDERS) if (isLookedInto(world, folder)) world.seen[folder] = filesOn(world, folder)
      check(world, made, before)
    }
    const fresh = memoryLog(allTopics)
    await (await made.scannerOf('here', FOLDERS, fresh)).scan()
    const isLooked = (folder: string) => FOLDERS.some((each) => made.at(each) === folder && isLookedInto(world, each))
    const mine = made.references().filter(({ scannedBy }) => scannedBy === 'here')
    expect(filesIn(mine, isLooked)).toStrictEqual(filesIn(made.references(fresh), isLooked))
    const theirs = made.log.read(audioReferences).filter(({ value }) => value?.library === made.at('theirs'))
    expect(theirs.map(({ value }) => value?.scannedBy)).toStrictEqual(['there'])
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

it('is what a fresh scan gives, and no like is lost', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(file, { maxLength: 5 }), fc.array(step, { minLength: 4, maxLength: 14 }), follow),
    { seed: 7, numRuns: 25 },
  )
})
