/**
 * Stands in the page for `zod/mini`, with which a first view would be 7.6 kB larger (Brotli, zod 4.6.7): more than the 60 kB of
 * `first-view.test.ts`. It has the few kinds of
 * shapes that the player, its routes and messages are made of, and says of each value what `zod/mini` says
 * (test/ui/zod-mini.test.ts compares them). The types are those of `zod/mini`; the build puts this file in its place, and fails
 * where a schema calls a function that is not here. A method or an argument that is not here passes types and build: before a
 * schema uses one, give it a shape in test/ui/support/corner-shapes.ts.
 */

const REFUSED = Symbol('refused')

/** @returns what is made of the value, or REFUSED */
type Read = (value: unknown) => unknown
type Fields = Readonly<Record<string, Shape>>

interface Shape {
  readonly read: Read
  /** Of an object. */
  readonly shape: Fields
  /** Whether the key may be absent, though its value is not read when it is. */
  readonly mayLack: boolean
  check(...checks: readonly Read[]): Shape
  safeParse(value: unknown): { success: true; data: unknown } | { success: false; error: TypeError }
  parse(value: unknown): unknown
}

/** Where the last value was refused: keys, innermost first. */
let refusedAt: readonly (string | number)[] = []

/* @__NO_SIDE_EFFECTS__ */
function shapeOf(read: Read, fields: Fields = {}, mayLack = false): Shape {
  const safeParse: Shape['safeParse'] = (value) => {
    refusedAt = []
    const data = read(value)
    if (data !== REFUSED) return { success: true, data }
    return { success: false, error: new TypeError(`Another shape at /${[...refusedAt].reverse().join('/')}`) }
  }
  return {
    read,
    shape: fields,
    mayLack,
    safeParse,
    check: (...checks) =>
      shapeOf(
        (value) => checks.reduce((made, next) => (made === REFUSED ? made : next(made)), read(value)),
        fields,
        mayLack,
      ),
    parse(value) {
      const parsed = safeParse(value)
      if (parsed.success) return parsed.data
      throw parsed.error
    },
  }
}

const only =
  (fits: (value: unknown) => boolean): Read =>
  (value) =>
    fits(value) ? value : REFUSED

