import * as z from 'zod/mini'

/** What modules of the page keep to themselves, by kind: each kind of shape that the page has is in the routes or here. */
export const tupleShape = z.array(z.tuple([z.string(), z.number()]))
export const recordShape = z.object({ keys: z._default(z.record(z.string(), z.string()), {}) })
export const exactShape = z.object({ copyId: z.exactOptional(z.string()), at: z.optional(z.nullable(z.number())) })
export const unionShape = z.discriminatedUnion('type', [
  z.object({ type: z.literal('claimed'), tab: z.string() }),
  z.object({ type: z.literal('situation'), tab: z.string(), situation: exactShape }),
])

/** Ways to call what the page has that nothing of it uses yet: a new schema may. */
export const literalsShape = z.array(z.literal(['a,b', 'a']))
export const enumShape = z.array(z.enum({ first: 'a', second: 'b' }))
export const globalPatternShape = z.array(z.string().check(z.regex(/a|k/g)))
export const checkedExactShape = z.object({ copyId: z.exactOptional(z.string()).check(z.minLength(1)) })
export const extendedShape = z.extend(z.object({ at: z.number() }).check(), { copyId: z.string() })
