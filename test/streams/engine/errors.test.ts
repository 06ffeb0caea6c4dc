import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ERROR_CODES, SlipstreamError } from '../../../streams/engine/errors.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

const sourcesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))

it('lists the codes that are thrown, and no others', () => {
  const sources = ['streams', 'processors'].flatMap((folder) => sourcesIn(join(ROOT, folder)))
  const thrown = sources.flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/new SlipstreamError\(\s*'([a-z-]+)'/g)].map(([, code = '']) => code),
  )
  expect([...new Set(thrown)].sort()).toStrictEqual([...ERROR_CODES].sort())
})

it('keeps the code, whether a retry may help, and the cause', () => {
  const cause = new Error('connect ECONNREFUSED')
  const error = new SlipstreamError('kafka-unavailable', 'Kafka does not answer.', { retriable: true, cause })
  const { name, code, retriable, message } = error
  expect([name, code, retriable, message, error.cause]).toStrictEqual([
    'SlipstreamError',
    'kafka-unavailable',
    true,
    'Kafka does not answer.',
    cause,
  ])
})
