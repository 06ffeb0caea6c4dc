import { join } from 'node:path'
import type { Logger } from 'pino'
import type { AudioReference, TrackId } from '../../../schemas/generated.ts'
import type { RecordOf } from '../../../streams/engine/topic.ts'
import type { audioReferences } from '../../../schemas/topics.ts'
import {
  claim,
  compareFiles,
  fileKey,
  gone,
  knownReference,
  missing,
  recopied,
  startComparison,
  tombstone,
  unreadReference,
} from '../compare.ts'
import type { Comparison } from '../compare.ts'
import { emptied } from '../emptied.ts'
import type { Counts } from '../progress.ts'
import { referenceOf } from '../reference.ts'
import type { FoundFile, Origin } from '../reference.ts'
import { knownReferences } from '../scan-library.ts'
import type { DataSet } from './fma-library.ts'
import { contentHash } from './content-hash.ts'
import { inOrder } from './in-order.ts'
import { settling } from './settling.ts'
import type { TagReader } from './tag-reader.ts'
import { walk, whyUnreadable } from './walk.ts'
import type { Trouble, Walk } from './walk.ts'

type ReferenceRecord = RecordOf<typeof audioReferences>

/** What a scanner works with. */
export interface ScanParts {
  readonly log: Logger
  readonly signal: AbortSignal
  readonly tags: TagReader
  /** Epoch ms. */
  now(): number
  /** Whether files that may still be written are left to a later pass. */
  readonly leavesYoung: boolean
  /** Called with the records in order, some at a time; the next are not made before it resolves. */
  send(records: readonly ReferenceRecord[]): Promise<void>
  /** Called whenever a file was dealt with, with its path; the counts are changed in place afterwards. */
  onProgress(counts: Counts, current: string | null): void
}

type Counting = { -readonly [K in keyof Counts]: Counts[K] }

/** A library folder by its absolute path, and how its tracks came here. */
export interface Library {
  readonly folder: string
  readonly origin: Origin
  readonly dataSet?: DataSet
}

export interface Pass {
  readonly counts: Counts
  readonly troubles: readonly Trouble[]
  /** Whether something was left that the next pass may settle, a moment later. */
  readonly unsettled: boolean
}

export interface Scanner {
  /**
   * Compares the library folders once with what is known and sends what differs. Holds in memory one entry per file and
   * one batch of records. Problems with files and folders are logged and counted, and never end a pass.
   *
   * The first pass believes that a track is gone when its file is; later ones believe it when the pass before missed it
   * too, since a file can be moved behind the back of a pass that is under way.
   * @param onWalked called with the absolute real paths of all folders, before any file is read.
   * @throws {Error} when `signal` aborts or `send` rejects; what was sent until then is right, and the next pass goes on.
   */
  pass(onWalked?: (folders: readonly string[]) => void): Promise<Pass>
}

/** Files read at once: enough to keep a disk busy, few enough to leave it to the player. */
const AT_ONCE = 4
const BATCH = 500

