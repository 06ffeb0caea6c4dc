import { repaired } from '../text/mojibake.ts'
import { timedLyrics } from './lyrics.ts'

/** The tags of a file as music-metadata found them, by the form of the tag: ID3v2.4, vorbis, iTunes and so on. Untrusted. */
export type NativeTags = Readonly<Record<string, readonly NativeTag[]>>
export interface NativeTag {
  readonly id: string
  readonly value: unknown
}

/**
 * The names of each field in all forms of tags, as `nameOf` writes them; of several in one file the first counts. The common
 * fields of music-metadata are not used: it splits, merges and drops values on the way to them.
 * Sources: id3.org, the mappings of MusicBrainz Picard, RFC 9639, Matroska's tags, what ffmpeg writes.
 */
const NAMES = {
  title: ['TITLE', 'TIT2', 'TT2', '©NAM', 'INAM', 'TITL', 'NAME', 'SEGMENT:TITLE'],
  artist: ['ARTIST', 'TPE1', 'TP1', '©ART', 'AUTHOR', 'IART', 'AUTH'],
  artists: ['ARTISTS', 'DISCOGSARTISTS', 'DISCOGSARTISTNAME'],
  album: ['ALBUM', 'TALB', 'TAL', '©ALB', 'ALBUMTITLE', 'IPRD', 'IRPD', 'ALBUM:TITLE'],
  albumArtist: ['ALBUMARTIST', 'TPE2', 'TP2', 'AART', 'BAND', 'ALBUM:ARTIST'],
  albumArtists: ['ALBUMARTISTS', 'DISCOGSALBUMARTISTS'],
  composer: ['COMPOSER', 'TCOM', 'TCM', '©WRT'],
  genre: ['GENRE', 'TCON', 'TCO', '©GEN', 'GNRE', 'IGNR', 'STYLE'],
  year: [
    'DATE',
    'TDRC',
    'TYER',
    'TYE',
    'TDR',
    '©DAY',
    'YEAR',
    'ICRD',
    'RELEASEDATE',
    'TDRL',
    'DATERELEASED',
    'TDRV',
    'ALBUM:DATERELEASED',
    'DATERECORDED',
    'ALBUM:DATERECORDED',
  ],
  originalYear: ['ORIGINALDATE', 'ORIGINALYEAR', 'TDOR', 'TORY', 'TOR', 'ORIGINALRELEASETIME', 'ORIGINALRELEASEYEAR'],
  track: ['TRACKNUMBER', 'TRACK', 'TRCK', 'TRK', 'TRKN', 'ITRK', 'IPRT', 'PARTNUMBER'],
  trackTotal: ['TRACKTOTAL', 'TOTALTRACKS', 'ALBUM:TOTALPARTS', 'TOTALPARTS'],
  disc: ['DISCNUMBER', 'DISC', 'DISK', 'TPOS', 'TPA', 'PARTOFSET', 'ALBUM:PARTNUMBER'],
  discTotal: ['DISCTOTAL', 'TOTALDISCS', 'EDITION:TOTALPARTS'],
  discSubtitle: ['DISCSUBTITLE', 'TSST', 'SETSUBTITLE'],
  compilation: ['COMPILATION', 'TCMP', 'TCP', 'CPIL', 'ISCOMPILATION', 'ITUNESCOMPILATION'],
  titleSort: ['TITLESORT', 'TSOT', 'TST', 'XSOT', 'SONM', 'TITLESORTORDER'],
  artistSort: ['ARTISTSORT', 'TSOP', 'TSP', 'XSOP', 'SOAR', 'ARTISTSORTORDER'],
  albumSort: ['ALBUMSORT', 'TSOA', 'TSA', 'XSOA', 'SOAL', 'ALBUMSORTORDER'],
  albumArtistSort: ['ALBUMARTISTSORT', 'TSO2', 'TS2', 'SOAA', 'ALBUMARTISTSORTORDER', 'ALBUM:ARTISTSORT'],
  work: ['WORK', '©WRK'],
  bpm: ['BPM', 'TBPM', 'TBP', 'TMPO', 'BEATSPERMINUTE'],
  key: ['INITIALKEY', 'KEY', 'TKEY', 'TKE'],
  comment: ['COMMENT', 'COMM', 'COM', '©CMT', 'DESCRIPTION', 'ICMT', 'ANNO'],
  grouping: ['GROUPING', 'GRP1', 'GP1', 'TIT1', 'TT1', '©GRP', 'CONTENTGROUPDESCRIPTION', 'CONTENTGROUP'],
  mood: ['MOOD', 'TMOO'],
  licence: ['LICENSE', 'LICENCE', 'WCOP', 'WCP'],
  trackGain: ['REPLAYGAINTRACKGAIN'],
  albumGain: ['REPLAYGAINALBUMGAIN'],
  trackPeak: ['REPLAYGAINTRACKPEAK'],
  albumPeak: ['REPLAYGAINALBUMPEAK'],
  trackGainR128: ['R128TRACKGAIN'],
  albumGainR128: ['R128ALBUMGAIN'],
  syncedLyrics: ['SYLT', 'SLT', 'SYNCEDLYRICS'],
  cueSheet: ['CUESHEET'],
  lyrics: ['LYRICS', 'UNSYNCEDLYRICS', 'USLT', 'ULT', '©LYR'],
  recordingId: ['MUSICBRAINZTRACKID', 'UFID', 'MUSICBRAINZRECORDINGID'],
  trackId: ['MUSICBRAINZRELEASETRACKID'],
  releaseId: ['MUSICBRAINZALBUMID', 'MUSICBRAINZRELEASEID'],
  releaseGroupId: ['MUSICBRAINZRELEASEGROUPID'],
  workId: ['MUSICBRAINZWORKID'],
  artistIds: ['MUSICBRAINZARTISTID'],
  albumArtistIds: ['MUSICBRAINZALBUMARTISTID'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type Field = keyof typeof NAMES

/** The forms of tags, best first: those that are longer, newer or made for music before the others. */
const FORMS = ['matroska', 'APEv2', 'vorbis', 'ID3v2.4', 'ID3v2.3', 'ID3v2.2', 'exif', 'asf', 'iTunes', 'AIFF', 'ID3v1']

/** More values of one name are not read: no list of a track has half as many. */
const MAX_VALUES = 100
/** What is read of one value, in UTF-16 units. */
const LONGEST_VALUE = 10_000
/** Lyrics may be long; few of them are looked at. */
export const LONGEST_LYRICS = 2 ** 18
const MAX_LYRICS = 4
/** Texts of many lines. */
const LONG: ReadonlySet<Field> = new Set(['lyrics', 'syncedLyrics', 'cueSheet'])

/** The values of a field in the best form of tags that has it, in their order, mended where they were decoded wrongly. */
export type Fields = (field: Field) => readonly string[]

export function fieldsOf(native: NativeTags): Fields {
  const forms = FORMS.flatMap((form) => (native[form] === undefined ? [] : [valuesByName(form, native[form])]))
  return (field) => {
    for (const values of forms)
      for (const name of NAMES[field]) {
        const found = values.get(name)
        if (found !== undefined)
          return LONG.has(field)
            ? found.slice(0, MAX_LYRICS).map(repaired)
            : found.map((text) => repaired(text.slice(0, LONGEST_VALUE)))
      }
    return []
  }
}

function valuesByName(form: string, tags: readonly NativeTag[]): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>()
  const hasLists = LISTS.test(form)
  for (const { id, value } of tags) {
    const name = nameOf(id)
    const texts = textsOf(value, hasLists).filter((text) => text.trim() !== '')
    if (texts.length === 0) continue
    const found = values.get(name) ?? []
    found.push(...texts.slice(0, MAX_VALUES - found.length))
    values.set(name, found)
  }
  return values
}

/** `TXXX:MusicBrainz Album Id`, `----:com.apple.iTunes:MusicBrainz Album Id` and `MUSICBRAINZ_ALBUMID` are one name. */
function nameOf(id: string): string {
  return id
    .replace(/^(?:TXXX:|----:[^:]*:|WM\/|track:)/i, '')
    .replace(/[\s_/-]+/g, '')
    .toUpperCase()
}

/** The forms of tags that have several texts in one, with null characters between them. */
const LISTS = /^(?:ID3v2|APEv2)/

/** What a value says in text. */
function textsOf(value: unknown, hasLists: boolean): readonly string[] {
  if (typeof value === 'string') {
    const text = value.slice(0, LONGEST_LYRICS)
    return hasLists ? text.split('\0', MAX_VALUES) : [text]
  }
  if (typeof value === 'number') return [String(value)]
  if (typeof value === 'boolean') return [value ? '1' : '0']
  if (typeof value !== 'object' || value === null) return []
  if ('syncText' in value) return timedLyrics(value)
  if ('owner_identifier' in value && 'identifier' in value) return identifierOf(value)
  const isTechnical = 'descriptor' in value && typeof value.descriptor === 'string' && TECHNICAL.test(value.descriptor)
  return 'text' in value && !isTechnical ? textsOf(value.text, hasLists) : []
}

/** Comments that programs write for themselves. */
const TECHNICAL = /^(?:iTun|MusicMatch_|Songs-DB_|LAME|CDDB)/i

/** A unique file identifier of ID3; the one of MusicBrainz is that of the recording. */
function identifierOf(value: { readonly owner_identifier: unknown; readonly identifier: unknown }): readonly string[] {
  const { owner_identifier: owner, identifier } = value
  return owner === 'http://musicbrainz.org' && identifier instanceof Uint8Array
    ? [Buffer.from(identifier.subarray(0, 64)).toString('latin1')]
    : []
}

/** Timed lyrics before plain ones. Of several the longest: others are of a language that nobody chose, or empty. */
export function lyricsIn(fields: Fields): string {
  const longest = (texts: readonly string[]) => texts.reduce((a, b) => (b.length > a.length ? b : a), '')
  return longest(fields('syncedLyrics')) || longest(fields('lyrics'))
}
