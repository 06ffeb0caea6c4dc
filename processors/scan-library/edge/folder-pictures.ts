import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { LRUCache } from 'lru-cache'
import { openInside } from '../../shared/files/open-inside.ts'
import { fileVersion } from '../../shared/files/picture-version.ts'
import { MAX_PICTURE_BYTES, canBeShown } from '../../shared/pictures/shown-picture.ts'
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
  const cover = await shownOf(library, folder, names, folderArt)
  const artist = await shownOf(library, folder, names, artistArt)
  const isPart = PART_OF_ALBUM.test(folder)
  return {
    folderArt: cover?.path ?? (isPart ? above.folderArt : null),
    folderArtVersion: cover?.version ?? (isPart ? above.folderArtVersion : null),
    artistArt: artist?.path ?? above.artistArt,
    artistArtVersion: artist?.version ?? above.artistArtVersion,
  }
}

interface VersionedPicture {
  readonly path: string
  readonly version: string
}

/** The best of the pictures that can be shown. */
async function shownOf(
  library: string,
  folder: string,
  names: readonly string[],
  bestOf: (names: readonly string[]) => string | null,
): Promise<VersionedPicture | null> {
  for (let left = names; ;) {
    const name = bestOf(left)
    if (name === null) return null
    const picture = await versioned(library, folder === '' ? name : `${folder}/${name}`)
    if (picture !== null) return picture
    left = left.filter((each) => each !== name)
  }
}

/** Null when it is empty, too large, no picture by its header, or cannot be reached: then it cannot be shown. */
async function versioned(library: string, path: string): Promise<VersionedPicture | null> {
  try {
    const { size, mtimeMs } = await stat(join(library, path), { bigint: true })
    if (size === 0n || size > BigInt(MAX_PICTURE_BYTES)) return null
    const version = fileVersion(path, Number(size), Number(mtimeMs))
    const key = `${library}\0${version}`
    const known = answers.get(key)
    const isShown = known ?? (await hasShownHeader(library, path))
    if (known === undefined) answers.set(key, isShown)
    return isShown ? { path, version } : null
  } catch {
    return null
  }
}

/** Answers that are remembered, so that a picture is looked into once. */
const MAX_ANSWERS = 100_000
const answers = new LRUCache<string, boolean>({ max: MAX_ANSWERS })
/** The size of a picture stands behind what a camera or a program wrote: seldom further away than this. */
const HEADER_BYTES = 2 ** 16

/** No pixel is decoded. @throws the error of the file system. */
async function hasShownHeader(library: string, path: string): Promise<boolean> {
  const { handle, status } = await openInside(library, path)
  try {
    const head = Buffer.alloc(Math.min(HEADER_BYTES, Number(status.size)))
    const { bytesRead } = await handle.read(head, 0, head.length, 0)
    if (canBeShown(head.subarray(0, bytesRead))) return true
    return status.size > BigInt(HEADER_BYTES) && canBeShown(await handle.readFile())
  } finally {
    await handle.close()
  }
}
