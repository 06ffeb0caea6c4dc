import { describe, expect, it } from 'vitest'
import type { ListenerProfile } from '../../../../schemas/generated.ts'
import { processor, Unprocessable, globalTable } from '../../../../streams/engine/processor.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { audioFeatures, deadLetters, listenerProfiles, plays } from '../../../../schemas/topics.ts'
import { parseFeatureKey } from '../../../../schemas/keys.ts'
import { emptyProfile } from '../../../../processors/recommend/profile.ts'
import { gone, heard, played, START } from '../../../support/builders.ts'
import { createDriver } from '../../../../streams/engine/testing/driver.ts'

const known = globalTable({
  name: 'known',
  from: [audioFeatures],
  create: () => new Set<string>(),
  apply(content, { key, value }) {
    if (value === null) content.delete(parseFeatureKey(key).trackId)
    else content.add(parseFeatureKey(key).trackId)
  },
})

/** Remembers what each listener heard, and passes on the first play of a track that is known. */
const passOn = processor({
  name: 'pass-on',
  from: [plays],
  to: [audioFeatures],
  changelog: listenerProfiles,
  reads: [known],
  initial: emptyProfile,
  step(state: ListenerProfile, { value, timestamp }, read) {
    if (value === null) throw new Unprocessable('no-play', 'There is no play.')
    if (state.heard.includes(value.trackId)) return { state, emit: [] }
    const next = { ...state, heard: [...state.heard, value.trackId] }
    return { state: next, emit: read(known).has(value.trackId) ? [gone(value.trackId, timestamp)] : [] }
  },
})

describe('the topology driver', () => {
  it('gives what was written since it was last asked, and says what nobody asked for', () => {
    const driver = createDriver([passOn], deadLetters)
    driver.pipeIn(heard('a', 0), played('started', 'a'))
    expect(driver.readOut(audioFeatures)).toStrictEqual([heard('a', 0)])
    driver.advance()
    expect(driver.unread()).toStrictEqual({ 'audio-features': 1 })
    expect(driver.readOut(audioFeatures)).toStrictEqual([gone('a', START + 3_600_000)])
    expect(driver.unread()).toStrictEqual({})
  })

  it('lets a view be seen as of the event time of the record at hand', () => {
    const driver = createDriver([passOn], deadLetters)
    driver.pipeIn(played('started', 'a', START), heard('a', 0, START + 1), played('started', 'b', START + 2))
    driver.pipeIn(heard('b', 0, START + 2))
    driver.advance({ recordsPerCommit: 10 })
    expect(driver.readOut(audioFeatures).filter(({ value }) => value === null)).toStrictEqual([gone('b', START + 2)])
  })

  it('restores state from the changelog, so that a play delivered again is still known', () => {
    const driver = createDriver([passOn], deadLetters)
    driver.pipeIn(heard('a', 0), played('started', 'a'))
    driver.advance()
    driver.readOut(audioFeatures)
    driver.redeliver(1)
    driver.restart()
    driver.advance()
    expect(driver.unread()).toStrictEqual({})
    expect(driver.table(listenerProfiles)).toStrictEqual([['ann', { ...emptyProfile, heard: ['a'] }]])
  })

  it('makes a record that cannot be processed a dead letter, and goes on', () => {
    const driver = createDriver([passOn], deadLetters)
    const { key } = played('started', 'a')
    driver.pipeIn(record(plays, key, null, START), played('started', 'a'))
    driver.advance()
    expect(driver.readOut(deadLetters)).toStrictEqual([
      record(
        deadLetters,
        'pass-on/plays/2/0',
        {
          topic: 'plays',
          partition: 2,
          offset: 0,
          processor: 'pass-on',
          code: 'no-play',
          message: 'There is no play.',
          attempts: 1,
          timestamp: START,
          key: Buffer.from('ann'),
          value: null,
          headers: [],
        },
        START,
      ),
    ])
    expect(driver.table(listenerProfiles)).toStrictEqual([['ann', { ...emptyProfile, heard: ['a'] }]])
  })

  it('takes in only what fits the schema of its topic', () => {
    const wrong = { ...played('started', 'a'), value: { ...played('started', 'a').value, positionMs: 'soon' } }
    expect(() => createDriver([passOn], deadLetters).pipeIn(wrong)).toThrow(
      "positionMs: 'soon' does not fit the schema",
    )
  })
})
