import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Consumer } from 'kafkajs'
import pino from 'pino'
import { z } from 'zod'
import { kafkaClients } from '../../streams/engine/kafka/clients.ts'
import { audioFeatures, audioReferences } from '../../schemas/topics.ts'
import { noise, sine, sum, wav } from '../support/audio.ts'
import { startSlipstream } from '../support/slipstream.ts'
import { quantile } from './figures.ts'
import type { Figure } from './figures.ts'

const LIBRARY = 200
const ARRIVALS = 20
const SAMPLE_RATE_HZ = 22_050
const LOOK_EVERY_MS = 5
/** From the record of its features until it is found. */
const GOAL_MS = 1_000
const library = z.object({ indexed: z.number() })
const similar = z.object({ items: z.array(z.unknown()) })

const STAGES = ['read by scan-library', 'heard', 'placed in the index and found'] as const

/** When a file reached each stage, in ms after it came into its folder. */
type Arrival = readonly number[]

/** A new file in a library folder that is watched: how long until it is read, analysed, and found as similar to others. */
export async function arrivalBench(progress: (line: string) => void): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-arrival-'))
  const music = join(folder, 'music')
  mkdirSync(music)
  for (let n = 0; n < LIBRARY; n += 1) writeFileSync(join(music, `Study ${n}.wav`), study(n))
  const running = await startSlipstream(join(folder, 'data'), [music])
  const consumer = kafkaClients(running.addresses.kafkaBrokers, 'bench', pino({ level: 'silent' })).consumer({
    groupId: 'bench-arrival',
    maxWaitTimeInMs: 500,
    readUncommitted: true,
  })
  try {
    while (library.parse(await (await fetch(`${running.url}/api/library`)).json()).indexed < LIBRARY) await wait(500)
    progress(`${LIBRARY} files are there.`)
    const seen = await watched(consumer)
    const arrivals: Arrival[] = []
    for (let n = 0; n < ARRIVALS; n += 1) {
      const made = join(folder, 'made.wav')
      writeFileSync(made, study(LIBRARY + n))
      const begun = performance.now()
      const known = seen.tracks()
      renameSync(made, join(music, `Study ${LIBRARY + n}.wav`))
      const track = await seen.another(known)
      while (!(await isFound(running.url, track))) await wait(LOOK_EVERY_MS)
      const found = performance.now()
      arrivals.push([...(await seen.stages(track)), found].map((at) => at - begun))
      progress(`file ${n + 1} of ${ARRIVALS}: ${arrivals.at(-1)?.map(Math.round).join(', ') ?? ''} ms`)
    }
    return figuresOf(arrivals)
  } finally {
    await consumer.disconnect()
    await running.stop('SIGINT')
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A tone in noise, one second long, different for each n. */
function study(n: number): Buffer {
  const tone = sine(SAMPLE_RATE_HZ, 80 + ((n * 37) % 4_000), SAMPLE_RATE_HZ, 0.4)
  return wav([sum(tone, noise(SAMPLE_RATE_HZ, n, 0.02 + (n % 11) / 40))], SAMPLE_RATE_HZ)
}

const isFound = async (url: string, track: string): Promise<boolean> => {
  const answer = await fetch(`${url}/api/tracks/${track}/similar`)
  return answer.ok && similar.parse(await answer.json()).items.length > 0
}

/** The time of each track's first record in each topic, read uncommitted as the bridge does. */
async function watched(consumer: Consumer) {
  const topics: readonly string[] = [audioReferences.name, audioFeatures.name]
  const firsts = topics.map(() => new Map<string, number>())
  await consumer.connect()
  await consumer.subscribe({ topics: [...topics], fromBeginning: false })
  const joined = new Promise<void>((resolve) => consumer.on('consumer.group_join', () => resolve()))
  await consumer.run({
    autoCommit: false,
    eachMessage({ topic, message }) {
      const track = /[0-9a-f]{32}/.exec(message.key?.toString() ?? '')?.[0]
      const first = firsts[topics.indexOf(topic)]
      if (track !== undefined && first?.has(track) === false) first.set(track, performance.now())
      return Promise.resolve()
    },
  })
  await joined
  await wait(1_000) // until the end of each topic is known
  return {
    tracks: () => new Set(firsts[0]?.keys()),
    async another(known: ReadonlySet<string>): Promise<string> {
      for (;;) {
        const track = [...(firsts[0]?.keys() ?? [])].find((each) => !known.has(each))
        if (track !== undefined) return track
        await wait(LOOK_EVERY_MS)
      }
    },
    async stages(track: string): Promise<readonly number[]> {
      while (!firsts.every((first) => first.has(track))) await wait(LOOK_EVERY_MS)
      return firsts.map((first) => first.get(track) ?? NaN)
    },
  }
}

function figuresOf(arrivals: readonly Arrival[]): readonly Figure[] {
  const name = 'arrival'
  const subject = `a file that comes to ${LIBRARY} others`
  const after = (stage: number, p: number, from = -1) =>
    quantile(
      arrivals.map((each) => (each[stage] ?? NaN) - (from < 0 ? 0 : (each[from] ?? NaN))),
      p,
    )
  const last = STAGES.length - 1
  const since = after(last, 1, 1)
  return [
    ...STAGES.flatMap((stage, i): readonly Figure[] =>
      [0.5, 1].map((p) => ({
        ...{ name, subject, metric: `${stage} (${p === 1 ? 'slowest' : 'half'})` },
        ...{ value: after(i, p), unit: 'ms after it came' },
      })),
    ),
    {
      ...{ name, subject, metric: 'from its features to being found (slowest)' },
      ...{ value: since, unit: 'ms', goal: GOAL_MS, met: since <= GOAL_MS },
    },
  ]
}
