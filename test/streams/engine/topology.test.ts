import { emptyProfile } from '../../../processors/recommend/profile.ts'
import { describe, expect, it } from 'vitest'
import { processor, globalTable } from '../../../streams/engine/processor.ts'
import { checkTopology, mermaid } from '../../../streams/engine/topology.ts'
import {
  audioReferences,
  deadLetters,
  feedback,
  indexUpdates,
  listenerProfiles,
  plays,
  recommendations,
} from '../../../schemas/topics.ts'

const player = { kind: 'source', name: 'player', from: [], to: [plays], reads: [], latency: 'interactive' } as const
const recommend = processor({
  name: 'recommend',
  from: [plays],
  to: [recommendations],
  changelog: listenerProfiles,
  initial: emptyProfile,
  step: (state) => ({ state, emit: [] }),
})

describe('a topology', () => {
  it('is given back when it is consistent', () => {
    const stages = [player, recommend]
    expect(checkTopology(stages, deadLetters)).toBe(stages)
  })

  it('may not read what nobody writes, not even in a view', () => {
    const looking = {
      ...recommend,
      reads: [globalTable({ name: 'index', from: [indexUpdates], create: () => 0, apply: () => undefined })],
    }
    expect(() => checkTopology([recommend, looking], deadLetters)).toThrow(
      'Two processors are named recommend.\n' +
        'recommend reads plays, which no processor writes.\n' +
        'recommend reads plays, which no processor writes.\n' +
        'recommend reads index-updates, which no processor writes.',
    )
  })

  it('may not process topics together that are divided unequally', () => {
    const joined = { ...recommend, name: 'join', from: [plays, feedback] }
    expect(() => checkTopology([player, { ...recommend, to: [feedback] }, joined], deadLetters)).toThrow(
      'join processes topics together that are not divided alike: plays has 8, feedback has 1.',
    )
  })

  it('may not keep state in a changelog that is divided otherwise than its input', () => {
    expect(() =>
      checkTopology([player, { ...recommend, changelog: { ...listenerProfiles, partitions: 4 } }], deadLetters),
    ).toThrow('recommend keeps its state in listener-profiles, which must have 8 partitions, not 4.')
  })

  it('may not have two topics of one name', () => {
    const copy = { ...player, name: 'copy', to: [{ ...plays }, audioReferences] }
    expect(() => checkTopology([player, copy], deadLetters)).toThrow('Two topics are named plays.')
  })

  it('is drawn with processors as boxes and topics as cylinders', () => {
    expect(mermaid([player, recommend], deadLetters)).toBe(
      [
        'flowchart LR',
        '  player[player]',
        '  recommend[recommend]',
        '  plays[(plays)]',
        '  recommendations[(recommendations)]',
        '  listener-profiles[(listener-profiles)]',
        '  player --> plays',
        '  plays --> recommend',
        '  recommend --> recommendations',
        '  recommend --> listener-profiles',
        '  dead-letters[(dead-letters)]',
        '',
      ].join('\n'),
    )
  })
})
