import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Writes schemas/generated.ts from the .avsc files, or with --check fails when it is not what they give. */

interface Field {
  readonly name: string
  readonly type: AvroType
  readonly doc?: string
}
interface Named {
  readonly type: string
  readonly name?: string
  readonly doc?: string
  readonly fields?: readonly Field[]
  readonly symbols?: readonly string[]
  readonly items?: AvroType
  readonly brand?: string
}
type AvroType = string | Named | readonly AvroType[]

const PRIMITIVES: Readonly<Record<string, string>> = {
  null: 'null',
  boolean: 'boolean',
  int: 'number',
  long: 'number',
  float: 'number',
  double: 'number',
  bytes: 'Buffer',
  string: 'string',
}

const folder = fileURLToPath(new URL('.', import.meta.url))
const declarations = new Map<string, string>()
const brands = new Set<string>()

function typeScriptOf(type: AvroType): string {
  if (typeof type === 'string') return PRIMITIVES[type] ?? type
  if ('length' in type) return type.map(typeScriptOf).join(' | ')
  if (type.brand !== undefined) {
    brands.add(type.brand)
    return type.brand
  }
  if (type.type === 'array' && type.items !== undefined) return `readonly ${group(typeScriptOf(type.items))}[]`
  if (type.name === undefined) return typeScriptOf(type.type)
  declarations.set(type.name, '')
  if (type.type === 'enum') {
    const symbols = (type.symbols ?? []).map((s) => `'${s}'`).join(' | ')
    declarations.set(type.name, `export type ${type.name} = ${symbols}\n`)
  } else {
    const fields = (type.fields ?? []).map(
      (f) => `  /** ${f.doc ?? ''} */\n  readonly ${f.name}: ${typeScriptOf(f.type)}\n`,
    )
    declarations.set(type.name, `/** ${type.doc ?? ''} */\nexport interface ${type.name} {\n${fields.join('')}}\n`)
  }
  return type.name
}

const group = (text: string) => (text.includes(' ') ? `(${text})` : text)

const exports: string[] = []
for (const file of readdirSync(folder)
  .filter((name) => name.endsWith('.avsc'))
  .sort()) {
  const schema = JSON.parse(readFileSync(`${folder}${file}`, 'utf8')) as Named
  typeScriptOf(schema)
  const name = (schema.name ?? '').replace(/^./, (c) => c.toLowerCase())
  exports.push(`export const ${name}Schema: AvroSchema = ${JSON.stringify(schema)}\n`)
}

const brandLines = [...brands]
  .sort()
  .map(
    (b) =>
      `export type ${b} = string & { readonly brand: '${b}' }\n` +
      `export const ${b.replace(/^./, (c) => c.toLowerCase())} = (text: string): ${b} => text as ${b}\n`,
  )
const text = [
  '// Written by `npm run generate` from the .avsc files beside it.\n',
  "import type { AvroSchema } from '../streams/engine/serde/avro.ts'\n\n",
  ...brandLines,
  '\n',
  [...declarations.values()].join('\n'),
  '\n',
  ...exports,
].join('')

const target = `${folder}generated.ts`
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    console.error('schemas/generated.ts is not what the .avsc files give: run `npm run generate`.')
    process.exit(1)
  }
} else {
  writeFileSync(target, text)
}
