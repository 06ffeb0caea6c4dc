import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { openScanner } from '../../processors/scan-library/edge/scanner.ts'
import type { Scanner } from '../../processors/scan-library/edge/scanner.ts'
import { knownReferences } from '../../processors/scan-library/scan-library.ts'
import type { AudioReference } from '../../schemas/generated.ts'
import { allTopics, audioReferences } from '../../schemas/topics.ts'
import type { trackAliases } from '../../schemas/topics.ts'
import { memoryContext, memoryLog } from '../../streams/engine/testing/memory-context.ts'

/*
 * Whatever is done with folders, disks and starts, the topic holds the tracks that a fresh scan gives, and as not here now
 * those that were last seen where no scan can look. So no like is lost, and nothing is analysed twice: the tombstone of a
 * reference is what removes the features of a track, and its id is what a like names.
 */

const FOLDERS = ['a', 'b', 'c'] as const
type Folder = (typeof FOLDERS)[number]
const folder = fc.constantFrom(...FOLDERS)
const name = fc.constantFrom('x', 'y', 'z/x')
const content = fc.constantFrom('1', '2', '3', '4')

const step = fc.oneof(
  fc.record({ does: fc.constant('add' as const), folder, name, content }),
  fc.record({ does: fc.constant('remove' as const), folder, name }),
  fc.record({ does: fc.constant('unmount' as const), folder, leaves: fc.constantFrom('empty', 'nothing') }),
  fc.record({ does: fc.constant('mount' as const), folder }),
  fc.record({ does: fc.constant('start' as const), folders: fc.subarray([...FOLDERS]) }),
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

interface World {
  /** Content by name; what is on the disk, mounted or not. */
  readonly disks: Record<Folder, Map<string, string>>
  /** The same when a scan last looked there. */
  readonly seen: Record<Folder, ReadonlyMap<string, string>>
  readonly unmounted: Set<Folder>
  configured: readonly Folder[]
}

const idOf = (bytes: string) => createHash('sha256').update(bytes).digest('hex').slice(0, 32)
const isLookedInto = ({ disks, unmounted, configured }: World, each: Folder) =>
  configured.includes(each) && !unmounted.has(each) && disks[each].size > 0

function expected(world: World) {
  const here = new Set<string>()
  const all = new Set<string>()
  for (const each of FOLDERS) {
    const isLooked = isLookedInto(world, each)
    for (const bytes of (isLooked ? world.disks : world.seen)[each].values()) {
      all.add(idOf(bytes))
      if (isLooked) here.add(idOf(bytes))
    }
  }
  return { here: [...here].sort(), notHereNow: [...all].filter((id) => !here.has(id)).sort() }
}

function library(root: string) {
  const log = memoryLog(allTopics)
  const at = (each: string) => join(root, each)
  const stopped = new AbortController().signal
  let changes = 0

  const scannerOf = async (instance: string, folders: readonly string[]): Promise<Scanner> => {
    const context = memoryContext(log)
    const [view, producer] = await Promise.all([context.materialise(knownReferences), context.producer()])
    return openScanner(
      folders.map((each) => ({ folder: at(each), origin: 'folder' })),
      view.content,
      {
        ...{ log: pino({ level: 'silent' }), signal: stopped, instance, forgetAfterMs: Infinity },
        ...{ now: Date.now, skipUnstable: false, onProgress: () => undefined },
        tags: { read: () => Promise.resolve({ tags: null, why: 'not read' }), close: () => Promise.resolve() },
        send: async (records) => {
          await producer.send<typeof audioReferences>(records)
        },
        sendAliases: async (records) => {
          await producer.send<typeof trackAliases>(records)
        },
      },
    )
  }
  const put = async (each: string, path: string, bytes: string) => {
    const file = join(at(each), `${path}.mp3`)
    await mkdir(join(file, '..'), { recursive: true })
    await writeFile(file, bytes)
    changes += 1
    await utimes(file, changes, changes) // as on a disk: other bytes have another time
  }
  const references = (): readonly AudioReference[] => {
    const known = knownReferences.create()
    for (const record of log.read(audioReferences)) knownReferences.apply(known, record)
    return [...known.values()]
  }
  return { log, at, scannerOf, put, references }
}

type Library = ReturnType<typeof library>

async function act(world: World, { at, put }: Library, each: Exclude<Step, { does: 'start' }>): Promise<void> {
  const isMounted = !world.unmounted.has(each.folder)
  const away = at(`.${each.folder}`)
  switch (each.does) {
    case 'add':
      if (!isMounted) return
      await put(each.folder, each.name, each.content)
      world.disks[each.folder].set(each.name, each.content)
      return
    case 'remove':
      if (!isMounted) return
      await rm(join(at(each.folder), `${each.name}.mp3`), { force: true })
      world.disks[each.folder].delete(each.name)
      return
    case 'unmount':
      if (!isMounted) return
      await rename(at(each.folder), away)
      if (each.leaves === 'empty') await mkdir(at(each.folder))
      world.unmounted.add(each.folder)
      return
    case 'mount':
      if (isMounted) return
      await rm(at(each.folder), { recursive: true, force: true })
      await rename(away, at(each.folder))
      world.unmounted.delete(each.folder)
  }
}

async function follow(steps: readonly Step[]): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'slipstream-any-library-'))
  try {
    const made = library(root)
    const world: World = {
      disks: { a: new Map(), b: new Map(), c: new Map() },
      seen: { a: new Map(), b: new Map(), c: new Map() },
      unmounted: new Set(),
      configured: FOLDERS,
    }
    for (const each of FOLDERS) await mkdir(made.at(each))
    // Another machine writes to the same topics; its disk does not change, so neither may its track.
    await put(made)
    const other = await made.scannerOf('there', ['theirs'])
    await other.scan()
    let scanner = await made.scannerOf('here', world.configured)
    for (const each of steps) {
      if (each.does === 'start') {
        world.configured = each.folders
        scanner = await made.scannerOf('here', world.configured)
      } else await act(world, made, each)
      await scanner.scan()
      await scanner.scan() // a later scan acts on what two missed
      await other.scan()
      for (const folder of FOLDERS) if (isLookedInto(world, folder)) world.seen[folder] = new Map(world.disks[folder])
      const known = made.references().filter(({ scannedBy }) => scannedBy === 'here')
      const ids = (isHere: boolean) =>
        known
          .filter(({ absentSince }) => (absentSince === null) === isHere)
          .map(({ trackId }) => trackId)
          .sort()
      expect({ here: ids(true), notHereNow: ids(false) }).toStrictEqual(expected(world))
      for (const { library, absentSince } of known)
        if (absentSince === null) expect(world.configured.map(made.at)).toContain(library)
    }
    const theirs = made.log.read(audioReferences).filter(({ key }) => key === idOf('theirs'))
    expect(theirs.map(({ value }) => value?.scannedBy)).toStrictEqual(['there'])
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

const put = ({ put: write }: Library) => write('theirs', 'x', 'theirs')

it('is what a fresh scan gives, and what was last seen where none can look', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), (steps) => follow(steps)),
    { seed: 7, numRuns: 40 },
  )
})
