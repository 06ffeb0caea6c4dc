import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from '../errors.ts'

/** The prefix of topics that a data folder belongs to; without the file it is none. */
const FILE = 'topic-prefix'
/** What is in a folder that has been used: snapshots, members and notes of crashes name topics and groups without the prefix. */
const OF_USE = ['state', 'schemas', 'members', 'attempts', 'kafka'] as const

/**
 * Holds a data folder to the prefix that it was first used with: under another one, its snapshots and notes would be taken for
 * those of other topics.
 * @throws {ConfigError} when it is another one.
 */
export function claimForPrefix(dataFolder: string, prefix: string): void {
  const path = join(dataFolder, FILE)
  const kept = existsSync(path) ? readFileSync(path, 'utf8').trim() : ''
  if (kept === prefix) return
  if (kept !== '' || OF_USE.some((name) => existsSync(join(dataFolder, name)))) throw otherPrefix(dataFolder, kept)
  mkdirSync(dataFolder, { recursive: true })
  const part = `${path}.${process.pid}`
  writeFileSync(part, `${prefix}\n`)
  renameSync(part, path)
}

const otherPrefix = (dataFolder: string, kept: string): ConfigError =>
  new ConfigError(
    kept === ''
      ? `The data folder ${dataFolder} was made for topics without a prefix, and holds state of theirs: remove SLIPSTREAM_TOPIC_PREFIX, or set SLIPSTREAM_DATA to another folder for this prefix.`
      : `The data folder ${dataFolder} was made for topics whose names begin with "${kept}", and holds state of theirs: set SLIPSTREAM_TOPIC_PREFIX=${kept}, or set SLIPSTREAM_DATA to another folder.`,
  )
