import * as z from 'zod/mini'

/** What the routes of several rooms are made of. */

export const JSON_TYPE = 'application/json'
export const noQuery = z.object({})

const MAX_ITEMS = 500

/** How many items a page has; more than the most is cut to that. */
export const limitOf = (ordinary: number, most = MAX_ITEMS) =>
  z._default(
    z.pipe(
      z.coerce.number().check(z.int(), z.minimum(1)),
      z.transform((limit) => Math.min(limit, most)),
    ),
    ordinary,
  )

export const textUpTo = (letters: number) => z.string().check(z.maxLength(letters))

/** An id that a player may keep. */
export const keptId = z.string().check(z.minLength(1), z.maxLength(64))
