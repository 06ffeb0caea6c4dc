import avro from 'avsc'
import { branchOf, isOptional, takesNoBytes } from './avro-types.ts'
import { jsonString } from './json-bytes.ts'
import { hasJsonKernel, MAX_PROGRAM_BYTES, PROGRAM_AT } from './json-kernel/kernel.ts'

/** The operations of `json-kernel/assembly`, which says what follows each. */
const [NULL, BOOLEAN, LONG, STRING, ENUM, UNION, RECORD, ARRAY, OTHER] = [0, 1, 2, 3, 4, 5, 6, 7, 8]
/** Values within each other: the kernel looks less often whether there is room. */
const MAX_DEPTH = 16
const WORD_BYTES = 4
/** The kernel copies texts in steps of 16 bytes. */
const PADDING = 16

/**
 * @returns what the kernel writes the values of a schema by; null where only JavaScript can write any of them. That is so of numbers
 *   that are not whole, of bytes and of maps, unless they stand in a union or in a list, where most values may be without them.
 */
export function jsonProgram(type: avro.Type): Uint8Array | null {
  if (!hasJsonKernel) return null
  const program: Program = { words: [0], texts: [], textBytes: 0 }
  const root = addNode(program, type, 0)
  if (root === null) return null
  program.words[0] = root
  const textsAt = program.words.length * WORD_BYTES
  const size = sizeOf(program)
  if (size > MAX_PROGRAM_BYTES) return null
  const bytes = Buffer.alloc(size)
  for (const [n, word] of program.words.entries()) {
    const value = typeof word === 'number' ? word : PROGRAM_AT + textsAt + word.textAt
    bytes.writeUInt32LE(value, n * WORD_BYTES)
  }
  Buffer.concat(program.texts).copy(bytes, textsAt)
  return bytes
}

interface Program {
  /** Texts stand behind the words: where, is known when all words are. */
  readonly words: (number | { readonly textAt: number })[]
  readonly texts: Buffer[]
  textBytes: number
}

const sizeOf = ({ words, textBytes }: Program): number => words.length * WORD_BYTES + textBytes + PADDING

/** @returns the address of the node; null when the kernel has no operation for the type. */
function addNode(program: Program, type: avro.Type, depth: number): number | null {
  const { types } = avro
  if (depth > MAX_DEPTH) return null // also of a type that contains itself
  if (sizeOf(program) > MAX_PROGRAM_BYTES) return null // a type that contains itself k times grows as the power of k
  if (type instanceof types.LogicalType) return addNode(program, type.underlyingType, depth)
  if (type instanceof types.NullType) return add(program, [NULL])
  if (type instanceof types.BooleanType) return add(program, [BOOLEAN])
  if (type instanceof types.IntType || type instanceof types.LongType) return add(program, [LONG])
  if (type instanceof types.StringType) return add(program, [STRING])
  if (type instanceof types.EnumType) {
    const symbols = type.symbols.flatMap((symbol) => text(program, jsonString(symbol)))
    return add(program, [ENUM, type.symbols.length, ...symbols])
  }
  if (type instanceof types.RecordType) return addRecord(program, type, depth)
  if (type instanceof types.WrappedUnionType) return addUnion(program, type, depth)
  if (type instanceof types.ArrayType) {
    if (takesNoBytes(type.itemsType)) return null
    return add(program, [ARRAY, addNode(program, type.itemsType, depth + 1) ?? add(program, [OTHER])])
  }
  return null
}

function addRecord(program: Program, { fields }: avro.types.RecordType, depth: number): number | null {
  if (fields.length === 0) return null
  const words: Program['words'] = [RECORD, fields.length]
  for (const [n, { name, type }] of fields.entries()) {
    const node = addNode(program, type, depth + 1)
    if (node === null) return null
    words.push(...text(program, `${n === 0 ? '{' : ','}${jsonString(name)}:`), node)
  }
  return add(program, words)
}

function addUnion(program: Program, type: avro.types.WrappedUnionType, depth: number): number | null {
  const words: Program['words'] = [UNION, type.types.length]
  for (const branch of type.types) {
    const node = addNode(program, branch, depth + 1) ?? add(program, [OTHER])
    const standsAlone = isOptional(type) || branch instanceof avro.types.NullType
    words.push(node, ...text(program, standsAlone ? '' : `{${jsonString(branchOf(branch))}:`))
  }
  return add(program, words)
}

function add({ words }: Program, node: Program['words']): number {
  const address = PROGRAM_AT + words.length * WORD_BYTES
  words.push(...node)
  return address
}

/** @returns the words that name a text. */
function text(program: Program, content: string): Program['words'] {
  const bytes = Buffer.from(content)
  const textAt = program.textBytes
  program.texts.push(bytes)
  program.textBytes += bytes.length
  return [{ textAt }, bytes.length]
}
