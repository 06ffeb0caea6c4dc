import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { allTopics } from '../schemas/topics.ts'
import { wholeTopology } from '../streams/app/topology.ts'
import { BOUNDS, BOUNDS_OF_FIELDS } from './bounds.ts'
import { containersIn, longLivedContainers } from './long-lived.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const found = longLivedContainers()

describe('what lives long and can grow', () => {
  it('has its bound named', () => {
    expect(found.filter((name) => !(name in BOUNDS))).toStrictEqual([])
  })

  it('is there, where a bound is named', () => {
    expect(Object.keys(BOUNDS).filter((name) => !found.includes(name))).toStrictEqual([])
  })

  it('is bounded in a test that there is', () => {
    const wrong = Object.entries(BOUNDS).filter(([, { test }]) => test !== undefined && !existsSync(`${root}${test}`))
    expect(wrong).toStrictEqual([])
  })
})

describe('the search for what lives long', () => {
  it.each([
    ['a map of a module', 'const seen = new Map()\nexport const add = (k) => seen.set(k, 1)', ['seen']],
    ['a list in a closure', 'function f() { const all = []; return { add(x) { all.push(x) } } }', ['all']],
    ['a list that is replaced', 'function f() { let all = []; return { add(x) { all = [...all, x] } } }', ['all']],
    ['a cache in a closure', 'function f() { const c = new LRUCache({ max: 1 }); return (k) => c.set(k, 1) }', ['c']],
    ['a set that is handed on', 'function f() { const s = new Set(); return (k) => added(s, k) }', ['s']],
    ['a map unless there is one', 'function f(m) { const s = m ?? new Map(); return (k) => s.set(k, 1) }', ['s']],
    ['two sets of a pair', 'function f() { let [a, b] = [new Set(), new Set()]; return (k) => { b = a; a.add(k) } }', ['a', 'b']], // prettier-ignore
    ['a field', 'class A { readonly #waiting = new Set() }', ['#waiting']],
    ['a property', 'const create = () => ({ entries: new Map() })', ['entries']],
    ['what a table is made of', 'const table = { create: () => new Set() }', ['create']],
    ['nothing that only its own call changes', 'function f(xs) { const m = new Map(); for (const x of xs) m.set(x, 1); return m }', []], // prettier-ignore
    ['nothing that is changed at once', 'function f(xs) { const m = new Map(); xs.forEach((x) => m.set(x, 1)); return m }', []], // prettier-ignore
    ['nothing that is only read later', 'const NAMES = new Set()\nexport const isName = (name) => NAMES.has(name)', []],
  ])('finds %s', (_, text, names) => {
    expect(containersIn('x.ts', text)).toStrictEqual(names.map((name) => `x.ts#${name}`))
  })
})

interface Field {
  readonly name: string
  readonly doc?: string
  readonly type: unknown
}

/** Fields of a schema that can hold many, and whose doc names no bound. */
function unbounded(schema: unknown, path: string): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap((each) => unbounded(each, path))
  if (typeof schema !== 'object' || schema === null) return []
  const {
    type,
    items,
    values,
    fields = [],
  } = schema as Record<string, unknown> & { readonly fields?: readonly Field[] }
  return [
    ...fields.flatMap((field) => [
      ...(holdsMany(field.type) && !/\b(At most|Exactly) [\w,]+/.test(field.doc ?? '')
        ? [`${path}.${field.name}`]
        : []),
      ...unbounded(field.type, `${path}.${field.name}`),
    ]),
    ...[type, items, values].flatMap((each) => (typeof each === 'object' ? unbounded(each, path) : [])),
  ]
}

function holdsMany(type: unknown): boolean {
  if (Array.isArray(type)) return type.some(holdsMany)
  if (type === 'bytes') return true
  return typeof type === 'object' && type !== null && 'type' in type && (type.type === 'array' || type.type === 'map')
}

describe('a list in a schema', () => {
  const changelogs = new Set(
    wholeTopology().flatMap((node) => (node.kind === 'processor' ? [node.changelog.name] : [])),
  )
  const compacted = allTopics.filter(({ cleanup }) => cleanup === 'compact')
  const fields = (isState: boolean) =>
    compacted
      .filter(({ name }) => changelogs.has(name) === isState)
      .flatMap((topic) => unbounded(topic.value.schema, topic.name))

  it('of a state is bounded by what its doc says', () => {
    expect(changelogs.size).toBe(5)
    expect(fields(true)).toStrictEqual([])
  })

  it('of another compacted topic has its bound named', () => {
    expect(fields(false).filter((name) => !(name in BOUNDS_OF_FIELDS))).toStrictEqual([])
    expect(Object.keys(BOUNDS_OF_FIELDS).filter((name) => !fields(false).includes(name))).toStrictEqual([])
  })

  it('is found to lack a bound where it names none', () => {
    const items = { type: 'array', items: 'string' }
    const schema = { type: 'record', fields: [{ name: 'a', doc: 'Many.', type: items }, { name: 'b', doc: 'At most 3.', type: ['null', items] }, { name: 'c', type: { type: 'array', items: { type: 'record', fields: [{ name: 'd', type: { type: 'map', values: 'int' } }] } } }] } // prettier-ignore
    expect(unbounded(schema, 's')).toStrictEqual(['s.a', 's.c', 's.c.d'])
  })
})
