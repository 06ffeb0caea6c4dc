import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { build } from 'esbuild'
import type { BuildResult, Metafile, Plugin } from 'esbuild'
import { bundleOptions } from '../../engine/sandbox/bundle.ts'
import { BUILT_FOLDER, MANIFEST, inputOf } from './built.js'
import type { BuildInput } from './built.js'

/**
 * One build of the program: no process transforms TypeScript when it starts. The command is one module with a chunk for each
 * processor; packages stay where npm has put them. Each module that is run as a worker is one file with all that it imports.
 */

const MAIN = 'streams/app/cli/main.ts'
/** What a change of decides the output too. */
const SETTINGS = ['package-lock.json', 'tsconfig.json']

/** @param root the folder that holds package.json. @returns how many source files went into it. */
export async function buildProgram(root: string): Promise<number> {
  const workers = new Map<string, string>()
  const read = rememberedInputs(root)
  const folder = join(root, BUILT_FOLDER)
  const part = `${folder}.${process.pid}.part`
  try {
    const settings = SETTINGS.map((path) => inputOf(root, path))
    const main = await build({
      absWorkingDir: root,
      entryPoints: [join(root, MAIN)],
      outdir: part,
      bundle: true,
      splitting: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      target: 'node20',
      sourcemap: 'linked',
      sourcesContent: false,
      metafile: true,
      logLevel: 'silent',
      plugins: [read.plugin, placedAsSource(root, folder, workers)],
    })
    const metafiles = [metafileOf(main)]
    for (const [path, name] of workers) {
      const options = { ...bundleOptions(path), absWorkingDir: root, outfile: join(part, name), metafile: true }
      metafiles.push(metafileOf(await build({ ...options, plugins: [read.plugin] })))
    }
    const sources = new Set(metafiles.flatMap(({ inputs }) => Object.keys(inputs)).filter(isOurs))
    const inputs = [...settings, inputOf(root, relative(root, import.meta.filename)), ...[...sources].map(read.inputOf)]
    mkdirSync(part, { recursive: true })
    writeFileSync(join(part, MANIFEST), JSON.stringify({ main: basename(MAIN).replace(/ts$/, 'js'), inputs }))
    rmSync(folder, { recursive: true, force: true })
    renameSync(part, folder)
    return sources.size
  } finally {
    rmSync(part, { recursive: true, force: true })
  }
}

/** What sources were before they went into the build: one that changes meanwhile does not fit it then. */
function rememberedInputs(root: string) {
  const inputs = new Map<string, BuildInput>()
  const remembered = (path: string): BuildInput => {
    const input = inputs.get(path) ?? inputOf(root, path)
    inputs.set(path, input)
    return input
  }
  const plugin: Plugin = {
    name: 'remembered-inputs',
    setup({ onLoad }) {
      onLoad({ filter: /./ }, ({ path }) => {
        const source = relative(root, path).split(sep).join('/')
        if (isOurs(source)) remembered(source)
        return null
      })
    },
  }
  return { plugin, inputOf: remembered }
}

function metafileOf({ metafile }: BuildResult): Metafile {
  if (metafile === undefined) throw new Error('esbuild named no inputs.')
  return metafile
}

const isOurs = (path: string): boolean => !path.includes('node_modules/')

const WORKER = /new URL\(\s*'([^']+\.ts)',\s*import\.meta\.url,?\s*\)/g

/**
 * Lets built code find what lies beside its source: `import.meta` says where that is. The address of a TypeScript module, which
 * is run as a worker, becomes that of its built file.
 * @param workers is filled with the files of workers by the paths of their modules.
 */
function placedAsSource(root: string, folder: string, workers: Map<string, string>): Plugin {
  return {
    name: 'placed-as-source',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        if (!isOurs(relative(root, path))) return null
        const source = readFileSync(path, 'utf8')
        if (!source.includes('import.meta')) return null
        return { contents: moved(source, path), loader: 'ts' }
      })
    },
  }

  function moved(source: string, path: string): string {
    const from = relative(folder, path).split(sep).join('/')
    return source
      .replace(WORKER, (_, module: string) => {
        const worker = join(dirname(path), module)
        const name = `${relative(root, worker).replace(/[\\/]/g, '.').replace(/\.ts$/, '')}.js`
        workers.set(worker, name)
        return `new URL(${JSON.stringify(name)}, import\0.meta.url)`
      })
      .replace(/import\.meta\.(\w+)/g, (whole, property: string) => {
        if (property === 'url') return `new URL(${JSON.stringify(from)}, import\0.meta.url).href`
        if (property === 'dirname') return `(import\0.meta.dirname + ${JSON.stringify(`/${dirname(from)}`)})`
        throw new Error(`${path} uses ${whole}, which the build does not know.`)
      })
      .replaceAll('import\0', 'import')
  }
}
