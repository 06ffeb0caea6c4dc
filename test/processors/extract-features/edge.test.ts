import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openAnalyserPool } from '../../../processors/extract-features/edge.ts'
import type { AnalyserPool, AnalyserPoolOptions } from '../../../processors/extract-features/edge.ts'
import { findFfmpeg } from '../../../processors/extract-features/edge/ffmpeg.ts'
import type { Analysis } from '../../../processors/extract-features/analysis.ts'
import { SlipstreamError } from '../../../streams/engine/errors.ts'
import { parseConfig } from '../../../streams/app/config.ts'
import { flac, mp3, noise, sine, wav } from '../../support/audio.ts'
import { madeByFfmpeg } from '../../support/ffmpeg.ts'
import { ownFolder } from './edge/folder.ts'
import { input, reference } from './references.ts'

vi.setConfig({ testTimeout: 120_000 }) // a process takes its time to start while others use the machine

const TRYING = new URL('edge/trying-worker.ts', import.meta.url)
const ffmpeg = await findFfmpeg(process.env['PATH'] ?? '')
const never = new AbortController().signal

function hearing(options: Partial<AnalyserPoolOptions> = {}): AnalyserPool {
  const ears = openAnalyserPool(parseConfig({}), pino({ level: 'silent' }), options)
  onTestFinished(() => ears.close())
  return ears
}

const file = (library: string, path: string) => input(reference({ library, path }))

describe('hearing', () => {
  it('hears good files while bad ones are given up', async () => {
    const library = await ownFolder()
    const tone = sine(44_100, 440, 44_100)
    const whole = await flac([tone, noise(44_100, 3)], 44_100)
    const files: [string, Uint8Array][] = [
      ['a.wav', wav([tone], 44_100)],
      ['garbage.flac', Buffer.concat([Buffer.from('fLaC'), Buffer.from(noise(20_000, 4).buffer)])],
      ['b.flac', whole],
      ['truncated.flac', whole.subarray(0, 60)],
      ['c.mp3', await mp3([tone], 44_100)],
      ['d.m4a', Buffer.from('\0\0\0\x20ftypM4A \0\0\0\0', 'latin1')],
    ]
    await Promise.all(files.map(([name, bytes]) => writeFile(join(library, name), bytes)))
    const ears = hearing({ concurrency: 2, programs: '' })
    const heard = await Promise.all(files.map(([name]) => ears.analyse(file(library, name), never)))
    expect(heard.map((each) => (each.ok ? [each.decoder, each.channels, each.sampleRateHz] : each.code))).toStrictEqual(
      [
        ['@audio/decode-wav 1.5.1', 1, 44_100],
        'undecodable-audio',
        ['@audio/decode-flac 1.3.5', 2, 44_100],
        'undecodable-audio',
        ['@audio/decode-mp3 1.3.1', 1, 44_100],
        'needs-ffmpeg',
      ],
    )
  })

  it.skipIf(ffmpeg === null)('hears through ffmpeg, if it is there, what it could not hear by itself', async () => {
    const library = await ownFolder()
    const audio = wav([sine(44_100, 440, 44_100)], 44_100)
    await writeFile(join(library, 'a.m4a'), await madeByFfmpeg(ffmpeg, audio, ['-c:a', 'alac', '-f', 'ipod', 'a.m4a']))
    const ears = hearing({ concurrency: 1 })
    expect(await ears.analyse(file(library, 'a.m4a'), never)).toMatchObject({
      ok: true,
      decoder: ffmpeg?.name,
      channels: 1,
      durationMs: 1_000,
    })
  })

  it.each([
    ['crash', {}, 'decoder-crashed', '"crash" crashed its decoder twice'],
    ['hang', { answerMs: 200 }, 'decoder-timed-out', '"hang" kept its decoder busy for more than 0.2 s'],
  ] as const)('gives up a file that makes its process %s, and goes on', async (path, limits, code, what) => {
    const ears = hearing({ worker: TRYING, concurrency: 1, ...limits })
    const [given, next] = await Promise.all([
      ears.analyse(file('/', path), never),
      ears.analyse(file('/', 'next'), never),
    ])
    expect(given).toStrictEqual({
      ok: false,
      code,
      message: `${what}, so it was given up; other files are not affected. It may be damaged: copy it again from where it came, or convert it to FLAC, MP3, Ogg or WAV.`,
    })
    expect(next).toMatchObject({ message: expect.stringMatching(/^next \d+$/) as string })
  })

  it('asks again when the process was killed by someone else', async () => {
    const ears = hearing({ worker: TRYING, concurrency: 1 })
    const pidOf = (heard: Analysis) => (heard.ok ? 0 : Number(heard.message.split(' ')[1]))
    const first = pidOf(await ears.analyse(file('/', 'first'), never))
    const asked = ears.analyse(file('/', 'slow'), never)
    process.kill(first, 'SIGKILL')
    const heard = await asked
    expect(heard).toMatchObject({ message: expect.stringMatching(/^slow \d+$/) as string })
    expect(pidOf(heard)).not.toBe(first)
  })

  it('does not reject a file for a transient error', async () => {
    const ears = hearing({ worker: TRYING })
    const stop = new AbortController()
    const asked = ears.analyse(file('/', 'transient'), stop.signal)
    const next = await ears.analyse(file('/', 'next'), never)
    stop.abort(new Error('enough'))
    expect(next).toMatchObject({ code: 'too-short' })
    await expect(asked).rejects.toSatisfy((error) => error instanceof SlipstreamError && error.retriable)
  })

  it('breaks off when it is closed, and leaves no process behind', async () => {
    const ears = hearing({ worker: TRYING, concurrency: 2 })
    const pids = (await Promise.all(['a', 'b'].map((path) => ears.analyse(file('/', path), never)))).map((heard) =>
      heard.ok ? 0 : Number(heard.message.split(' ')[1]),
    )
    const hanging = ears.analyse(file('/', 'hang'), never)
    const refused = expect(hanging).rejects.toThrow(
      new SlipstreamError(
        'processor-failed',
        'Listening to "hang" was broken off. It is listened to after the next start.',
        { retriable: true },
      ),
    )
    await ears.close()
    await refused
    const isAlive = (pid: number) => {
      try {
        return process.kill(pid, 0)
      } catch {
        return false
      }
    }
    expect(pids.filter(isAlive)).toStrictEqual([])
  })
})
