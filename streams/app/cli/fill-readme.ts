import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { lineJsonSchema } from '../records/line-json-schema.ts'
import { fill } from './readme.ts'

const inProject = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
writeFileSync(inProject('README.md'), fill(readFileSync(inProject('README.md'), 'utf8')))
writeFileSync(inProject('schemas/record-line.schema.json'), lineJsonSchema())
