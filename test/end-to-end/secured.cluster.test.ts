import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addressesOf } from '../../streams/app/addresses.ts'
import { parseConfig } from '../../streams/app/config.ts'
import { createKafka } from '../../streams/engine/kafka/kafka.ts'
import { leftovers } from '../../streams/app/supervisor/run-folder.ts'
import { runCluster } from '../support/cluster.ts'
import type { RunningCluster } from '../support/cluster.ts'
import { connectListener } from '../support/listener.ts'
import { makeMusic } from '../support/music.ts'
import { settingsOf } from '../support/stack.ts'
import { startSlipstream } from '../support/slipstream.ts'
import type { Running } from '../support/slipstream.ts'

const TRACK_MS = 4_000

/** All files below a folder, as text. */
const textsIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))

describe('Slipstream on three brokers, by TLS and SCRAM', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-secured-'))
  const [music, dataFolder, clusterFolder] = ['music', 'data', 'cluster'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  let cluster: RunningCluster
  let running: Running

  beforeAll(async () => {
    makeMusic(music, TRACK_MS)
    cluster = await runCluster(['--brokers', '3', '--tls', '--scram', '--data', clusterFolder])
    running = await startSlipstream(dataFolder, [music], cluster.settings)
  })
  afterAll(async () => {
    await running.stop('SIGINT')
    await cluster.end('SIGINT')
    rmSync(folder, { recursive: true, force: true })
  })

  it('analyses music, acknowledges a play and suggests what to play next', async () => {
    const heardTrack = async () => {
      const answer = await fetch(`${running.url}/api/tracks?limit=100`)
      const { items } = (await answer.json()) as { readonly items: readonly { trackId: string; state: string }[] }
      // Of a library of one track there would be nothing to suggest.
      const isOver = items.length > 0 && items.every(({ state }) => state === 'heard' || state === 'failed')
      return isOver ? (items.find(({ state }) => state === 'heard')?.trackId ?? '') : ''
    }
    await expect.poll(heardTrack, { timeout: 90_000 }).not.toBe('')
    const trackId = await heardTrack()
    const audio = await fetch(`${running.url}/api/tracks/${trackId}/audio`)
    expect((await audio.arrayBuffer()).byteLength).toBeGreaterThan(1_000)
    const listener = await connectListener(running.url)
    listener.play(trackId, 'finished', 'over-tls')
    await listener.until((message) => message.type === 'ack' && message.playId === 'over-tls')
    await listener.until((message) => message.causedBy?.playId === 'over-tls')
    listener.close()
  })

  it('has made its topics in three copies, of which two must have a record', async () => {
    const env = { ...process.env, ...settingsOf(running.addresses, dataFolder), ...cluster.settings }
    const { kafkaBrokers, access } = addressesOf(parseConfig(cluster.settings))
    const log = pino({ level: 'silent' })
    const admin = await createKafka({ brokers: kafkaBrokers, access: access.kafka, clientId: 'test', log }).admin()
    const plays = (await admin.describeTopics(['plays'])).get('plays')
    await admin.close()
    expect([plays?.replicas, plays?.config.get('min.insync.replicas')]).toStrictEqual([3, '2'])

    const provision = ['streams/app/cli/slipstream.js', 'provision', '--dry-run']
    const dry = await promisify(execFile)(process.execPath, provision, {
      env: { ...env, SLIPSTREAM_MIN_INSYNC_REPLICAS: '3', SLIPSTREAM_LOG_LEVEL: 'error' },
    })
    expect(dry.stdout.split('\n')).toContain('plays: min.insync.replicas is 2, and should be 3.')
    expect(dry.stderr).toContain('Nothing was changed: 0 topics would be made.')
  })

  it('shows the password nowhere: not printed, logged, kept, in arguments or in an environment', () => {
    const password = readFileSync(join(clusterFolder, 'password'), 'utf8').trim()
    const processes = leftovers(join(dataFolder, 'run'))
    const shown = processes.map(({ pid }) =>
      ['environ', 'cmdline'].map((name) => readFileSync(`/proc/${pid}/${name}`, 'latin1')).join(),
    )
    expect(processes.length).toBeGreaterThan(10)
    const places = [running.printed(), ...shown, ...textsIn(dataFolder)]
    expect(places.filter((text) => text.includes(password))).toStrictEqual([])
  })
})
