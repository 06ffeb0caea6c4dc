import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { DECODED, DECODED_BY_FFMPEG } from '../processors/shared/formats/format.ts'
import { fill } from '../streams/app/cli/readme.ts'
import { program } from '../streams/app/cli/program.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const read = (name: string) => readFileSync(`${root}${name}`, 'utf8')
const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> }

/** Commands of npm itself. */
const NPM_COMMANDS = new Set(['ci', 'install'])

/** Names of scripts in commands of a text: `npm run NAME`, and the shorter `npm start` and `npm test`. */
const scriptsIn = (text: string): readonly string[] =>
  [...text.matchAll(/\bnpm (?:run ([\w:-]+)|([a-z][\w:-]*))/g)]
    .map(([, run, command]) => run ?? command ?? '')
    .filter((name) => !NPM_COMMANDS.has(name))

it('finds every script that a text names', () => {
  const text = 'Run `npm ci && npm start -- --music x`, then npm run ledgr, npm tst and `npm run bench -- index`.'
  expect(scriptsIn(text)).toStrictEqual(['start', 'ledgr', 'tst', 'bench'])
})

describe('the README', () => {
  it('shows the graph, the settings, the commands and the exit codes as they are', () => {
    expect(fill(read('README.md'))).toBe(read('README.md'))
  })
})

it('the README lists the formats that a message about another one lists', () => {
  const [own = '', byFfmpeg = ''] = read('README.md')
    .split('\n')
    .filter((line) => line.startsWith('|') && /Slipstream itself|`ffmpeg` on/.test(line))
  const named = (row: string) =>
    (row.split('|')[1] ?? '')
      .replace(/\([^)]*\)/g, '')
      .split(',')
      .map((each) => each.trim())
  expect([named(own), named(byFfmpeg)]).toStrictEqual([DECODED, DECODED_BY_FFMPEG])
})

describe.each(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'PLANNING.md'])('%s', (name) => {
  const text = read(name)

  it('names only scripts that there are', () => {
    expect(scriptsIn(text).filter((script) => !(script in scripts))).toStrictEqual([])
  })

  it('names only commands that there are', () => {
    const known = program.commands.map((command) => command.name())
    const named = [...text.matchAll(/npx slipstream ([a-z-]+)/g)].map((match) => match[1] ?? '')
    expect(named.filter((command) => !known.includes(command))).toStrictEqual([])
  })

  it('links only to files that there are', () => {
    const links = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map((match) => match[1] ?? '')
    expect(links.filter((link) => !existsSync(`${root}${link}`))).toStrictEqual([])
  })

  it('names only files and folders of the source that there are', () => {
    const named = [...text.matchAll(/`((?:streams|schemas|processors|ui|test)\/[\w./-]*)`/g)].map(
      (match) => match[1] ?? '',
    )
    expect(named.filter((path) => !existsSync(`${root}${path}`))).toStrictEqual([])
  })
})
