import { groupedLibrary } from '../../processors/group-tracks/grouped-library.ts'
import { trackId } from '../../schemas/generated.ts'
import { referenceOf } from '../support/builders.ts'
import type { Figure } from './figures.ts'

const TRACKS = 100_000
/** As many as a scan writes within some 100 ms. */
const BATCH = 500
const TRACKS_OF_ALBUM = 12
const ALBUMS_OF_ARTIST = 3
const GENRES = 40
/** Largest ratio of the costs per track of the last tenth and of the first. */
const GOAL_GROWTH = 1.25

/** Tracks that come in batches: half of them of one genre, as in a library of one taste. */
function referenceAt(i: number, edition = '') {
  const album = Math.floor(i / TRACKS_OF_ALBUM)
  const artist = `Artist ${Math.floor(album / ALBUMS_OF_ARTIST)}`
  const id = trackId(i.toString(16).padStart(32, '0'))
  const title = `Album ${album}${edition}`
  return referenceOf(id, {
    ...{ artist, artists: [artist], albumArtist: artist, album: title, year: 1990 + (album % 30) },
    genres: [album % 2 === 0 ? 'Rock' : `Genre ${album % GENRES}`, `Style ${album % 7}`],
    trackNumber: 1 + (i % TRACKS_OF_ALBUM),
    path: `${artist}/${title}/${i % TRACKS_OF_ALBUM}.mp3`,
  })
}

/** Seconds of processor time to group some tracks, in batches, and to settle what follows. */
function secondsFor(library: ReturnType<typeof groupedLibrary.create>, from: number, to: number, edition = ''): number {
  const before = process.cpuUsage()
  for (let start = from; start < to; start += BATCH) {
    for (let i = start; i < Math.min(to, start + BATCH); i += 1) {
      const reference = referenceAt(i, edition)
      library.applyReference(reference.trackId, reference)
    }
    for (let written = library.outstanding(start); written.length > 0; written = library.outstanding(start))
      for (const each of written) library.applyWritten(each)
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

/** What it costs to group a library as it grows, and when every album of it is tagged otherwise. */
export function groupTracksBench(progress: (line: string) => void): readonly Figure[] {
  secondsFor(groupedLibrary.create(), 0, TRACKS / 20) // until the code is compiled
  const library = groupedLibrary.create()
  const tenth = TRACKS / 10
  const tenths = Array.from({ length: 10 }, (_, n) => secondsFor(library, n * tenth, (n + 1) * tenth))
  progress(`${TRACKS} tracks are grouped.`)
  const retagged = [0, 9].map((n) => secondsFor(library, n * tenth, (n + 1) * tenth, ', new edition'))
  const perTrack = (seconds: number) => (seconds / tenth) * 1e6
  const [first = NaN, last = NaN] = [tenths[0], tenths.at(-1)]
  const [early = NaN, late = NaN] = retagged
  const figure = (subject: string, metric: string, value: number, unit: string): Figure => ({
    ...{ name: 'library', subject, metric, value, unit },
  })
  const goal = (value: number) => ({ goal: GOAL_GROWTH, met: value <= GOAL_GROWTH })
  return [
    figure('grouping, tracks 90,001 to 100,000', 'processor time for each', perTrack(last), 'µs'),
    { ...figure('grouping', 'last tenth to first', last / first, 'x'), ...goal(last / first) },
    figure('grouping, albums retagged at 100,000 tracks', 'processor time for each track', perTrack(late), 'µs'),
    { ...figure('grouping, albums retagged', 'last tenth to first', late / early, 'x'), ...goal(late / early) },
  ]
}
