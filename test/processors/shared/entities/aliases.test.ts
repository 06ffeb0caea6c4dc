import { expect, it } from 'vitest'
import { entityAliases } from '../../../../processors/shared/entities/aliases.ts'
import type { MergedEntity } from '../../../../schemas/generated.ts'

const merging = (...ids: string[]) => ({
  merged: ids.map((id): MergedEntity => ({ id, name: id, reason: 'tags', tracks: 1 })),
})

it('leads from an id to the entity that took it in', () => {
  const albums = entityAliases<string, ReturnType<typeof merging>>()
  const one = merging('old', 'one')
  albums.apply('one', one)
  expect([albums.find('one'), albums.find('old'), albums.find('none')]).toStrictEqual([one, one, null])
})

it('prefers the entity itself, and forgets an alias with its entity', () => {
  const albums = entityAliases<string, ReturnType<typeof merging>>()
  const [one, old] = [merging('old'), merging()]
  albums.apply('one', one)
  albums.apply('old', old)
  expect(albums.find('old')).toBe(old)
  albums.apply('old', null)
  expect(albums.find('old')).toBe(one)
  albums.apply('one', merging())
  expect(albums.find('old')).toBeNull()
  expect([...albums.byId.keys()]).toStrictEqual(['one'])
})

it('gives one of two that list an alias, the same in whatever order they came', () => {
  const found = ['ab', 'ba'].map((order) => {
    const albums = entityAliases<string, ReturnType<typeof merging>>()
    for (const id of order) albums.apply(id, merging('x', id))
    return albums.find('x')?.merged[1]?.id
  })
  expect(found).toStrictEqual(['a', 'a'])
})
