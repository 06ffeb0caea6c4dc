import type { AudioReference } from '../../schemas/generated.ts'
import type { FoundFile, LibraryOrigin } from './reference.ts'

/** A library folder by its absolute path. */
export interface MusicLibrary {
  readonly folder: string
  /** Stored with each of its tracks. */
  readonly origin: LibraryOrigin
  /** Selects and describes its files; without one, every audio file in the folder is a track. */
  readonly dataSet?: DataSet
}

/** A table that lies beside the audio files of a library and describes them. */
export interface DataSet {
  /** The folders to walk, relative to the library folder. */
  roots(): readonly string[]
  /**
   * Selects the wanted ones of some files, and loads the descriptions of those that `isNew`. The first call, and each call
   * after the table has changed, loads the descriptions of all.
   * @returns also how many wanted tracks of the table have no file.
   * @throws {Error} when the table cannot be read.
   */
  choose(
    files: readonly FoundFile[],
    isNew: (file: FoundFile) => boolean,
    signal: AbortSignal,
  ): Promise<{ readonly files: readonly FoundFile[]; readonly withoutFile: number }>
  /** The reference with what the table says of the track, when that was loaded. */
  describe(reference: AudioReference): AudioReference
}
