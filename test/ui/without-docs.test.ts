import { expect, it } from 'vitest'
import { withoutDocs } from '../../ui/without-docs.ts'

it('leaves what browsers need of a route, and of its problems whether it needs a session', () => {
  const route = `export const readLikes = {
  method: 'GET',
  mediaType: JSON,
  doc: 'What is liked.',
  problems: ['no-session', 'starting'],
}
const track = z.object({
  mediaType: z.string(),
  problems: ['starting'],
})
`
  expect(withoutDocs(route).replace(/\n+/g, '\n')).toBe(`export const readLikes = {
  method: 'GET',
  problems: ['no-session'],
}
const track = z.object({
  mediaType: z.string(),
  problems: [],
})
`)
})
