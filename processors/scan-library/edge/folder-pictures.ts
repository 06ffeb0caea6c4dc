import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileVersion } from '../../shared/files/picture-version.ts'
import { MAX_PICTURE_BYTES } from '../../shared/pictures/shown-picture.ts'
import { NO_FOLDER_PICTURES, artistArt, folderArt } from '../folder-art.ts'
import type { FolderPictures } from '../folder-art.ts'

/** Such as `CD 2`: the folder of a part of an album, which has the album's cover. */
const PART_OF_ALBUM = /(?:^|\/)(?:cd|disc|disk|dvd|side|part|vol|volume)[ ._-]*\w{1,2}$/i

/**
 * The pictures of a folder. It has the artist's picture of the folder that it lies in, unless it has its own; so has the part
 * of an album the album's cover.
 * @param folder below the library folder. @param names of its files. @param above the pictures of the folder that it lies in.
 */
export async function folderPictures(
  library: string,
  folder: string,
  names: readonly string[],
  above: FolderPictures = NO_FOLDER_PICTURES,
): Promise<FolderPictures> {
  const cover = await versioned(library, folder, folderArt(names))
  const artist = await versioned(library, folder, artistArt(names))
  const isPart = PART_OF_ALBUM.test(folder)
  return {
    folderArt: cover?.path ?? (isPart ? above.folderArt : null),
    folderArtVersion: cover?.version ?? (isPart ? above.folderArtVersion : null),
    artistArt: artist?.path ?? above.artistArt,
    artistArtVersion: artist?.version ?? above.artistArtVersion,
  }
}

/** Null also when it is empty, too large, or cannot be reached: then it cannot be shown. */
async function versioned(
  library: string,
  folder: string,
  name: string | null,
): Promise<{ readonly path: string; readonly version: string } | null> {
  if (name === null) return null
  const path = folder === '' ? name : `${folder}/${name}`
  try {
    const { size, mtimeMs } = await stat(join(library, path), { bigint: true })
    if (size === 0n || size > BigInt(MAX_PICTURE_BYTES)) return null
    return { path, version: fileVersion(path, Number(size), Number(mtimeMs)) }
  } catch {
    return null
  }
}
