import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import { openAnalyserPool } from '../../../processors/extract-features/edge.ts'
import type { AnalyserPool, AnalyserPoolOptions } from '../../../processors/extract-features/edge.ts'
import { findFfmpeg } from '../../../processors/shared/ffmpeg/find-ffmpeg.ts'
import type { Analysis } from '../../../processors/extract-features/analysis.ts'
import { isWithinTolerance } from '../../../processors/shared/features/tolerances.ts'
import { SlipstreamError } from '../../../streams/engine/errors.ts'
import { parseConfig } from '../../../streams/app/config.ts'
import { flac, mp3, noise, sine, wav } from '../../support/audio.ts'
import { madeByFfmpeg } from '../../support/ffmpeg.ts'
import { ownFolder } from './edge/folder.ts'
import { input, reference } from './references.ts'
import { decodingSettings } from '../../../streams/app/settings.ts'

const TRYING = new URL('../../streams/engine/sandbox/trying-worker.ts', import.meta.url)
/** TypeScript's library lacks it without a browser's. */
const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: { validate(bytes: Uint8Array): boolean } }
const ffmpeg = await findFfmpeg(process.env['PATH'] ?? '')
const never = new AbortController().signal

function openPool(options: Partial<AnalyserPoolOptions> = {}): AnalyserPool {
  const pool = openAnalyserPool(decodingSettings(parseConfig({})), pino({ level: 'silent' }), options)
  onTestFinished(() => pool.close())
  return pool
}

const file = (library: string, path: string) => input(reference({ library, path }))

