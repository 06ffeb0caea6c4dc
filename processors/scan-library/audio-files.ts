/**
 * What counts as music, by the end of the name. Files of a kind that cannot be decoded without ffmpeg, or at all, are
 * listed too: they become references, so that the listener is told of them, instead of missing them without a word.
 * Everything else in a library folder (covers, playlists, texts, video) is passed over.
 */
const AUDIO_EXTENSIONS: ReadonlySet<string> = new Set([
  // decoded by the parts that Slipstream brings
  ...['mp3', 'flac', 'ogg', 'oga', 'opus', 'wav', 'wave', 'aif', 'aiff', 'aifc'],
  // decoded where an ffmpeg is found, reported elsewhere
  ...['m4a', 'm4b', 'm4p', 'aac', 'alac', 'wma', 'asf', 'ape', 'wv', 'tta', 'mpc', 'mp+', 'mp2', 'mpga', 'spx'],
  ...['dsf', 'dff', 'mka', 'webm', 'weba', 'ac3', 'eac3', 'dts', 'amr', 'caf', 'au', 'snd', 'ra', 'w64', 'tak', 'shn'],
])

/** The lower-case end of a file name after its last dot; empty when there is none. */
export function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : ''
}

/** @param path with forward slashes. */
export function isAudioFile(path: string): boolean {
  return AUDIO_EXTENSIONS.has(extensionOf(path))
}

/** Hidden by the Unix convention; `._song.mp3` of macOS is one of these. */
export function isHidden(name: string): boolean {
  return name.startsWith('.')
}
