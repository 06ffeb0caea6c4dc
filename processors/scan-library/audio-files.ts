/** Of files that hold a video mostly, and music sometimes. */
export const MAYBE_VIDEO = 'mp4'

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
  // without a video
  MAYBE_VIDEO,
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

/** What lies beside audio files and says what is in them, or in which order they are played. */
export function kindOfList(path: string): 'cue-sheet' | 'playlist' | null {
  const extension = extensionOf(path)
  if (extension === 'cue') return 'cue-sheet'
  return PLAYLISTS.has(extension) ? 'playlist' : null
}

const PLAYLISTS: ReadonlySet<string> = new Set(['m3u', 'm3u8', 'pls'])

/**
 * Hidden by the Unix convention, as `.stfolder`, `.Trash-1000`, `.AppleDouble` and `._song.mp3` of macOS are. A name that goes on
 * with another dot or a digit is the title of something: "...And Justice for All", ".38 Special".
 */
const HIDDEN = /^\.[^.\d]/u

export function isHidden(name: string): boolean {
  return HIDDEN.test(name)
}

/** Folders that systems make beside the music, for what was deleted, is no music or is an older state; in lower case. */
const SYSTEM_FOLDERS: ReadonlySet<string> = new Set([
  // what was deleted: Synology, QNAP, Windows, AFP
  ...['#recycle', '@recycle', '$recycle.bin', 'network trash folder'],
  // older states: Synology, QNAP, NetApp
  ...['#snapshot', '@recently-snapshot', '~snapshot'],
  // thumbnails, indexes and the like: Synology, QNAP, AFP, Syncthing, archives made on macOS
  ...['@eadir', '@tmp', '@synoresource', '@sharebin', 'temporary items', '~syncthing~', '__macosx'],
  // what a check of the file system found, and the system's own
  ...['lost+found', 'found.000', 'system volume information'],
])

/** Whether the name of a folder says that nothing in it belongs to the library. Such a file is as good as any. */
export function isSystemFolder(name: string): boolean {
  return SYSTEM_FOLDERS.has(name.toLowerCase())
}