describe('a pool of analysers', () => {
  it('analyses good files while bad ones are rejected', async () => {
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
    const pool = openPool({ concurrency: 2, programs: '' })
    const analyses = await Promise.all(files.map(([name]) => pool.analyse(file(library, name), never)))
    expect(
      analyses.map((each) => (each.ok ? [each.decoder, each.channels, each.sampleRateHz] : each.code)),
    ).toStrictEqual([
      ['@audio/decode-wav 1.5.1', 1, 44_100],
      'undecodable-audio',
      ['@audio/decode-flac 1.3.5', 2, 44_100],
      'undecodable-audio',
      ['@audio/decode-mp3 1.3.1', 1, 44_100],
      'needs-ffmpeg',
    ])
  })

  it.skipIf(ffmpeg === null)(
    'decodes with ffmpeg, where it is installed, what the built-in decoders cannot',
    async () => {
      const library = await ownFolder()
      const audio = wav([sine(44_100, 440, 44_100)], 44_100)
      await writeFile(
        join(library, 'a.m4a'),
        await madeByFfmpeg(ffmpeg, audio, ['-c:a', 'alac', '-f', 'ipod', 'a.m4a']),
      )
      const pool = openPool({ concurrency: 1 })
      expect(await pool.analyse(file(library, 'a.m4a'), never)).toMatchObject({
        ok: true,
        decoder: ffmpeg?.name,
        channels: 1,
        durationMs: 1_000,
      })
    },
  )

  it.each([
    ['crash', {}, 'decoder-crashed', '"crash" crashed its decoder twice'],
    ['hang', { answerMs: 1_500 }, 'decoder-timed-out', '"hang" kept its decoder busy for more than 1.5 s'],
  ] as const)('rejects a file that makes its process %s, and goes on', async (path, limits, code, what) => {
    const pool = openPool({ worker: TRYING, concurrency: 1, ...limits })
    const [given, next] = await Promise.all([
      pool.analyse(file('/', path), never),
      pool.analyse(file('/', 'next'), never),
    ])
    expect(given).toStrictEqual({
      ok: false,
      code,
      message: `${what}, so it was given up; other files are not affected. It may be damaged: copy it again from where it came, or convert it to FLAC, MP3, Ogg or WAV.`,
    })
    expect(next).toMatchObject({ message: expect.stringMatching(/^next \d+$/) as string })
  })

  it('repeats the request when another program killed the process', async () => {
    const pool = openPool({ worker: TRYING, concurrency: 1 })
    const pidOf = (analysis: Analysis) => (analysis.ok ? 0 : Number(analysis.message.split(' ')[1]))
    const first = pidOf(await pool.analyse(file('/', 'first'), never))
    const asked = pool.analyse(file('/', 'slow'), never)
    process.kill(first, 'SIGKILL')
    const analysis = await asked
    expect(analysis).toMatchObject({ message: expect.stringMatching(/^slow \d+$/) as string })
    expect(pidOf(analysis)).not.toBe(first)
  })

  it('opens no file of a folder that it was not given, also through a link to it', async () => {
    const [given, secret] = [await ownFolder(), await ownFolder()]
    await mkdir(join(given, 'below'))
    await symlink(secret, join(given, 'link'))
    const pool = openPool({ worker: TRYING, concurrency: 1, libraryFolders: [given], instance: 'here' })
    const codes = async (library: string, scannedBy: string | null = null) => {
      const analysis = await pool.analyse(input(reference({ library, path: 'a.wav', scannedBy })), never)
      return analysis.ok ? 'analysed' : analysis.code
    }
    expect([
      await codes(secret, 'there'),
      await codes(secret, 'here'),
      await codes(given, 'there'),
      await codes(given, 'here'),
    ]).toStrictEqual(['of-another-instance', 'folder-not-configured', 'too-short', 'too-short'])
    expect([
      await codes(secret),
      await codes(join(given, 'link')),
      await codes(`${given}-private`),
      await codes('/etc'),
      await codes(given),
      await codes(join(given, 'below')),
    ]).toStrictEqual([...Array<string>(4).fill('folder-not-configured'), 'too-short', 'too-short'])
  })

  it('does not reject a file for a transient error', async () => {
    const pool = openPool({ worker: TRYING })
    const stop = new AbortController()
    const asked = pool.analyse(file('/', 'transient'), stop.signal)
    const next = await pool.analyse(file('/', 'next'), never)
    stop.abort(new Error('enough'))
    expect(next).toMatchObject({ code: 'too-short' })
    await expect(asked).rejects.toSatisfy((error) => error instanceof SlipstreamError && error.retriable)
  })

  it('aborts what it analyses when it is closed, and leaves no process behind', async () => {
    const pool = openPool({ worker: TRYING, concurrency: 2 })
    const pids = (await Promise.all(['a', 'b'].map((path) => pool.analyse(file('/', path), never)))).map((analysis) =>
      analysis.ok ? 0 : Number(analysis.message.split(' ')[1]),
    )
    const hanging = pool.analyse(file('/', 'hang'), never)
    const refused = expect(hanging).rejects.toThrow(
      new SlipstreamError(
        'processor-failed',
        'The analysis of "hang" was aborted. It is repeated after the next start.',
        { retriable: true },
      ),
    )
    await pool.close()
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

  it('analyses with Meyda where the kernel fails its check, and logs why', async () => {
    const library = await ownFolder()
    await writeFile(join(library, 'a.wav'), wav([sine(44_100, 440, 44_100), noise(44_100, 3)], 44_100))
    const analysisBy = async (options: Partial<AnalyserPoolOptions>) => {
      const lines: string[] = []
      const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) })
      const pool = openAnalyserPool(decodingSettings(parseConfig({})), log, { concurrency: 1, ...options })
      onTestFinished(() => pool.close())
      const analysis = await pool.analyse(file(library, 'a.wav'), never)
      return {
        analysis,
        logged: lines.map((line) => z.object({ kernel: z.string(), msg: z.string() }).parse(JSON.parse(line))),
      }
    }
    const wasm = await analysisBy({})
    // The WebAssembly of a machine without SIMD does not validate the kernel.
    const validate = vi.spyOn(WebAssembly, 'validate').mockReturnValue(false)
    const meyda = await analysisBy({})
    validate.mockRestore()
    expect([wasm.logged, meyda.logged]).toStrictEqual([
      [{ kernel: 'wasm', msg: 'The kernel agrees with Meyda.' }],
      [{ kernel: 'meyda', msg: 'Features are computed by Meyda, which is slower.' }],
    ])
    const mfccOf = ({ analysis }: typeof meyda) => (analysis.ok ? analysis.mfcc.mean : [])
    expect(meyda.analysis).toMatchObject({ ok: true, decoder: '@audio/decode-wav 1.5.1', frames: 42 })
    expect(mfccOf(meyda)).not.toStrictEqual(mfccOf(wasm)) // so it was Meyda
    const isFar = (value: number, i: number) => !isWithinTolerance(i, value, mfccOf(wasm)[i] ?? NaN)
    expect([mfccOf(meyda).length, mfccOf(meyda).filter(isFar)]).toStrictEqual([13, []])
  })
})
