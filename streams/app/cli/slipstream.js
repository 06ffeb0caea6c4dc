#!/usr/bin/env node
// The TypeScript of the command is run as it stands; tsx must be there before the first module of it loads.
await import('tsx')
await import('./main.ts')
