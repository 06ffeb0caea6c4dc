import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { problemsIn } from '../../../processors/websocket-bridge/request-problems.ts'
import { createPlaylist, listTracks, putQueue } from '../../../schemas/http.ts'

const problems = (shape: z.ZodMiniType, value: unknown) => {
  const parsed = shape.safeParse(value)
  if (parsed.success) throw new Error('It is right.')
  return problemsIn(parsed.error, 'body')
}
const { body } = createPlaylist

test.each([
  [body, undefined, 'body is missing: it has to be an object.'],
  [body, [], 'body has to be an object.'],
  [body, {}, 'name is missing: it has to be a text.'],
  [body, { name: 7 }, 'name has to be a text.'],
  [body, { name: '  ' }, 'name must not be empty.'],
  [body, { name: 'x'.repeat(201) }, 'name has to be at most 200 characters long.'],
  [body, { name: 'x', trackIds: [] }, 'trackIds must not be empty.'],
  [body, { name: 'x', trackIds: Array.from({ length: 501 }, () => 'a') }, 'trackIds has to be at most 500 items long.'],
  [body, { name: '', trackIds: ['a', 3] }, 'name must not be empty. trackIds.1 has to be a text.'],
  [listTracks.query, { limit: 'ten' }, 'limit has to be a number.'],
  [listTracks.query, { limit: 1.5 }, 'limit has to be a whole number.'],
  [listTracks.query, { limit: 0 }, 'limit has to be at least 1.'],
  [putQueue.body.shape.positionMs, 0.5, 'body has to be a whole number.'],
  [putQueue.body.shape.live, 'yes', 'body has to be true or false.'],
  [
    putQueue.body.shape.now,
    { entryId: 'a b', trackId: 'c' },
    'entryId has to be of printable ASCII characters without spaces, and not too long.',
  ],
  [z.enum(['artist', 'title']), 'mood', 'body has to be one of artist, title.'],
])('what is wrong is said in plain words: %#', (shape, value, sentence) => {
  expect(problems(shape, value)).toBe(sentence)
})
