import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { generatedFiles } from './generated-files.ts'
import { fill } from './readme.ts'

const inProject = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
writeFileSync(inProject('README.md'), fill(readFileSync(inProject('README.md'), 'utf8')))
for (const [path, text] of Object.entries(generatedFiles())) writeFileSync(inProject(path), text)
