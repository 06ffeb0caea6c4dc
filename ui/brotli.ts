import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import type { Plugin } from 'vite'

/** Everything that is text; pictures are compressed already. */
const TEXT = /\.(js|css|html|svg|json|webmanifest)$/
/** Of smaller files there is nothing to win. */
const MIN_BYTES = 400

/** Writes the Brotli form of each text beside it (`x.js.br`), which the bridge sends to browsers that take it. */
export function brotli(): Plugin {
  let folder = ''
  return {
    name: 'brotli',
    apply: 'build',
    configResolved: ({ root, build }) => void (folder = resolve(root, build.outDir)),
    closeBundle: () => compressFolder(folder),
  }
}

function compressFolder(folder: string): void {
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!TEXT.test(file)) continue
    const path = join(folder, file)
    const bytes = readFileSync(path)
    if (bytes.length >= MIN_BYTES) writeFileSync(`${path}.br`, compressed(bytes))
  }
}

function compressed(bytes: Buffer): Buffer {
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  })
}
