import { describe, expect, it } from 'vitest'
import { playerLines, playerUrl, restartLine } from '../../../../streams/app/cli/start-messages.ts'
import { parseConfig } from '../../../../streams/app/config.ts'

describe('a processor that died', () => {
  it('is named with its last error line and its log file', () => {
    const log = '/data/logs/recommend.log'
    expect([
      restartLine('recommend', { code: 1, signal: null, lastError: 'No broker.' }, 400, log),
      restartLine('recommend', { code: 1, signal: null, lastError: '' }, 30_000, log),
      restartLine('recommend', { code: null, signal: 'SIGKILL', lastError: 'State was restored.' }, 100, log),
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
