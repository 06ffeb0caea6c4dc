/** Media types by container as the tag reader names it (the start of its name, lower case). */
const BY_CONTAINER: readonly (readonly [string, string])[] = [
  ['mpeg', 'audio/mpeg'],
  ['ogg', 'audio/ogg'],
  ['flac', 'audio/flac'],
  ['wave', 'audio/wav'],
  ['aif', 'audio/aiff'],
  ['adts', 'audio/aac'],
  ['m4a', 'audio/mp4'],
  ['mp4', 'audio/mp4'],
  ['isom', 'audio/mp4'],
  ['ebml/webm', 'audio/webm'],
  ['matroska', 'audio/matroska'],
  ['asf', 'audio/x-ms-wma'],
  ['wavpack', 'audio/x-wavpack'],
]

const BY_EXTENSION: ReadonlyMap<string, string> = new Map([
  ['mp3', 'audio/mpeg'],
  ['ogg', 'audio/ogg'],
  ['oga', 'audio/ogg'],
  ['opus', 'audio/ogg'],
  ['flac', 'audio/flac'],
  ['wav', 'audio/wav'],
  ['aif', 'audio/aiff'],
  ['aiff', 'audio/aiff'],
  ['aac', 'audio/aac'],
  ['m4a', 'audio/mp4'],
  ['mp4', 'audio/mp4'],
  ['webm', 'audio/webm'],
  ['mka', 'audio/matroska'],
  ['wma', 'audio/x-ms-wma'],
  ['wv', 'audio/x-wavpack'],
])

/** The media type of an audio file: by what it is, else by what it is called. */
export function audioType(container: string, path: string): string {
  const known = BY_CONTAINER.find(([start]) => container.toLowerCase().startsWith(start))
  if (known) return known[1]
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''
  return BY_EXTENSION.get(extension) ?? 'application/octet-stream'
}
