import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { fill } from './readme.ts'

const readme = fileURLToPath(new URL('../../../README.md', import.meta.url))
writeFileSync(readme, fill(readFileSync(readme, 'utf8')))
