/** Media types by container as the tag reader names it (the start of its name, lower case). */
const BY_CONTAINER: readonly (readonly [string, string])[] = [
  ['mpeg', 'audio/mpeg'],
  ['ogg', 'audio/ogg'],
  ['flac', 'audio/flac'],
  ['wave', 'audio/wav'],
  ['aif', 'audio/aiff'],
  ['adts', 'audio/aac'],
  ['ebml/webm', 'audio/webm'],
  ['matroska', 'audio/matroska'],
  ['ebml/matroska', 'audio/matroska'],
  ['asf', 'audio/x-ms-wma'],
  ['wavpack', 'audio/x-wavpack'],
  ["monkey's audio", 'audio/x-ape'],
  ['musepack', 'audio/x-musepack'],
  ['dsf', 'audio/x-dsf'],
  ['dsdiff', 'audio/x-dff'],
]

/** Brands of files of the MP4 family, as the reader gives them: those of ISO/IEC 14496-12, Apple's, 3GPP's and Adobe's. */
const MP4_BRAND = /^(?:m4[abpv]|mp4|iso|avc1|qt|3g[2egprs]|dash|cmf|f4[abpv]|mmp4|msnv|ndsc|ndsh|kddi)/

const BY_EXTENSION: ReadonlyMap<string, string> = new Map([
  ['mp3', 'audio/mpeg'],
  ['mp2', 'audio/mpeg'],
  ['mpga', 'audio/mpeg'],
  ['ogg', 'audio/ogg'],
  ['oga', 'audio/ogg'],
  ['opus', 'audio/ogg'],
  ['spx', 'audio/ogg'],
  ['flac', 'audio/flac'],
  ['wav', 'audio/wav'],
  ['wave', 'audio/wav'],
  ['aif', 'audio/aiff'],
  ['aiff', 'audio/aiff'],
  ['aifc', 'audio/aiff'],
  ['aac', 'audio/aac'],
  ['m4a', 'audio/mp4'],
  ['m4b', 'audio/mp4'],
  ['m4p', 'audio/mp4'],
  ['mp4', 'audio/mp4'],
  ['alac', 'audio/mp4'],
  ['webm', 'audio/webm'],
  ['weba', 'audio/webm'],
  ['mka', 'audio/matroska'],
  ['wma', 'audio/x-ms-wma'],
  ['asf', 'audio/x-ms-wma'],
  ['wv', 'audio/x-wavpack'],
  ['ape', 'audio/x-ape'],
  ['mpc', 'audio/x-musepack'],
  ['mp+', 'audio/x-musepack'],
  ['tta', 'audio/x-tta'],
  ['tak', 'audio/x-tak'],
  ['shn', 'audio/x-shorten'],
  ['dsf', 'audio/x-dsf'],
  ['dff', 'audio/x-dff'],
  ['ac3', 'audio/ac3'],
  ['eac3', 'audio/eac3'],
  ['dts', 'audio/vnd.dts'],
  ['amr', 'audio/amr'],
  ['caf', 'audio/x-caf'],
  ['au', 'audio/basic'],
  ['snd', 'audio/basic'],
  ['ra', 'audio/vnd.rn-realaudio'],
  ['w64', 'audio/x-w64'],
])

/** The media type of an audio file: by what it is, else by what it is called. */
export function audioType(container: string, path: string): string {
  const name = container.toLowerCase()
  const known = BY_CONTAINER.find(([start]) => name.startsWith(start))
  if (known) return known[1]
  if (MP4_BRAND.test(name)) return 'audio/mp4'
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''
  return BY_EXTENSION.get(extension) ?? 'application/octet-stream'
}

/** Codecs that browsers of their container may lack, by what the tag reader calls them; the names are those of RFC 6381. */
const CODECS: readonly (readonly [RegExp, string])[] = [
  [/^alac/i, 'alac'],
  [/^e-?ac-?3/i, 'ec-3'],
  [/^ac-?3/i, 'ac-3'],
  [/^speex/i, 'speex'],
]

/** The media type with the codec where a browser has to be asked for that too: `canPlayType` answers by it. */
export function playedType(container: string, codec: string, path: string): string {
  const type = audioType(container, path)
  const named = CODECS.find(([pattern]) => pattern.test(codec))?.[1]
  return named === undefined ? type : `${type}; codecs="${named}"`
}
