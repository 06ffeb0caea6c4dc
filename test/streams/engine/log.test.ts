import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { z } from 'zod'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Written by a process of its own: the logger writes to file descriptor 2. */
const SCRIPT = `
  import { createLogger } from './streams/engine/log.ts'
  const error = Object.assign(new Error('GET http://u:s3cret@host/subjects'), { url: 'http://u:s3cret@host' })
  createLogger('test', 'info').warn({ err: error, path: 'a\\u009b2J\\u202e\\u001b.mp3' }, 'no answer of mongodb://u:s3cret@host/x')
`

it('writes neither a password nor a control of a terminal, and still one line of JSON', () => {
  const args = ['--import', 'tsx', '--input-type=module', '--eval', SCRIPT]
  const written = execFileSync('sh', ['-c', 'exec "$0" "$@" 2>&1', process.execPath, ...args], {
    cwd: root,
    encoding: 'utf8',
  })
  const line = z
    .object({ msg: z.string(), path: z.string(), err: z.looseObject({ url: z.string() }) })
    .parse(JSON.parse(written))
  expect({
    msg: line.msg,
    url: line.err.url,
    path: line.path,
    secret: written.includes('s3cret'),
    controls: /[^\P{Cc}\n]|\p{Bidi_Control}/u.test(written),
  }).toStrictEqual({
    msg: 'no answer of mongodb://***@host/x',
    url: 'http://***@host',
    path: 'a\u009b2J\u202e\u001b.mp3',
    secret: false,
    controls: false,
  })
})
