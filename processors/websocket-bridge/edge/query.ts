import type { z } from 'zod'
import { Problem } from '../problem.ts'

/** @throws {Problem} `bad-query`, naming every parameter that is wrong. */
export function parsedQuery<S extends z.ZodType>(schema: S, query: unknown): z.infer<S> {
  const parsed = schema.safeParse(query)
  if (parsed.success) return parsed.data
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'query'}: ${issue.message}`)
  throw new Problem('bad-query', wrong.join('; '))
}
