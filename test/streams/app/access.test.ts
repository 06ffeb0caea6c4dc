import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { accessOf, passwordOf, sessionKeyOf } from '../../../streams/app/access.ts'
import { parseConfig } from '../../../streams/app/config.ts'
import { websocketBridgeMain } from '../../../streams/app/run/websocket-bridge.ts'
import { temporaryFolder } from '../../processors/websocket-bridge/bridge-rig.ts'

type Variables = Readonly<Record<string, string>>

const MAY =
  'so others can reach the player: set SLIPSTREAM_PASSWORD or SLIPSTREAM_PASSWORD_FILE, which is asked once in each browser, or SLIPSTREAM_OPEN=yes, and everybody who reaches it may play and copy the whole library.'

test.each<[Variables, string]>([
  [{ SLIPSTREAM_HOST: '0.0.0.0' }, 'SLIPSTREAM_HOST is 0.0.0.0'],
  [{ SLIPSTREAM_HOST: '::' }, 'SLIPSTREAM_HOST is ::'],
  [{ SLIPSTREAM_HOST: '192.0.2.5' }, 'SLIPSTREAM_HOST is 192.0.2.5'],
  [{ SLIPSTREAM_ORIGINS: 'https://music.example.org' }, 'SLIPSTREAM_ORIGINS names https://music.example.org'],
  [{ SLIPSTREAM_HOST: '0.0.0.0', SLIPSTREAM_PUBLISHED: '0.0.0.0:8080' }, 'SLIPSTREAM_PUBLISHED is 0.0.0.0:8080'],
])('%o is refused, and with a password or openly it is not', (variables, why) => {
  expect(() => accessOf(parseConfig(variables))).toThrow(`${why}, ${MAY}`)
  expect(() => websocketBridgeMain(parseConfig(variables))).toThrow(`${why}, ${MAY}`)
  expect(accessOf(parseConfig({ ...variables, SLIPSTREAM_PASSWORD: 'long enough' }))).toBe('password')
  expect(accessOf(parseConfig({ ...variables, SLIPSTREAM_OPEN: 'yes' }))).toBe('everybody')
})

test.each<Variables>([
  {},
  { SLIPSTREAM_HOST: 'localhost' },
  { SLIPSTREAM_HOST: '::1' },
  { SLIPSTREAM_ORIGINS: 'http://localhost:8080' },
  { SLIPSTREAM_HOST: '0.0.0.0', SLIPSTREAM_PUBLISHED: '127.0.0.1:8080' },
])('%o needs no password', (variables) => {
  expect(accessOf(parseConfig(variables))).toBe('this-machine')
})

test('the password is the first line of its file', () => {
  const file = join(temporaryFolder(), 'password')
  const config = parseConfig({ SLIPSTREAM_PASSWORD_FILE: file })
  expect(() => passwordOf(config)).toThrow(`SLIPSTREAM_PASSWORD_FILE: ${file} cannot be read (ENOENT).`)
  writeFileSync(file, 'short\n')
  expect(() => passwordOf(config)).toThrow(`the first line of ${file} must have at least 8 letters`)
  writeFileSync(file, 'long enough \r\nmore\n')
  expect(passwordOf(config)).toBe('long enough ')
  const both = parseConfig({ SLIPSTREAM_PASSWORD_FILE: file, SLIPSTREAM_PASSWORD: 'long enough' })
  expect(() => passwordOf(both)).toThrow('are both set: set one of them.')
})

test('the key of sessions is what its variable or its file holds', () => {
  const key = 'a key of thirty-two letters or more'
  const file = join(temporaryFolder(), 'key')
  writeFileSync(file, `${key}\n`)
  const keyBy = (variables: Variables) => sessionKeyOf(parseConfig(variables))
  expect([
    keyBy({}),
    keyBy({ SLIPSTREAM_SESSION_KEY: key }),
    keyBy({ SLIPSTREAM_SESSION_KEY_FILE: file }),
  ]).toStrictEqual([null, key, key])
  expect(() => keyBy({ SLIPSTREAM_SESSION_KEY: 'short' })).toThrow(/^SLIPSTREAM_SESSION_KEY: must have at least 32/)
  writeFileSync(file, 'short')
  expect(() => keyBy({ SLIPSTREAM_SESSION_KEY_FILE: file })).toThrow(/^SLIPSTREAM_SESSION_KEY_FILE: it must have at/)
})

test('a password that is too short is refused without being shown', () => {
  expect(() => parseConfig({ SLIPSTREAM_PASSWORD: 'secret' })).toThrow(
    /^SLIPSTREAM_PASSWORD: must have at least 8 letters$/,
  )
})
