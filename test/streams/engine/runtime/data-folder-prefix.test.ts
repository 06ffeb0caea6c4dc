import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { claimForPrefix } from '../../../../streams/engine/runtime/data-folder-prefix.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('prefix')

it('belongs to the prefix that it was first used with', () => {
  const folder = join(newFolder(), 'not', 'yet')
  for (const prefix of ['home-', 'home-']) claimForPrefix(folder, prefix)
  mkdirSync(join(folder, 'state'))
  claimForPrefix(folder, 'home-')
  expect(() => claimForPrefix(folder, 'work-')).toThrow(
    `The data folder ${folder} was made for topics whose names begin with "home-", and holds state of theirs: set SLIPSTREAM_TOPIC_PREFIX=home-, or set SLIPSTREAM_DATA to another folder.`,
  )
  expect(() => claimForPrefix(folder, '')).toThrow('SLIPSTREAM_TOPIC_PREFIX=home-')
  expect(readdirSync(folder)).toStrictEqual(['state', 'topic-prefix'])
})

it.each(['state', 'schemas', 'members', 'attempts', 'kafka'])('belongs to none when it has %s of before', (name) => {
  const folder = newFolder()
  mkdirSync(join(folder, name))
  claimForPrefix(folder, '')
  expect(() => claimForPrefix(folder, 'home-')).toThrow('remove SLIPSTREAM_TOPIC_PREFIX')
  expect(readdirSync(folder)).toStrictEqual([name])
})
