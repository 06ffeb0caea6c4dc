import { describe, expect, it } from 'vitest'
import { itemMetadata } from '../../../processors/recommend/item-metadata.ts'
import { FEW_PLAYS, idleSince } from '../../../processors/recommend/idle.ts'
import { emptyProfile, fold } from '../../../processors/recommend/profile.ts'
import { models } from '../../../processors/recommend/models.ts'
import { recommendWith } from '../../../processors/recommend/recommend.ts'
import { coListening } from '../../../processors/shared/co-listening/table.ts'
import { libraryIndex } from '../../../processors/shared/similarity/library-index-table.ts'
import type { ListenerProfile, Play } from '../../../schemas/generated.ts'
import { listenerId, playId } from '../../../schemas/generated.ts'
import { deadLetters, listenerProfiles, plays } from '../../../schemas/topics.ts'
import { partitionOf } from '../../../streams/engine/partition.ts'
import { createDriver } from '../../../streams/engine/testing/driver.ts'
import { HOUR_MS, played, playOf, START } from '../../support/builders.ts'
import { viewOf } from '../../support/run.ts'

const YEAR_MS = 365 * 24 * HOUR_MS
const after = (...events: readonly Play['event'][]): ListenerProfile =>
  events.reduce(
    (profile, event, i) => fold(profile, playOf(event, `t${i}`, { playId: playId(`p${i}`) }), START + i, i),
    emptyProfile,
  )

describe('a listener who played little', () => {
  it('is silent since the last play', () => {
    expect(idleSince(after('started', 'finished'))).toBe(START + 1)
    expect(idleSince(emptyProfile)).toBe(0)
  })

  it.each([['liked'], ['disliked'], ['started', 'liked']] as const)('is kept for ever after %s', (...events) => {
    expect(idleSince(after(...events))).toBeNull()
  })

  it('is not known to be silent without a clock: plays of long ago may have been imported today', () => {
    expect(idleSince({ ...after('started', 'finished'), clock: [] })).toBeNull()
    const imported = Array.from({ length: 3 }, (_, i) => playOf('listened', `t${i}`, { importedFrom: 'spotify', playId: playId(`p${i}`) })) // prettier-ignore
    expect(idleSince(imported.reduce((profile, play, i) => fold(profile, play, START + i, i), emptyProfile))).toBeNull()
  })

  it('is not who played more', () => {
    expect(idleSince(after(...Array.from({ length: FEW_PLAYS }, () => 'finished' as const)))).not.toBeNull()
    expect(idleSince(after(...Array.from({ length: FEW_PLAYS + 1 }, () => 'finished' as const)))).toBeNull()
  })
})

const of = (listener: string, event: Play['event'], at: number) =>
  played(event, 'a0', at, { listenerId: listenerId(listener), playId: playId(`${listener}-${at}`) })

describe('recommend', () => {
  it('forgets nobody by the times of plays that somebody else imports', () => {
    const driver = createDriver([recommendWith(models['drawn-1'])], deadLetters)
    const [visitor = '', importer = ''] = Array.from({ length: 60 }, (_, i) => `u${i}`).filter(
      (key) => partitionOf(Buffer.from(key), plays.partitions) === 3,
    )
    driver.pipeIn(of(visitor, 'finished', START))
    for (let n = 0; n < 500; n += 1) {
      const at = START - 11 * YEAR_MS + n * 20 * HOUR_MS
      driver.pipeIn(played('listened', 'a0', at, { listenerId: listenerId(importer), playId: playId(`i${n}`), importedFrom: 'spotify' })) // prettier-ignore
    }
    driver.advance()
    expect(driver.table(listenerProfiles).map(([key]) => key)).toStrictEqual([importer, visitor].sort())
  })

  it('forgets who played little and was silent for a year, and nobody who stated anything', () => {
    const driver = createDriver([recommendWith(models['drawn-1'])], deadLetters)
    // All keys of this test are in one partition, as the sweep is of a partition.
    const listeners = Array.from({ length: 60 }, (_, i) => `u${i}`).filter(
      (key) => partitionOf(Buffer.from(key), plays.partitions) === 3,
    )
    const [little = '', fan = '', active = ''] = listeners
    driver.pipeIn(of(little, 'finished', START), of(fan, 'liked', START + 1), of(active, 'started', START + 2))
    for (let hour = 0; hour < 4; hour += 1)
      driver.pipeIn(of(active, 'started', START + YEAR_MS + (hour - 3.5) * HOUR_MS))
    driver.advance()
    expect(driver.table(listenerProfiles).map(([key]) => key)).toStrictEqual([active, fan, little].sort())
    driver.pipeIn(of(active, 'started', START + YEAR_MS))
    driver.advance()
    expect(driver.table(listenerProfiles).map(([key]) => key)).toStrictEqual([active, fan].sort())
    driver.restart()
    driver.pipeIn(of(little, 'started', START + YEAR_MS + 1))
    driver.advance()
    const back = driver.table(listenerProfiles).find(([key]) => key === little)?.[1] as ListenerProfile
    expect(back.playIds).toHaveLength(1)
  })

  it('takes who comes back after a year for new, whether the profile was removed or not, unless it is set to never', () => {
    const views = new Map<never, unknown>([itemMetadata, libraryIndex, coListening].map((table) => [table as never, viewOf(table as never, [])])) // prettier-ignore
    const states = (forgetAfterMs: number | null) => {
      const processor = recommendWith(models['drawn-1'], { forgetAfterMs })
      const before = fold(emptyProfile, playOf('finished', 'a0'), START, 0)
      const record = { ...of('ann', 'started', START + YEAR_MS), partition: 0, offset: 1 }
      const read = (table: never) => views.get(table) as never
      return processor.step(before, record, read as never).state?.playIds.length
    }
    expect([states(YEAR_MS), states(YEAR_MS + 1), states(null)]).toStrictEqual([1, 2, 2])
  })
})
