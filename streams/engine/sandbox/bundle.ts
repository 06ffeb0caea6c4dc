import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { BuildOptions } from 'esbuild'

const bundles = new Map<string, Promise<Uint8Array>>()

/** Packages written for CommonJS call `require`, which ES modules lack. */
const REQUIRE = `import { createRequire as requireOf } from 'node:module'; const require = requireOf('file:///');`

/** How a module and all its imports become one JavaScript module, in the build of the program as well. */
export function bundleOptions(path: string) {
  return {
    entryPoints: [path],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: REQUIRE },
    logLevel: 'silent',
  } as const satisfies BuildOptions
}

/**
 * A TypeScript module and all its imports as one JavaScript module: a process that gets it needs no access to the program's
 * files. Cached by module. A module that the build has bundled is taken as it is.
 * @throws {Error} when something in it cannot be found or parsed.
 */
export function bundled(module: URL): Promise<Uint8Array> {
  const known = bundles.get(module.href)
  if (known !== undefined) return known
  const path = fileURLToPath(module)
  const made = path.endsWith('.js') ? readFile(path) : bundle(path)
  made.catch(() => bundles.delete(module.href))
  bundles.set(module.href, made)
  return made
}

let building = 0

async function bundle(path: string): Promise<Uint8Array> {
  const { build, stop } = await import('esbuild')
  building += 1
  try {
    const { outputFiles } = await build({ ...bundleOptions(path), write: false })
    const [output] = outputFiles
    if (output === undefined) throw new Error(`Bundling ${path} gave nothing.`)
    return output.contents
  } finally {
    building -= 1
    if (building === 0) await stop() // else its process stays as long as this one
  }
}
