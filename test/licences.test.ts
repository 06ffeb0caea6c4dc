import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../', import.meta.url))

/** Licences that ask for no more than their own text to be kept; MPL-2.0 asks that of changes to its own files only. */
const PERMISSIVE: ReadonlySet<string> = new Set([
  ...['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0', 'CC0-1.0', 'Unlicense'],
  ...['Zlib', 'Python-2.0', 'MPL-2.0'],
])

/**
 * What is not permissive all the same, and why it may be there: both are called as they were published, as packages of
 * their own, which their licence permits. No permissive decoder of MP3 that is kept up was found on npm.
 */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'codec-parser': 'LGPL-3.0-or-later; the decoders of FLAC, Vorbis and Opus cut their input into frames with it',
  'mpg123-decoder': 'says MIT, and holds libmpg123, which is LGPL-2.1, compiled to WebAssembly',
}

interface Package {
  readonly name: string
  readonly folder: string
  readonly licence: string
}

interface Manifest {
  readonly name: string
  readonly license?: unknown
  readonly licenses?: readonly { readonly type: string }[]
}

/** Every package that is installed where Slipstream runs; what is for developing it is left out. */
function installed(): readonly Package[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly devOptional?: boolean }>>
  }
  return Object.entries(packages).flatMap(([path, { dev, devOptional }]) => {
    const folder = join(root, path)
    const isOurs = path === '' || dev === true || devOptional === true
    if (isOurs || !existsSync(join(folder, 'package.json'))) return [] // for another system
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
    return [{ name: manifest.name, folder, licence: licenceOf(manifest, folder) }]
  })
}

function licenceOf({ license, licenses }: Manifest, folder: string): string {
  if (typeof license === 'string') return license
  if (licenses !== undefined) return licenses.map(({ type }) => type).join(' OR ')
  const text = licenceTexts(folder).join('\n')
  if (/Permission is hereby granted, free of charge/.test(text)) return 'MIT'
  if (/Permission to use, copy, modify, and\/or distribute/.test(text)) return 'ISC'
  if (/Apache License\s+Version 2\.0/.test(text)) return 'Apache-2.0'
  if (/Redistribution and use in source and binary forms/.test(text)) return 'BSD-3-Clause'
  return 'none that is known'
}

function licenceTexts(folder: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => /^(licen[sc]e|copying|notice)/i.test(name))
  return names.map((name) => readFileSync(join(folder, name), 'utf8'))
}

/** An SPDX expression: one of its alternatives must be permissive in all its parts. */
const isPermissive = (expression: string): boolean =>
  expression
    .replaceAll(/[()]/g, '')
    .split(/ OR /i)
    .some((all) => all.split(/ AND /i).every((one) => PERMISSIVE.has(one.trim())))

const packages = installed()

describe('what is installed where Slipstream runs', () => {
  it('is permissive, but for what is listed with its reason', () => {
    expect(packages.length).toBeGreaterThan(100)
    const others = packages.filter(({ name, licence }) => !isPermissive(licence) && !(name in EXCEPTIONS))
    expect(others.map(({ name, licence }) => `${name}: ${licence}`)).toStrictEqual([])
  })

  it('brings no text of the GNU licences, but for what is listed', () => {
    const found = packages.filter(
      ({ name, folder }) =>
        !(name in EXCEPTIONS) && licenceTexts(folder).some((text) => /^\s*GNU [A-Z ]*PUBLIC LICENSE/i.test(text)),
    )
    expect(found.map(({ name }) => name)).toStrictEqual([])
  })

  it('still has each of the exceptions', () => {
    expect(Object.keys(EXCEPTIONS).filter((name) => !packages.some((each) => each.name === name))).toStrictEqual([])
  })
})

describe('an expression of licences', () => {
  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0)', true],
    ['MIT AND LGPL-2.1', false],
    ['AGPL-3.0-only', false],
    ['SEE LICENSE IN x', false],
  ])('%s', (expression, expected) => {
    expect(isPermissive(expression)).toBe(expected)
  })
})
