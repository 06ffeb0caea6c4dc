import { fileURLToPath } from 'node:url'

const bundles = new Map<string, Promise<Uint8Array>>()

/** Packages written for CommonJS call `require`, which ES modules lack. */
const REQUIRE = `import { createRequire as requireOf } from 'node:module'; const require = requireOf('file:///');`

/**
 * A TypeScript module and all its imports as one JavaScript module: a process that gets it needs no access to the program's
 * files. Cached by module.
 * @throws {Error} when something in it cannot be found or parsed.
 */
export function bundled(module: URL): Promise<Uint8Array> {
  const known = bundles.get(module.href)
  if (known !== undefined) return known
  const made = bundle(fileURLToPath(module))
  made.catch(() => bundles.delete(module.href))
  bundles.set(module.href, made)
  return made
}

let building = 0

async function bundle(path: string): Promise<Uint8Array> {
  const { build, stop } = await import('esbuild')
  building += 1
  try {
    const { outputFiles } = await build({
      entryPoints: [path],
      bundle: true,
      write: false,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      banner: { js: REQUIRE },
      logLevel: 'silent',
    })
    const [output] = outputFiles
    if (output === undefined) throw new Error(`Bundling ${path} gave nothing.`)
    return output.contents
  } finally {
    building -= 1
    if (building === 0) await stop() // else its process stays as long as this one
  }
}
