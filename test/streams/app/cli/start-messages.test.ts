import { describe, expect, it } from 'vitest'
import {
  accessLine,
  fatalMessage,
  playerLines,
  playerUrl,
  restartLine,
} from '../../../../streams/app/cli/start-messages.ts'
import { parseConfig } from '../../../../streams/app/config.ts'

const log = '/data/logs/recommend.log'
const failed = (lastError: string) => ({ code: 1, signal: null, lastError, message: '' })

describe('a processor that died', () => {
  it('again and again is shown with what is missed, ever more rarely', () => {
    const lines = Array.from({ length: 20 }, (_, before) =>
      restartLine('recommend', { exit: failed('The record is too large.'), inMs: 5_000, failures: before + 1 }, log),
    )
    const inLoop = lines.slice(3)
    expect(inLoop[0]).toBe(
      `Up next does not follow what you play: recommend has crashed 4 times in a row, and ended with code 1 ("The record is too large."). It is restarted until it runs. Its log: ${log}`,
    )
    expect(inLoop.flatMap((line, index) => (line === null ? [] : [index + 4]))).toStrictEqual([4, 8, 16])
  })

  it('for its settings is shown with its whole message', () => {
    const exit = {
      code: 2,
      signal: null,
      lastError: 'plays: 3 partitions',
      message: 'Change these topics:\nplays: 3 partitions',
    }
    expect([fatalMessage('recommend', exit), fatalMessage('recommend', failed('No key.'))]).toStrictEqual([
      'recommend cannot run as things are set:\nChange these topics:\nplays: 3 partitions',
      'recommend cannot run as things are set:\nNo key.',
    ])
  })

  it('is named with its last error line and its log file', () => {
    const killed = { code: null, signal: 'SIGKILL', lastError: 'State was restored.', message: '' }
    expect([
      restartLine('recommend', { exit: failed('No broker.'), inMs: 400, failures: 3 }, log),
      restartLine('recommend', { exit: failed(''), inMs: 30_000, failures: 1 }, log),
      restartLine('recommend', { exit: killed, inMs: 100, failures: 1 }, log),
    ]).toStrictEqual([
      `recommend ended with code 1 ("No broker."): it is restarted in 0.4 s. Its log: ${log}`,
      `recommend ended with code 1: it is restarted in 30 s. Its log: ${log}`,
      `recommend was ended by SIGKILL: it is restarted in 0.1 s. Its log: ${log}`,
    ])
  })
})

it('prints an address that a browser on this machine can open', () => {
  const urls = ['127.0.0.1', '0.0.0.0', '::', '::1', 'music.local'].map((host) =>
    playerUrl(parseConfig({ SLIPSTREAM_HOST: host })),
  )
  expect(urls).toStrictEqual([
    'http://127.0.0.1:4600',
    'http://127.0.0.1:4600',
    'http://[::1]:4600',
    'http://[::1]:4600',
    'http://music.local:4600',
  ])
})

describe('the printed addresses', () => {
  const machine = { names: ['nas', 'nas.local'], addresses: ['127.0.0.1', '192.0.2.5', 'fe80::1', '2001:db8::5'] }
  const lines = (variables: Readonly<Record<string, string>>) =>
    playerLines(parseConfig(variables), machine)
      .split('\n')
      .map((line) => line.trim())

  it('are loopback alone while nobody else can come in', () => {
    expect(lines({})).toStrictEqual(['Slipstream plays at http://127.0.0.1:4600'])
  })

  it('are all that others can use, and the one of this machine', () => {
    expect(lines({ SLIPSTREAM_HOST: '::' })).toStrictEqual([
      'Slipstream plays at http://[::1]:4600',
      'for others at http://nas:4600',
      'for others at http://nas.local:4600',
      'for others at http://192.0.2.5:4600',
      'for others at http://[2001:db8::5]:4600',
    ])
    expect(lines({ SLIPSTREAM_HOST: '192.0.2.5' })).toStrictEqual([
      'Slipstream plays at http://192.0.2.5:4600',
      'for others at http://nas:4600',
      'for others at http://nas.local:4600',
    ])
  })

  it('are those that were named', () => {
    expect(lines({ SLIPSTREAM_ORIGINS: 'https://music.example.org' })).toStrictEqual([
      'Slipstream plays at http://127.0.0.1:4600',
      'for others at https://music.example.org',
    ])
  })
})

it('says what the settings mean for who may come in', () => {
  expect([accessLine('this-machine'), accessLine('password'), accessLine('everybody')]).toStrictEqual([
    expect.stringContaining('Only programs of this machine'),
    expect.stringContaining('asked once in each browser. Without HTTPS'),
    expect.stringContaining('everybody who reaches it may play and copy the whole library'),
  ])
})
