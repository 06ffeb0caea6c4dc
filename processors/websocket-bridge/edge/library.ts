import type { LibraryScan, TrackId } from '../../../schemas/generated.ts'
import { trackId } from '../../../schemas/generated.ts'
import type { MaterialisedTable } from '../../../streams/engine/runtime/context.ts'
import type { LibraryIndex } from '../../shared/similarity/library-index.ts'
import type { Catalogue, CatalogueEntry } from '../catalogue.ts'
import type { AnswerOf, readLibrary } from '../../../schemas/http.ts'
import { countsOf, standingIn } from '../catalogue.ts'
import { Problem } from '../problem.ts'
import { shownFolder, shownPath } from '../shown-text.ts'

/** The tables that the bridge answers from. */
export interface Library {
  readonly catalogue: MaterialisedTable<Catalogue>
  readonly index: MaterialisedTable<LibraryIndex>
}

/** The tables once they are caught up. @throws {Problem} `starting` until then. */
export type LibraryReader = () => Library

export type LibraryAnswer = AnswerOf<typeof readLibrary>

export function progressOf({ catalogue, index }: Library): LibraryAnswer {
  const { scan } = catalogue.content
  const { tracks, heard, failed, notHere, notHereHeard, pending, waitsFor } = countsOf(catalogue.content)
  return {
    ...{ tracks, heard, failed },
    ...(notHere === 0 ? {} : { notHere }),
    ...(notHereHeard === 0 ? {} : { notHereHeard }),
    ...(pending === 0 ? {} : { pending }),
    ...(waitsFor.length === 0 ? {} : { waitsFor: waitsFor.map(shownFolder) }),
    indexed: index.content.sizes.indexed,
    scan: scan && scanProgressOf(scan),
  }
}

function scanProgressOf(scan: LibraryScan): LibraryAnswer['scan'] {
  const { phase, startedAt, found, looked, unchanged, duplicates, failed, settling, missing, current } = scan
  const { newTracks, changedTracks, removedTracks } = scan
  return {
    ...{ phase, startedAt, found, looked, unchanged, duplicates, failed, settling, missing },
    current: current && shownPath(current),
    ...{ newTracks, changedTracks, removedTracks },
  }
}

/** @throws {Problem} `unknown-track` */
export function entryOf(content: Catalogue, id: string): CatalogueEntry {
  const entry = content.entries.get(standingIn(content, trackId(id)))
  if (entry === undefined) throw unknownTrack()
  return entry
}

/** The track in the library that an id leads to; null when there is none. */
export function trackInLibrary(content: Catalogue, id: TrackId): TrackId | null {
  const track = standingIn(content, id)
  return content.entries.has(track) ? track : null
}

function unknownTrack(): Problem {
  return new Problem(
    'unknown-track',
    'No track in the library has this id. It may have been removed: search for it anew.',
  )
}
