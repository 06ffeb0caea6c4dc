#!/usr/bin/env node
// Runs the built program. Where it is not built, or a source has changed since, TypeScript is run as it stands by tsx, which
// must be there before the first module of it loads.
import module from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { builtMain } from '../build/built.js'

const root = join(import.meta.dirname, '..', '..', '..')
const built = builtMain(root)
if (built === null) {
  await import('tsx')
  await import('./main.ts')
} else {
  process.setSourceMapsEnabled(true) // an error names the place in the source
  module.enableCompileCache?.(join(root, 'node_modules', '.cache', 'compiled')) // from Node 22.1 on
  await import(pathToFileURL(built).href)
}
