import { describe, expect, it } from 'vitest'
import { ratingsOf, rated, withStored } from '../../../ui/data/ratings.ts'

describe('ratings', () => {
  it('are taken back by saying them again, and one replaces the other', () => {
    const liked = rated(ratingsOf([]), 't1', 'liked')
    const disliked = rated(liked.ratings, 't1', 'disliked')
    const none = rated(disliked.ratings, 't1', 'disliked')
    expect([liked.events, disliked.events, none.events]).toEqual([['liked'], ['unliked', 'disliked'], ['undisliked']])
    expect([...none.ratings]).toEqual([['t1', 'none']])
  })

  it('of this browser are newer than what the server knows', () => {
    const ratings = ratingsOf([
      ['t1', 'none'],
      ['t2', 'disliked'],
    ])
    expect([...withStored(ratings, { liked: ['t1', 't2', 't3'], disliked: ['t4', 't1'] })]).toEqual([
      ['t4', 'disliked'],
      ['t3', 'liked'],
      ['t1', 'none'],
      ['t2', 'disliked'],
    ])
  })

  it('are bounded: the oldest are forgotten', () => {
    const ids = Array.from({ length: 1001 }, (_, index) => `t${index}`)
    const ratings = ids.reduce((before, id) => rated(before, id, 'liked').ratings, ratingsOf([]))
    expect([...ratings.keys()]).toEqual(ids.slice(1))
  })
})
