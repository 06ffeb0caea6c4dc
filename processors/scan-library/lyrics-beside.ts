/** The files of lyrics in a folder, by the audio file that each is of: `Song.lrc` of `Song.flac`. */
export function lyricsBeside(folder: string, names: readonly string[]): (audioFile: string) => string | null {
  const byStem = new Map<string, string>()
  for (const name of names) {
    if (!/\.lrc$/i.test(name)) continue
    const stem = stemOf(name)
    const other = byStem.get(stem)
    if (other === undefined || name < other) byStem.set(stem, name)
  }
  return (audioFile) => {
    const name = byStem.get(stemOf(audioFile))
    return name === undefined ? null : folder === '' ? name : `${folder}/${name}`
  }
}

/** Some systems write an accented letter as two characters. */
function stemOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.'))).normalize('NFC')
}
