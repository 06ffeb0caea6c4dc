import { describe, expect, it } from 'vitest'
import { playerUrl, restartLine } from '../../../../streams/app/cli/start-messages.ts'
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
