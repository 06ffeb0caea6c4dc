import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { leftovers } from '../../streams/app/supervisor/run-folder.ts'
import { runCluster } from '../support/cluster.ts'
import type { RunningCluster } from '../support/cluster.ts'
import { connectListener } from '../support/listener.ts'
import { makeMusic } from '../support/music.ts'
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
    await running.until(/analysed/)
    const answer = await fetch(`${running.url}/api/tracks?limit=100`)
    const { items } = (await answer.json()) as { readonly items: readonly { trackId: string; state: string }[] }
    const track = items.find(({ state }) => state === 'heard')
    const audio = await fetch(`${running.url}/api/tracks/${track?.trackId ?? ''}/audio`)
    expect((await audio.arrayBuffer()).byteLength).toBeGreaterThan(1_000)
    const listener = await connectListener(running.url)
    listener.play(track?.trackId ?? '', 'finished', 'over-tls')
    await listener.until((message) => message.type === 'ack' && message.playId === 'over-tls')
    await listener.until((message) => message.causedBy?.playId === 'over-tls')
    listener.close()
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
