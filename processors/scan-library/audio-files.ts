/**
 * The extensions of audio files. Formats that need ffmpeg, or cannot be decoded at all, are included: such files become
 * tracks, and the player lists them with the reason. Other files (covers, playlists, texts, video) are skipped.
 */
const AUDIO_EXTENSIONS: ReadonlySet<string> = new Set([
  // decoded by Slipstream itself
  ...['mp3', 'flac', 'ogg', 'oga', 'opus', 'wav', 'wave', 'aif', 'aiff', 'aifc'],
  // decoded where ffmpeg is installed, and reported otherwise
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
