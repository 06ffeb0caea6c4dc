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

/**
 * Where a page of a list begins: behind `cursor`, or, where that is given, at the place `offset`. A cursor stays right while
 * entries come and go; an offset is for rows that are made as they are scrolled to.
 */
export const pagedBy = (ordinary: number) => ({
  limit: limitOf(ordinary),
  cursor: z.optional(textUpTo(2000)),
  offset: z.optional(z.coerce.number().check(z.int(), z.minimum(0))),
})

/** What every page of a list says beside its items. */
export const pageShape = {
  /** Null: this is the last page. */
  nextCursor: z.nullable(z.string()),
  /** Of the whole list; left out where counting would cost a search through all of it. */
  total: z.optional(z.number()),
}

/** Where each letter begins in a list that is in the order of names. */
export const lettersShape = z.object({
  total: z.number(),
  letters: z.array(
    z.object({
      /**
       * A capital without accents; `#`: digits and signs, before the letters and behind them; `?`: no name; `あ`, `漢` and
       * `한`: any Japanese syllable, Han character or Korean syllable; empty: what is not here now, and so comes last.
       */
      letter: z.string(),
      offset: z.number(),
      count: z.number(),
    }),
  ),
})
