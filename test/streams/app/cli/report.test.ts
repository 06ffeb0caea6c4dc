import { readFileSync } from 'node:fs'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { program } from '../../../../streams/app/cli/program.ts'
import { reportError } from '../../../../streams/app/cli/report.ts'
import { EXIT } from '../../../../streams/app/output/exit-codes.ts'
import { standardError, standardOutput } from '../../../../streams/app/output/output-streams.ts'
import { ConfigError, SlipstreamError } from '../../../../streams/engine/errors.ts'

function reported(error: unknown, by: 'person' | 'processor') {
  const lines: string[] = []
  let logged = ''
  const log = pino(
    new Writable({
      write(chunk, _encoding, done) {
        logged += String(chunk)
        done()
      },
    }),
  )
  const streams = { err: (line: string) => void lines.push(line) }
  const code = reportError(error, { streams, processorLog: by === 'processor' ? log : null, faultLog: log })
  return { code, lines, logged }
}

const away = new SlipstreamError('kafka-unavailable', 'Kafka at a:1 does not answer: start it.', {
  retriable: true,
  cause: new Error('ECONNREFUSED'),
})
const differs = new SlipstreamError('topics-differ', 'Topics differ.', { retriable: false })

describe('an error that the program knows', () => {
  it('is no fault where Ctrl-C ended what was waited for', () => {
    const stop = new AbortController()
    stop.abort()
    const { code, lines, logged } = reported(stop.signal.reason, 'person')
    expect([code, lines, logged]).toStrictEqual([EXIT.interrupted, ['It was interrupted.'], ''])
    expect(reported(stop.signal.reason, 'processor').code).toBe(EXIT.failure)
  })

  it('is one line without a stack for a person', () => {
    expect(reported(away, 'person')).toStrictEqual({ code: EXIT.unreachable, lines: [away.message], logged: '' })
    expect(reported(differs, 'person')).toStrictEqual({ code: EXIT.usage, lines: [differs.message], logged: '' })
    const setting = new ConfigError('SLIPSTREAM_PORT is no port.')
    expect(reported(setting, 'person')).toStrictEqual({ code: EXIT.usage, lines: [setting.message], logged: '' })
  })

  it('is logged with its causes by a processor, and said at the end when an operator is needed', () => {
    const { code, lines, logged } = reported(away, 'processor')
    expect([code, lines]).toStrictEqual([EXIT.unreachable, []])
    expect(logged).toMatch(/"stack":".*ECONNREFUSED/)
    expect(reported(differs, 'processor')).toMatchObject({ code: EXIT.usage, lines: [differs.message] })
  })
})

it('logs an unforeseen error whole, for people and for logs alike', () => {
  const { code, lines, logged } = reported(new TypeError('x is no function'), 'person')
  expect([code, lines]).toStrictEqual([EXIT.failure, []])
  expect(logged).toMatch(/"stack":"TypeError: x is no function/)
})

describe('the command line', () => {
  const run = async (...args: readonly string[]) => {
    let printed = ''
    const take = (text: unknown) => (printed += String(text)) !== ''
    const spies = [standardOutput, standardError].map((stream) => vi.spyOn(stream, 'write').mockImplementation(take))
    onTestFinished(() => spies.forEach((spy) => spy.mockRestore()))
    const error: unknown = await program.parseAsync(args, { from: 'user' }).then(() => null, (thrown: unknown) => thrown) // prettier-ignore
    return { ...reported(error, 'person'), printed }
  }

  it.each([[['bogus']], [['start', '--bogus']], [['start', 'extra']], [['run']], [['evaluate', 'bogus']], [[]]])(
    'ends as wrong usage: %j',
    async (args) => {
      const { code, lines, logged, printed } = await run(...args)
      expect({ code, lines, logged }).toStrictEqual({ code: EXIT.usage, lines: [], logged: '' })
      expect(printed).toContain('Usage: slipstream')
    },
  )

  it.each([[['--help']], [['start', '--help']], [['help', 'start']]])('shows help and ends well: %j', async (args) => {
    expect(await run(...args)).toMatchObject({ code: EXIT.ok, logged: '' })
  })

  it('tells its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string }
    expect(await run('--version')).toMatchObject({ code: EXIT.ok, printed: `${version}\n` })
  })
})
