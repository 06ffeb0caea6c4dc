import avro from 'avsc'

/** A valid value of a type, as avsc encodes it. */
export function randomValue(type: avro.Type, next: () => number): unknown {
  const { types } = avro
  const whole = (below: number) => Math.floor(next() * below)
  if (type instanceof types.NullType) return null
  if (type instanceof types.BooleanType) return next() < 0.5
  if (type instanceof types.IntType) return whole(2 ** 31) - 2 ** 30
  if (type instanceof types.LongType) return whole(2 ** 52) - 2 ** 51
  if (type instanceof types.FloatType) return Math.fround(next())
  if (type instanceof types.DoubleType) return next()
  if (type instanceof types.StringType) return 'é'.repeat(whole(12))
  if (type instanceof types.BytesType) return Buffer.alloc(whole(20), whole(256))
  if (type instanceof types.FixedType) return Buffer.alloc(type.size, whole(256))
  if (type instanceof types.EnumType) return type.symbols[whole(type.symbols.length)]
  if (type instanceof types.ArrayType) {
    return Array.from({ length: whole(5) }, () => randomValue(type.itemsType, next))
  }
  if (type instanceof types.MapType) {
    return Object.fromEntries(
      Array.from({ length: whole(4) }, (_, n) => [`key-${n}`, randomValue(type.valuesType as avro.Type, next)]),
    )
  }
  if (type instanceof types.UnwrappedUnionType) {
    const branch = type.types[whole(type.types.length)]
    return branch === undefined ? null : randomValue(branch, next)
  }
  if (type instanceof types.RecordType) {
    return Object.fromEntries(type.fields.map((field) => [field.name, randomValue(field.type, next)]))
  }
  throw new Error(`No value of the type ${type.typeName} can be made.`)
}

/** Integers that a corrupt length or count may be: as Avro writes them. */
const LYING_COUNTS = [2 ** 60, 2 ** 40, 2 ** 31, 1_000_000, -(2 ** 60), -1].map(zigzag)

/** One to three changes: a flipped bit, a truncation, bytes twice, or a count that promises too much. */
export function mutated(bytes: Buffer, next: () => number): Buffer {
  let out = bytes
  for (let changes = 1 + Math.floor(next() * 3); changes > 0; changes -= 1) {
    const at = Math.floor(next() * (out.length + 1))
    const [before, after] = [out.subarray(0, at), out.subarray(at)]
    const lie = LYING_COUNTS[Math.floor(next() * LYING_COUNTS.length)] ?? Buffer.alloc(0)
    const kind = Math.floor(next() * 5)
    if (kind === 0)
      out = Buffer.concat([before, Buffer.from([(after[0] ?? 0) ^ (1 << Math.floor(next() * 8))]), after.subarray(1)])
    else if (kind === 1) out = Buffer.from(before)
    else if (kind === 2) out = Buffer.concat([before, after, after])
    else if (kind === 3) out = Buffer.concat([before, lie, after])
    else out = Buffer.concat([before, lie, after.subarray(1)])
  }
  return out
}

/** A 64-bit integer as Avro writes it: zigzag, then seven bits in each byte. */
export function zigzag(value: number): Buffer {
  let rest = value < 0 ? -BigInt(value) * 2n - 1n : BigInt(value) * 2n
  const bytes: number[] = []
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  bytes.push(Number(rest))
  return Buffer.from(bytes)
}
