import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

/** What nothing uses any more is deleted with its last use: tests alone keep nothing in the player. */

const root = resolve(import.meta.dirname, '../../ui')
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(?:ts|css)$/.test(path) && !path.startsWith('dist/'))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
const all = sources.map(({ text }) => text).join('\n')

const timesIn = (text: string, part: string) => text.split(part).length - 1
const usesOf = (name: string) => [...all.matchAll(new RegExp(`\\b${name}\\b`, 'g'))].length

test('each exported function and value is used', () => {
  const exported = sources.flatMap(({ path, text }) =>
    Array.from(text.matchAll(/^export (?:async )?(?:function\*?|const) (\w+)/gm), ([, name = '']) => ({ path, name })),
  )
  expect(exported.length).toBeGreaterThan(100)
  // What the page has in place of a package is named by the users of the package.
  const unused = exported.filter(({ path, name }) => path !== 'zod-mini.ts' && usesOf(name) < 2)
  expect(unused).toStrictEqual([])
})

test('each event is in the one list, is sent, and is listened to', () => {
  const list = sources.find(({ path }) => path === 'events.ts')?.text ?? ''
  const [, body = ''] = /interface PlayerEvents \{([^]*?)^\}/m.exec(list) ?? []
  const events = Array.from(body.matchAll(/^ {2}'([\w-]+)':/gm), ([, name = '']) => name)
  expect(events.length).toBeGreaterThan(5)
  const isUsed = (name: string) =>
    new RegExp(`emit\\([^,]+, '${name}'`).test(all) &&
    new RegExp(`@${name}=|addEventListener\\(\\s*'${name}'`).test(all)
  expect(events.filter((name) => !isUsed(name))).toStrictEqual([])
  expect(timesIn(all, 'new CustomEvent(')).toBe(1)
})

test('each custom property that is set is read', () => {
  const set = new Set(Array.from(all.matchAll(/(--[a-z][\w-]*):/g), ([, name = '']) => name))
  const isRead = (name: string) => all.includes(`var(${name}`) || all.includes(`getPropertyValue('${name}')`)
  expect([...set].filter((name) => !isRead(name))).toStrictEqual([])
})
