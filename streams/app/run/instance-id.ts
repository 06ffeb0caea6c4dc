import { randomBytes } from 'node:crypto'
import { constants, copyFile, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError } from '../../engine/errors.ts'

const ID_BYTES = 8

/**
 * Names this Slipstream: the same after every start with the same data folder, whatever the host is called, which in a
 * container changes each time.
 * @throws {ConfigError} when the file holds something else.
 */
export async function instanceId(dataFolder: string): Promise<string> {
  const path = join(dataFolder, 'instance')
  await mkdir(dataFolder, { recursive: true, mode: 0o700 })
  const id = (await contentOf(path)) ?? (await make(path))
  if (id !== null && /^[0-9a-f]{16}$/.test(id)) return id
  throw new ConfigError(
    `${path} does not hold the name of this Slipstream (16 hexadecimal digits): delete it, and a new one is made.`,
  )
}

/** @returns null when there is no such file. */
async function contentOf(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null
    throw error
  }
}

/** Several processes may do so at once: the first link holds, and the file has its content from the moment it is there. */
async function make(path: string): Promise<string | null> {
  const name = randomBytes(ID_BYTES).toString('hex')
  const whole = `${path}-${name}`
  try {
    await writeFile(whole, `${name}\n`, { flag: 'wx' })
    await link(whole, path).catch((error: unknown) => {
      if (isCode(error, 'EEXIST')) throw error
      return copyFile(whole, path, constants.COPYFILE_EXCL) // exFAT and some shares have no hard links
    })
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
  } finally {
    await rm(whole, { force: true })
  }
  return contentOf(path)
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
