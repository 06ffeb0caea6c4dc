import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { indexTracks } from '../../processors/index-tracks/index-tracks.ts'
import { recommend } from '../support/recommend.ts'
import { listenerId, playId } from '../../schemas/generated.ts'
import type { PlayEvent } from '../../schemas/generated.ts'
import { deadLetters, recommendations } from '../../schemas/topics.ts'
import { HOUR_MS, library, played, START } from '../support/builders.ts'
import { createDriver } from '../../streams/engine/testing/driver.ts'
import { mulberry32 } from '../../processors/shared/random.ts'

const LISTENERS = 55
const PLAYS = 700
const EVENTS: readonly PlayEvent[] = ['started', 'finished', 'liked', 'finished', 'skipped']

/** A day of many listeners: enough of it that what they play together is learned on the way. */
function day() {
  const random = mulberry32(20260215)
  const tracks = library(60)
  const plays = Array.from({ length: PLAYS }, (_, n) => {
    const track = tracks[Math.floor(random() ** 2 * tracks.length)]?.key ?? ''
    const listener = listenerId(`listener-${Math.floor(random() * LISTENERS)}`)
    const changes = { listenerId: listener, sessionId: `of ${listener}`, playId: playId(`p${n}`), playedMs: 9_000 }
    return played(EVENTS[n % EVENTS.length] ?? 'started', track, START + HOUR_MS + n * 60_000, changes)
  })
  return [...tracks, ...plays]
}

function replayed() {
  const driver = createDriver([indexTracks, recommend], deadLetters)
  for (const record of day()) {
    driver.pipeIn(record)
    driver.advance()
  }
  const lists = driver.readOut(recommendations)
  const bytes = lists.flatMap(({ value }) => (value === null ? [] : [recommendations.value.encode(value)]))
  return { lists, hash: createHash('sha256').update(Buffer.concat(bytes)).digest('hex') }
}

it('the same log of plays, replayed from nothing, gives the same lists to the byte', () => {
  const [once, again] = [replayed(), replayed()]
  expect(again.hash).toBe(once.hash)
  expect(once.lists.length).toBe(PLAYS)
  // It would prove little if nothing had been learned from other listeners by then.
  expect(once.lists.at(-1)?.value?.relationsVersion).toBeGreaterThan(0)
})
