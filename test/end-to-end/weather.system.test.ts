import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ConfigResourceTypes, Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listDeadLetters, parseFilter } from '../../streams/app/cli/dead-letters.ts'
import { connectClient } from '../../streams/app/connect-client.ts'
import { parseConfig } from '../../streams/app/config.ts'
import { signalGroup } from '../../streams/engine/process-identity.ts'
import { leftovers } from '../../streams/app/supervisor/run-folder.ts'
import { connectListener } from '../support/listener.ts'
import { makeMusic } from '../support/music.ts'
import { startSlipstream } from '../support/slipstream.ts'
import type { Running } from '../support/slipstream.ts'
import { settingsOf } from '../support/stack.ts'
import { textOutput } from '../support/text-output.ts'

const AWAY_MS = 5_000
const LOOK_EVERY_MS = 200
const RESEND_AFTER_MS = 2_000
const HOUR_MS = 3_600_000
const MONTH_MS = 30 * 24 * HOUR_MS
/** By then every process has looked at its clock. */
const CLOCK_SET_MS = 500
const PLAYS = 3

type Parts = Readonly<Record<string, { readonly ok: boolean; readonly why?: string }>>

/** Parts go away and come back while everything runs; nobody lends a hand. */
describe('bad weather', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-weather-'))
  const [music, dataFolder] = [join(folder, 'music'), join(folder, 'data')]
  makeMusic(music, 4_000)
  let running: Running
  let trackId = ''
  let cookie = ''

  const clock = join(folder, 'clock')
  const setClock = async (offsetMs: number): Promise<void> => {
    writeFileSync(`${clock}.new`, String(offsetMs))
    renameSync(`${clock}.new`, clock)
    await wait(CLOCK_SET_MS)
  }

  beforeAll(async () => {
    writeFileSync(clock, '0')
    const preload = fileURLToPath(new URL('../support/shifted-clock.js', import.meta.url))
    running = await startSlipstream(dataFolder, [music], { NODE_OPTIONS: `--import=${preload}`, SHIFTED_CLOCK: clock })
    await running.until(/13 .*analysed/)
    const answer = await fetch(`${running.url}/api/tracks?limit=1`)
    trackId =
      ((await answer.json()) as { readonly items: readonly { readonly trackId: string }[] }).items[0]?.trackId ?? ''
  })
  afterAll(async () => {
    await running.stop('SIGINT')
    rmSync(folder, { recursive: true, force: true })
  })

  const pidOf = (name: string): number => {
    const found = leftovers(join(dataFolder, 'run')).find((each) => each.name === name)
    if (found === undefined) throw new Error(`No process of the name ${name} runs.`)
    return found.pid
  }

  const parts = async (): Promise<Parts> => {
    const answer = await fetch(`${running.url}/readyz`).catch(() => null)
    return answer === null ? {} : ((await answer.json()) as { readonly parts: Parts }).parts
  }
  const untilParts = async (fit: (parts: Parts) => boolean): Promise<Parts> => {
    for (;;) {
      const now = await parts()
      if (fit(now)) return now
      await wait(LOOK_EVERY_MS)
    }
  }

  /** Sends a play as the player does: again and again, also over a new connection, until it is acknowledged. */
  const playUntilAcknowledged = async (playId: string): Promise<void> => {
    for (;;) {
      const listener = await connectListener(running.url, cookie).catch(() => null)
      if (listener !== null) {
        cookie = listener.cookie
        listener.play(trackId, 'finished', playId)
        const acknowledged = listener.until((message) => message.type === 'ack' && message.playId === playId)
        const isAcknowledged = await Promise.race([acknowledged.then(() => true), wait(RESEND_AFTER_MS, false)])
        listener.close()
        if (isAcknowledged) return
      } else await wait(LOOK_EVERY_MS)
    }
  }

  const untilInHistory = async (playId: string): Promise<void> => {
    for (;;) {
      const answer = await fetch(`${running.url}/api/me/history`, { headers: { cookie } }).catch(() => null)
      if (answer?.ok === true && (await answer.text()).includes(`"${playId}"`)) return
      await wait(LOOK_EVERY_MS)
    }
  }

  const lettersOfTracks = async () => {
    const config = parseConfig({ ...settingsOf(running.addresses, dataFolder), SLIPSTREAM_LOG_LEVEL: 'silent' })
    const { output, lines } = textOutput()
    const port = { runtime: await connectClient(config, 'dead-letters'), output, err: () => undefined }
    await listDeadLetters(port, parseFilter({}, 0))
    return lines().map((line) => (line as { readonly processor: string }).processor)
  }

  /** The broker of one machine has the same clock as the rest; here its own stays right, and must take records from the future. */
  const takeAnyTime = async (): Promise<void> => {
    const kafka = new Kafka({ brokers: [...running.addresses.kafkaBrokers], logLevel: logLevel.NOTHING })
    const admin = kafka.admin()
    await admin.connect()
    const configEntries = [{ name: 'log.message.timestamp.after.max.ms', value: String(Number.MAX_SAFE_INTEGER) }]
    const resource = { type: ConfigResourceTypes.BROKER, name: '1', configEntries }
    await admin.alterConfigs({ validateOnly: false, resources: [resource] })
    await admin.disconnect()
  }

  /** Starts tracks as a listener who has played before, each once the suggestions for the one before are there. */
  const playSome = async (name: string): Promise<void> => {
    const listener = await connectListener(running.url, cookie)
    cookie = listener.cookie
    for (let n = 0; n < PLAYS; n += 1) {
      listener.play(trackId, 'started', `${name}-${n}`)
      await listener.until(({ type, playId }) => type === 'ack' && playId === `${name}-${n}`)
      await listener.until(({ causedBy }) => causedBy?.playId === `${name}-${n}`)
    }
    listener.close()
  }

  interface Window {
    readonly windowStart: number
    readonly recommendations: number
    readonly stalenessP99Ms: number | null
  }
  /** The windows of the last hours, once they count so many recommendations. */
  const windowsOf = async (recommendations: number): Promise<{ now: readonly Window[]; ahead: readonly Window[] }> => {
    for (;;) {
      const listener = await connectListener(running.url, cookie)
      listener.followFeedback()
      const message = await listener.until(({ type }) => type === 'feedback')
      listener.close()
      const { models } = message as unknown as { readonly models: readonly { readonly windows: readonly Window[] }[] }
      const windows = models.flatMap((model) => model.windows)
      const now = windows.filter(({ windowStart }) => Math.abs(windowStart - Date.now()) < 2 * HOUR_MS)
      const counted = now.reduce((sum, window) => sum + window.recommendations, 0)
      if (counted >= recommendations)
        return { now, ahead: windows.filter(({ windowStart }) => windowStart > Date.now()) }
      await wait(LOOK_EVERY_MS)
    }
  }

  it('a clock that was a month ahead and then behind changes no figure once it is right again', async () => {
    await takeAnyTime()
    await playSome('right')
    await windowsOf(PLAYS)
    for (const [name, offsetMs] of Object.entries({ ahead: MONTH_MS, behind: -MONTH_MS })) {
      await setClock(offsetMs)
      await playSome(name)
      await setClock(0)
      await playSome(`after-${name}`)
    }
    const { now, ahead } = await windowsOf(3 * PLAYS)
    expect(now.reduce((sum, window) => sum + window.recommendations, 0)).toBe(3 * PLAYS)
    expect(Math.max(...now.map(({ stalenessP99Ms }) => stalenessP99Ms ?? 0))).toBeLessThan(HOUR_MS)
    expect(ahead).toStrictEqual([])
    expect(Object.values(await parts()).filter(({ ok }) => !ok)).toStrictEqual([])
    expect(running.printed()).not.toMatch(/ended with code|was ended by/)
    expect(await lettersOfTracks()).toStrictEqual(['extract-features'])
  })

  it.each(['kafka', 'registry', 'mongodb'])('goes on by itself when %s comes back', async (part) => {
    const pid = pidOf(part)
    // A port of a stopped process still accepts connections: only a dead Kafka is seen to be away at once.
    if (part !== 'kafka') {
      signalGroup(pid, 'SIGSTOP')
      await wait(AWAY_MS)
    } else signalGroup(pid, 'SIGKILL')
    const away = await untilParts((now) => now[part]?.ok === false)
    expect(away[part]?.why).toMatch(part === 'kafka' ? /^Kafka / : part === 'registry' ? /registry/ : /^MongoDB /)
    const acknowledged = playUntilAcknowledged(`during-${part}`)
    signalGroup(pid, 'SIGKILL')

    await acknowledged
    await untilParts((now) => Object.keys(now).length > 0 && Object.values(now).every(({ ok }) => ok))
    await playUntilAcknowledged(`after-${part}`)
    await untilInHistory(`during-${part}`)
    await untilInHistory(`after-${part}`)
    // The one letter is of the file that is no music.
    expect(await lettersOfTracks()).toStrictEqual(['extract-features'])
  })

  it('is told of on the terminal in single short lines', () => {
    const lines = running.printed().split('\n')
    expect(lines.filter((line) => line.length > 500 || /^\s+at /.test(line))).toStrictEqual([])
    const ofParts = lines.flatMap((line) => /^(kafka|registry|mongodb) was ended by SIGKILL/.exec(line)?.[1] ?? [])
    expect(ofParts).toStrictEqual(['kafka', 'registry', 'mongodb'])
  })
})
