import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, expect, it } from 'vitest'
import { z } from 'zod'
import { identityOf } from '../../../streams/supervisor/identity.ts'
import { openRunFolder } from '../../../streams/supervisor/run-folder.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'slipstream-start-'))
const dataFolder = join(folder, 'data')
const music = join(folder, 'music')
const started: ChildProcess[] = []

afterAll(async () => {
  for (const child of started) child.kill('SIGKILL')
  // Ends what a failed test has left running, as the next start would.
  if (readdirSync(folder).includes('data')) (await openRunFolder(dataFolder, () => undefined)).release()
  rmSync(folder, { recursive: true, force: true })
})

/** `npm start`, as npm runs it. */
function start() {
  const child = spawn(process.execPath, ['--import', 'tsx', 'streams/cli/main.ts', 'start', '--music', music], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      SLIPSTREAM_DATA: dataFolder,
      SLIPSTREAM_PORT: '0',
      SLIPSTREAM_KAFKA_PORT: '0',
      SLIPSTREAM_REGISTRY_PORT: '0',
      SLIPSTREAM_MONGODB_PORT: '0',
    },
  })
  started.push(child)
  const lines: string[] = []
  const waiting = new Set<() => void>()
  const look = () => waiting.forEach((check) => check())
  for (const output of [child.stdout, child.stderr]) {
    createInterface({ input: output }).on('line', (line) => {
      lines.push(line)
      look()
    })
  }
  const exited = new Promise<string | number | null>((resolve) => {
    child.once('close', (code, signal) => {
      resolve(signal ?? code)
      look()
    })
  })
  /** Resolves with the first line that says so; rejects with all lines when none ever will. */
  const said = (words: string) =>
    new Promise<string>((resolve, reject) => {
      const check = () => {
        const line = lines.find((one) => one.includes(words))
        if (line !== undefined) resolve(line)
        else if (child.exitCode !== null || child.signalCode !== null) reject(new Error(lines.join('\n')))
        else return
        waiting.delete(check)
      }
      waiting.add(check)
      check()
    })
  return { child, lines, exited, said }
}

/** The processes that the one who holds the data folder has recorded, by name. */
function recorded(): Readonly<Record<string, number>> {
  const names = readdirSync(join(dataFolder, 'run')).filter((name) => name.endsWith('.json'))
  const records = names.map((name) => {
    const parsed: unknown = JSON.parse(readFileSync(join(dataFolder, 'run', name), 'utf8'))
    return z.object({ name: z.string(), pid: z.number() }).parse(parsed)
  })
  return Object.fromEntries(records.map(({ name, pid }) => [name, pid]))
}

/** Three seconds of a chord that swells, 16-bit mono. */
function chord(): Buffer {
  const sampleRateHz = 22_050
  const samples = 3 * sampleRateHz
  const wav = Buffer.alloc(44 + 2 * samples)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(36 + 2 * samples, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(sampleRateHz, 24)
  wav.writeUInt32LE(2 * sampleRateHz, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(2 * samples, 40)
  for (let i = 0; i < samples; i += 1) {
    const chordAt = [220, 277.2, 329.6].reduce((sum, hz) => sum + Math.sin((2 * Math.PI * hz * i) / sampleRateHz), 0)
    wav.writeInt16LE(Math.round((8_000 * chordAt * i) / samples), 44 + 2 * i)
  }
  return wav
}

const NAMES = [
  'extract-features',
  'index-tracks',
  'kafka',
  'mongo-sink',
  'mongodb',
  'monitor-feedback',
  'recommend',
  'registry',
  'scan-library',
  'train-index',
  'websocket-bridge',
]

it('comes up, is refused a second time, comes up again after kill -9, and leaves no process behind', async () => {
  mkdirSync(music)
  writeFileSync(join(music, 'Chord.wav'), chord())

  const first = start()
  await first.said('1 track heard.')
  const firstRun = recorded()

  const second = start()
  const refused = { code: await second.exited, lines: second.lines }

  first.child.kill('SIGKILL')
  await first.exited
  const third = start()
  const recognised = await third.said('not stopped in order')
  await third.said('1 track heard.')
  const url = /http:\S+/.exec(await third.said('Slipstream plays at'))?.[0] ?? ''
  const ready = await fetch(`${url}/readyz`)
  const thirdRun = recorded()
  third.child.kill('SIGTERM')
  const code = await third.exited

  const pids = [...Object.values(firstRun), ...Object.values(thirdRun)]
  expect({
    names: [Object.keys(firstRun), Object.keys(thirdRun)],
    refused,
    recognised: recognised.replace(/ending what it left running: .*kafka \(\d+\).*/, 'ending …'),
    ready: ready.status,
    code,
    last: third.lines.at(-1),
    alive: pids.filter((pid) => identityOf(pid) !== null),
    left: readdirSync(join(dataFolder, 'run')),
  }).toStrictEqual({
    names: [NAMES, NAMES],
    refused: {
      code: 2,
      lines: [
        `Another Slipstream (process ${first.child.pid ?? 0}) runs on ${dataFolder}: stop it first, or set SLIPSTREAM_DATA to another folder (and other ports).`,
      ],
    },
    recognised: 'The last run was not stopped in order: ending …',
    ready: 200,
    code: 0,
    last: 'Stopped.',
    alive: [],
    left: [],
  })
}, 240_000)
