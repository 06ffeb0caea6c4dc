import { mkdir, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Writes files into a folder, all or none: they are written in a hidden folder within it and moved when all of them are whole and
 * on the disk. A file of the same name is replaced.
 * @param write creates files directly in the folder that it is given, synchronised to the disk; what it throws leaves no file.
 */
export async function writeTogether<T>(folder: string, write: (temporary: string) => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true })
  const temporary = await mkdtemp(join(folder, '.export-'))
  try {
    const result = await write(temporary)
    for (const name of await readdir(temporary)) await rename(join(temporary, name), join(folder, name))
    await synchronise(folder)
    return result
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

/** A renamed file may be lost with the power until its folder is on the disk. */
async function synchronise(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