/** What is in something is refused with it. */
function inside(key: string | number, made: unknown): unknown {
  if (made === REFUSED) refusedAt = [...refusedAt, key]
  return made
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/* @__NO_SIDE_EFFECTS__ */
export const string = () => shapeOf(only((value) => typeof value === 'string'))
/* @__NO_SIDE_EFFECTS__ */
export const number = () => shapeOf(only(Number.isFinite))
/* @__NO_SIDE_EFFECTS__ */
export const boolean = () => shapeOf(only((value) => typeof value === 'boolean'))
/* @__NO_SIDE_EFFECTS__ */
export const literal = (one: unknown) => oneOf(Array.isArray(one) ? one : [one])
/* @__NO_SIDE_EFFECTS__ */
const nothing = () => literal(null)
/* @__NO_SIDE_EFFECTS__ */
function oneOf(words: object): Shape {
  const known = new Set<unknown>(Object.values(words))
  return shapeOf(only((value) => known.has(value)))
}

/* @__NO_SIDE_EFFECTS__ */
const listOf = (item: Shape) =>
  shapeOf((value) => {
    if (!Array.isArray(value)) return REFUSED
    const items = value.map((each, at) => inside(at, item.read(each)))
    return items.includes(REFUSED) ? REFUSED : items
  })

/* @__NO_SIDE_EFFECTS__ */
export const tuple = (items: readonly Shape[]) =>
  shapeOf((value) => {
    if (!Array.isArray(value) || value.length !== items.length) return REFUSED
    const made = items.map((item, at) => inside(at, item.read(value[at])))
    return made.includes(REFUSED) ? REFUSED : made
  })

/** Keys that it does not know are left out. */
/* @__NO_SIDE_EFFECTS__ */
export function object(fields: Fields): Shape {
  const known = Object.entries(fields)
  return shapeOf((value) => {
    if (!isRecord(value)) return REFUSED
    const made: Record<string, unknown> = {}
    for (const [key, field] of known) {
      if (field.mayLack && !(key in value)) continue
      const one = inside(key, field.read(value[key]))
      if (one === REFUSED) return REFUSED
      if (one !== undefined || key in value) made[key] = one
    }
    return made
  }, fields)
}

/* @__NO_SIDE_EFFECTS__ */
export const extend = ({ shape }: Shape, more: Fields) => object({ ...shape, ...more })
/* @__NO_SIDE_EFFECTS__ */
export const pick = ({ shape }: Shape, keys: Readonly<Record<string, true>>) =>
  object(Object.fromEntries(Object.entries(shape).filter(([key]) => key in keys)))

/* @__NO_SIDE_EFFECTS__ */
const mapOf = (name: Shape, item: Shape) =>
  shapeOf((value) => {
    if (!isRecord(value)) return REFUSED
    const made = Object.entries(value).map(([key, each]) => [name.read(key), inside(key, item.read(each))] as const)
    return made.some((pair) => pair.includes(REFUSED)) ? REFUSED : Object.fromEntries(made)
  })

/* @__NO_SIDE_EFFECTS__ */
export const discriminatedUnion = (key: string, options: readonly Shape[]) =>
  shapeOf((value) => {
    if (!isRecord(value)) return REFUSED
    const option = options.find(({ shape }) => shape[key]?.read(value[key]) !== REFUSED)
    return option?.read(value) ?? inside(key, REFUSED)
  })

/* @__NO_SIDE_EFFECTS__ */
export const optional = ({ read }: Shape) => shapeOf((value) => (value === undefined ? value : read(value)))
/* @__NO_SIDE_EFFECTS__ */
export const nullable = ({ read }: Shape) => shapeOf((value) => (value === null ? value : read(value)))
/* @__NO_SIDE_EFFECTS__ */
export const nullish = (inner: Shape) => optional(nullable(inner))
/* @__NO_SIDE_EFFECTS__ */
export const exactOptional = ({ read, shape }: Shape) => shapeOf(read, shape, true)
/* @__NO_SIDE_EFFECTS__ */
export const _default = ({ read }: Shape, ordinary: unknown) =>
  shapeOf((value) => (value === undefined ? ordinary : read(value)))
/* @__NO_SIDE_EFFECTS__ */
const instead = ({ read }: Shape, ordinary: unknown) =>
  shapeOf((value) => {
    const made = read(value)
    return made === REFUSED ? ordinary : made
  })

/* @__NO_SIDE_EFFECTS__ */
export const pipe = (first: Shape, then: Shape) =>
  shapeOf((value) => {
    const made = first.read(value)
    return made === REFUSED ? made : then.read(made)
  })
/* @__NO_SIDE_EFFECTS__ */
export const transform = (read: Read) => shapeOf(read)
export const coerce = { number: () => pipe(shapeOf(Number), number()) }

/** Checks of numbers, of texts and of lists. */
const ofNumber = (fits: (value: number) => boolean) => only((value) => typeof value === 'number' && fits(value))
const ofLength = (fits: (length: number) => boolean) =>
  only((value) => (typeof value === 'string' || Array.isArray(value)) && fits(value.length))
/* @__NO_SIDE_EFFECTS__ */
export const int = () => ofNumber(Number.isSafeInteger)
/* @__NO_SIDE_EFFECTS__ */
export const minimum = (least: number) => ofNumber((value) => value >= least)
/* @__NO_SIDE_EFFECTS__ */
export const maximum = (most: number) => ofNumber((value) => value <= most)
/* @__NO_SIDE_EFFECTS__ */
export const minLength = (least: number) => ofLength((length) => length >= least)
/* @__NO_SIDE_EFFECTS__ */
export const maxLength = (most: number) => ofLength((length) => length <= most)
/* @__NO_SIDE_EFFECTS__ */
export const regex = (pattern: RegExp) => only((value) => typeof value === 'string' && value.search(pattern) >= 0)
/* @__NO_SIDE_EFFECTS__ */
export const trim = (): Read => (value) => (typeof value === 'string' ? value.trim() : value)

/** Of settings it needs none: it compiles nothing. */
export const config = (): void => undefined

export { instead as catch, listOf as array, mapOf as record, nothing as null, oneOf as enum }
