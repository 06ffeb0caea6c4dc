import { describe, expect, it } from 'vitest'
import { opinionsOf, said, withStated } from '../../../ui/data/opinions.ts'

describe('opinions', () => {
  it('are taken back by saying them again, and one replaces the other', () => {
    const liked = said(opinionsOf([]), 't1', 'liked')
    const disliked = said(liked.opinions, 't1', 'disliked')
    const none = said(disliked.opinions, 't1', 'disliked')
    expect([liked.events, disliked.events, none.events]).toEqual([['liked'], ['unliked', 'disliked'], ['undisliked']])
    expect([...none.opinions]).toEqual([['t1', 'none']])
  })

  it('of this browser are newer than what the server knows', () => {
    const opinions = opinionsOf([
      ['t1', 'none'],
      ['t2', 'disliked'],
    ])
    expect([...withStated(opinions, { liked: ['t1', 't2', 't3'], disliked: ['t4', 't1'] })]).toEqual([
      ['t4', 'disliked'],
      ['t3', 'liked'],
      ['t1', 'none'],
      ['t2', 'disliked'],
    ])
  })

  it('are bounded: the oldest are forgotten', () => {
    const ids = Array.from({ length: 1001 }, (_, index) => `t${index}`)
    const opinions = ids.reduce((before, id) => said(before, id, 'liked').opinions, opinionsOf([]))
    expect([...opinions.keys()]).toEqual(ids.slice(1))
  })
})
