import { partitionsOf, readToEnd } from './environment.ts'
import type { Environment } from './environment.ts'
import { readLetters, redrive } from './letters.ts'
import type { Letter } from './letters.ts'

/**
 * Sends again the records that a processor gave up with some code, when what made it do so is mended. Kept is one place for
 * each key of the topics concerned.
 */
export async function tryAgain(environment: Environment, processor: string, code: string): Promise<void> {
  const isMeant = ({ letter }: Letter) => letter.processor === processor && letter.code === code
  const { letters } = await readLetters(environment)
  const topics = new Set(letters.filter(isMeant).map(({ letter }) => letter.topic))
  if (topics.size === 0) return
  const newest = await newestOf(environment, topics)
  const sent = await redrive(environment, (box) => stillNewest(box.letters.filter(isMeant), newest))
  if (sent.length > 0) environment.log.info({ code, records: sent.length }, 'Trying again what was given up.')
}

/**
 * Letters whose record is the newest of its key: what others said is not true any more.
 * @param newest where the newest record of each `topic/key` stands.
 */
export function stillNewest(letters: readonly Letter[], newest: ReadonlyMap<string, string>): readonly Letter[] {
  return letters.filter(
    ({ key, letter }) => newest.get(`${letter.topic}/${letter.key?.toString('utf8') ?? ''}`) === key,
  )
}

/** Where the newest record of each key stands, as dead letters name places: topic/partition/offset. */
async function newestOf(environment: Environment, names: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const newest = new Map<string, string>()
  const topics = [...environment.topics.values()].filter(({ name }) => names.has(name))
  await readToEnd(environment, partitionsOf(environment, topics), {
    from: 'start',
    what: [...names].join(', '),
    onBatch(batch) {
      for (const decoded of batch) {
        if (!decoded.ok) continue // it was given up itself, and says nothing
        const { topic, key, partition, offset } = decoded.record
        newest.set(`${topic}/${key}`, `${topic}/${partition}/${offset}`)
      }
    },
  })
  return newest
}
