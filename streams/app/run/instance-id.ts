import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
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
  try {
    await writeFile(path, `${randomBytes(ID_BYTES).toString('hex')}\n`, { flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  const id = (await readFile(path, 'utf8')).trim()
  if (/^[0-9a-f]{16}$/.test(id)) return id
  throw new ConfigError(
    `${path} does not hold the name of this Slipstream (16 hexadecimal digits): delete it, and a new one is made.`,
  )
}
