import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import type { Plugin } from 'esbuild'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import * as http from '../../schemas/http.ts'
import * as live from '../../schemas/live.ts'
import * as keptQueue from '../../ui/data/kept-queue.ts'
import * as playbackSession from '../../ui/data/playback-session.ts'
import * as plays from '../../ui/data/plays.ts'
import * as sitting from '../../ui/data/sitting.ts'
import { withoutDocs } from '../../ui/without-docs.ts'
import * as corners from './support/corner-shapes.ts'

/** In the page `zod/mini` is this project's own, which has to judge each value as the one of the server does. */

const root = resolve(import.meta.dirname, '../..')
const modules = {
  'schemas/http.ts': http,
  'schemas/live.ts': live,
  'ui/data/kept-queue.ts': keptQueue,
  'ui/data/playback-session.ts': playbackSession,
  'ui/data/plays.ts': plays,
  'ui/data/sitting.ts': sitting,
  'test/ui/support/corner-shapes.ts': corners,
}

interface Reader {
  safeParse(value: unknown): { readonly success: boolean; readonly data?: unknown }
}
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isReader = (value: unknown): value is Reader => isObject(value) && typeof value.safeParse === 'function'

/** Shapes that a module exports, those of its routes among them, by name. */
function readersOf(exported: unknown): ReadonlyMap<string, Reader> {
  const found = new Map<string, Reader>()
  for (const [name, value] of Object.entries(exported ?? {})) {
    if (isReader(value)) found.set(name, value)
    else if (isObject(value) && isReader(value.query))
      for (const part of ['query', 'body', 'answer'])
        if (isReader(value[part])) found.set(`${name}.${part}`, value[part])
  }
  return found
}

/** As the build of the page does. */
const docsStayBehind: Plugin = {
  name: 'docs-stay-behind',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/schemas\/.*\.ts$/ }, ({ path }) => ({
      contents: withoutDocs(readFileSync(path, 'utf8')),
      loader: 'ts',
    })),
}

const folder = mkdtempSync(join(tmpdir(), 'slipstream-shapes-'))
const ofPage = new Map<string, ReadonlyMap<string, Reader>>()
beforeAll(async () => {
  await build({
    entryPoints: Object.keys(modules).map((path) => join(root, path)),
    alias: { 'zod/mini': join(root, 'ui/zod-mini.ts') },
    outbase: root,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    plugins: [docsStayBehind],
  })
  for (const path of Object.keys(modules)) {
    const built: unknown = await import(pathToFileURL(join(folder, path.replace(/\.ts$/, '.mjs'))).href)
    ofPage.set(path, readersOf(built))
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

const jsonSchema = z.object({
  type: z.optional(z.union([z.string(), z.array(z.string())])),
  properties: z._default(z.record(z.string(), z.unknown()), {}),
  additionalProperties: z.optional(z.unknown()),
  items: z.optional(z.unknown()),
  prefixItems: z.optional(z.array(z.unknown())),
  anyOf: z.optional(z.array(z.unknown())),
  oneOf: z.optional(z.array(z.unknown())),
  enum: z.optional(z.array(z.string())),
  const: z.optional(z.unknown()),
  minimum: z._default(z.number(), -100),
  maximum: z._default(z.number(), 100),
})

/** The same values in each run: of some shapes few fit by chance. */
const SEED = 1

const ODD = [null, undefined, '', ' x ', 'a,b', '12', -1, 0, 1.5, 2 ** 53, 1e300, NaN, Infinity, true, [], {}, ['a', 1]]

/** Values of such a shape, of which now and then a part is another, lacks or is too much. @param odd how often; 0: never */
function valuesOf(json: unknown, odd: number): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 14, arbitrary: rightOf(json, odd) }, { weight: odd, arbitrary: fc.constantFrom(...ODD) })
}

function rightOf(json: unknown, odd: number): fc.Arbitrary<unknown> {
  const shape = jsonSchema.parse(json)
  const options = shape.anyOf ?? shape.oneOf
  if (options !== undefined) return fc.oneof(...options.map((option) => valuesOf(option, odd)))
  if (shape.enum !== undefined) return fc.constantFrom(...shape.enum)
  if (Array.isArray(shape.type)) return fc.oneof(...shape.type.map((type) => valuesOf({ ...shape, type }, odd)))
  if (shape.const !== undefined) return fc.constant(shape.const)
  switch (shape.type) {
    case 'string':
      return fc.oneof(fc.string({ maxLength: 70 }), fc.constantFrom('a'.repeat(32), 'k1', '2020', 'album'))
    case 'integer':
      return fc.integer({ min: Math.max(shape.minimum, -100), max: Math.min(shape.maximum, 100) })
    case 'number':
      return fc.double({ min: shape.minimum, max: shape.maximum, noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return shape.prefixItems === undefined
        ? fc.array(valuesOf(shape.items ?? {}, odd), { maxLength: 3 })
        : fc.tuple(...shape.prefixItems.map((item) => valuesOf(item, odd)))
    case 'object': {
      const fields = Object.fromEntries(
        Object.entries(shape.properties).map(([key, each]) => [key, valuesOf(each, odd)]),
      )
      const others = isObject(shape.additionalProperties) ? valuesOf(shape.additionalProperties, odd) : fc.constant(1)
      const whole = fc.record(fields)
      const some = fc.record({ ...fields, unasked: others }, { requiredKeys: [] })
      return fc.oneof({ weight: 4, arbitrary: whole }, { weight: odd, arbitrary: some })
    }
    default:
      return fc.constantFrom(...ODD)
  }
}

const judged = (reader: Reader | undefined, value: unknown) => {
  const { success, data } = reader?.safeParse(value) ?? {}
  return { success, data }
}

test('each module of the page that exports a shape is compared', () => {
  const exporting = readdirSync(join(root, 'ui'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.startsWith('dist/'))
    .map((path) => `ui/${path}`)
    .filter((path) => /^export const \w+Shape\b/m.test(readFileSync(join(root, path), 'utf8')))
  expect(Object.keys(modules)).toEqual(expect.arrayContaining(exporting))
})

describe.each(Object.entries(modules))('shapes of %s', (path, exported) => {
  const shapes = [...readersOf(exported)]
  test('are there', () => {
    expect([...(ofPage.get(path)?.keys() ?? [])].sort()).toEqual(shapes.map(([name]) => name).sort())
    expect(shapes.length).toBeGreaterThan(0)
  })
  test.each(shapes)('%s judges as zod/mini does', (name, shape) => {
    const page = ofPage.get(path)?.get(name)
    let taken = 0
    const json = shape instanceof z.ZodMiniType ? z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' }) : {}
    fc.assert(
      fc.property(fc.oneof(valuesOf(json, 0), valuesOf(json, 1)), (value) => {
        const theirs = judged(shape, value)
        if (theirs.success === true) taken += 1
        expect(judged(page, value)).toStrictEqual(theirs)
      }),
      { numRuns: 100, seed: SEED },
    )
    expect(taken, 'values that fit').toBeGreaterThan(0)
  })
})
