import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { routesTable, typeText } from '../../../../streams/app/cli/readme-contracts.ts'
import { table } from '../../../../streams/app/cli/markdown.ts'

test.each<[z.ZodMiniType, string]>([
  [z.nullable(z.string()), 'string | null'],
  [z.array(z.nullable(z.number())), '(number | null)[]'],
  [z.array(z.enum(['a', 'b'])), '("a" | "b")[]'],
  [
    z.object({ a: z.literal('x'), b: z.optional(z.array(z.object({ c: z.boolean() }))) }),
    '{ a: "x"; b?: { c: boolean }[] }',
  ],
  [z.nullable(z.object({ a: z.int() })), '{ a: number } | null'],
])('%# a shape is shown as the TypeScript type of its values', (shape, text) => {
  expect(typeText(z.toJSONSchema(shape))).toBe(text)
})

test('a route is shown with its parameters and their defaults', () => {
  const row = routesTable()
    .split('\n')
    .find((line) => line.includes('`GET /api/tracks/:id/similar`'))
  expect(row?.split(' | ')[2]).toBe('`limit=10`, `exclude`')
})

test('a pipe in a cell does not begin another cell', () => {
  expect(table(['a'], [['b | c']])).toBe('| a |\n| --- |\n| b \\| c |')
})