/** @param known what the topic holds; kept, and changed with every record that is sent. */
export function openScanner(
  libraries: readonly Library[],
  known: Map<TrackId, AudioReference>,
  parts: ScanParts,
): Scanner {
  const byFolder = new Map(libraries.map((library) => [library.folder, library]))
  const young = settling(parts.now)
  let missedBefore: ReadonlySet<TrackId> | null = null

  return {
    async pass(onWalked) {
      young.begin()
      const counts = noCounts()
      const comparison = startComparison(known, parts.now())
      const troubles: Trouble[] = []
      const walks = new Map<string, Walk>()
      const files: FoundFile[] = []
      const unsettled: FoundFile[] = []
      for (const library of byFolder.values()) {
        const walked = await walk(library.folder, parts.signal, library.dataSet?.roots())
        walks.set(library.folder, walked)
        for (const trouble of walked.unreadable) report(trouble, counts, troubles)
        for (const { library: folder, path, why } of walked.links)
          parts.log.warn({ library: folder, path }, `A link was not followed: ${why}.`)
        // Tracks of the demo library appear under their names only when they are whole.
        const leavesYoung = parts.leavesYoung && library.origin !== 'demo'
        for (const file of await wantedOf(library, walked.files, comparison, counts, troubles)) {
          ;(leavesYoung && young.isSettling(file) ? unsettled : files).push(file)
        }
      }
      onWalked?.([...walks.values()].flatMap(({ folders }) => folders))
      files.sort(compareFiles)
      counts.found = files.length
      counts.settling = unsettled.length
      parts.onProgress(counts, null)

      const present = new Set(files.map(fileKey))
      const batch = batches(known, parts)
      for await (const answer of inOrder(files, AT_ONCE, (file) => referenceFor(file, comparison, present, counts))) {
        counts.looked += 1
        if ('why' in answer) report(answer, counts, troubles)
        else {
          const { outcome, record } = claim(comparison, answer)
          counts[outcome] += 1
          if (record) await batch.add(record)
        }
        parts.onProgress(counts, answer.path)
      }
      for (const record of recopied(comparison)) await batch.add(record)

      const absent = missing(comparison)
      const seen = [...walks].flatMap(([library, { files: found, emptyFolders, unreadable }]) =>
        unreadable.some(({ path }) => path === '') ? [] : [{ library, files: found.length, emptyFolders }],
      )
      for (const { library, path, tracks } of emptied(absent, seen)) {
        report({ library, path, why: whyKept(path, tracks) }, counts, troubles)
      }
      const lost = gone(absent, [...byFolder.keys()], [...troubles, ...unsettled])
      const believed: readonly AudioReference[] = lost.filter(({ trackId }) => missedBefore?.has(trackId) ?? true)
      counts.removed = believed.length
      for (const reference of believed) await batch.add(tombstone(comparison, reference))
      await batch.flush()
      missedBefore = new Set(lost.map(({ trackId }) => trackId))
      return {
        counts,
        troubles,
        unsettled: unsettled.length > 0 || believed.length < lost.length,
      }
    },
  }

  function report(trouble: Trouble, counts: Counting, troubles: Trouble[]): void {
    troubles.push(trouble)
    counts.failed += 1
    const { library, path, why } = trouble
    if (path === '')
      parts.log.error(
        { library },
        `The library folder ${library} cannot be followed, so its tracks stay as they were: ${why}.`,
      )
    else parts.log.warn({ library, path }, `Could not read ${path}: ${why}.`)
  }

  /** Of a data set only what was asked for; nothing, when its tables cannot be read. */
  async function wantedOf(
    { folder, dataSet }: Library,
    files: readonly FoundFile[],
    comparison: Comparison,
    counts: Counting,
    troubles: Trouble[],
  ): Promise<readonly FoundFile[]> {
    if (dataSet === undefined) return files
    const isNew = (file: FoundFile) => {
      const known = knownReference(comparison, file)
      return known === null || compareFiles(known, file) !== 0
    }
    try {
      const wanted = await dataSet.choose(files, isNew, parts.signal)
      counts.missing += wanted.missing
      return wanted.files
    } catch (error) {
      parts.signal.throwIfAborted()
      report({ library: folder, path: '', why: whyUnreadable(error) }, counts, troubles)
      return []
    }
  }

  async function referenceFor(
    file: FoundFile,
    comparison: Comparison,
    present: ReadonlySet<string>,
    counts: Counting,
  ): Promise<AudioReference | Trouble> {
    const { origin = 'folder', dataSet } = byFolder.get(file.library) ?? {}
    const described = (reference: AudioReference) => dataSet?.describe(reference) ?? reference
    const unread = unreadReference(comparison, file, origin, (other) => present.has(fileKey(other)))
    if (unread !== null) return described(unread)
    const place = join(file.library, file.path)
    try {
      const hash = knownReference(comparison, file)?.contentHash ?? (await hashOf(place, file, counts))
      const { tags, why } = await parts.tags.read(place)
      if (tags === null)
        parts.log.warn(
          { library: file.library, path: file.path, why },
          `The tags of ${file.path} cannot be read; its name is used.`,
        )
      return described(referenceOf(file, hash, tags, origin))
    } catch (error) {
      parts.signal.throwIfAborted()
      return { library: file.library, path: file.path, why: whyUnreadable(error) }
    }
  }

  async function hashOf(place: string, { sizeBytes }: FoundFile, counts: Counting): Promise<string> {
    const hash = await contentHash(place, sizeBytes, parts.signal)
    counts.hashed += 1
    counts.hashedBytes += sizeBytes
    return hash
  }
}

function batches(known: Map<TrackId, AudioReference>, { send }: ScanParts) {
  let batch: ReferenceRecord[] = []
  const flush = async (): Promise<void> => {
    const full = batch
    batch = []
    if (full.length === 0) return
    await send(full)
    for (const sent of full) knownReferences.apply(known, sent)
  }
  return {
    flush,
    async add(record: ReferenceRecord): Promise<void> {
      batch.push(record)
      if (batch.length >= BATCH) await flush()
    },
  }
}

function noCounts(): Counting {
  return {
    ...{ found: 0, looked: 0, hashed: 0, hashedBytes: 0, new: 0, changed: 0, unchanged: 0 },
    ...{ duplicate: 0, removed: 0, failed: 0, settling: 0, missing: 0 },
  }
}

function whyKept(path: string, tracks: number): string {
  const held = tracks === 1 ? 'it held a track' : `it held ${tracks} tracks`
  const wanted = path === '' ? 'leave it out of the library folders' : 'delete the empty folder'
  return `${held} and is empty now; if its disk is away, mount it; if this is what you want, ${wanted}`
}
