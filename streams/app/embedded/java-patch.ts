import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { makeOnce } from './jars.ts'
import { partEnvironment } from './part.ts'
import { LEAST_JAVA } from './preflight.ts'

const execute = promisify(execFile)

const MODULE = join(import.meta.dirname, 'java.base')
const SOURCE = join(MODULE, 'java', 'lang', 'InternalError.java')

/**
 * Compiles what takes the place of a class of Java in the broker (see there), the first time. Run from its source it would
 * cost a second at each start.
 * @returns the folder for `--patch-module java.base=`.
 * @throws {Error} with what the compiler says.
 */
export async function compilePatch(java: string, cacheFolder: string): Promise<string> {
  const hash = createHash('sha256').update(readFileSync(SOURCE)).digest('hex').slice(0, 16)
  const folder = join(cacheFolder, `java.base-${hash}`)
  const version = String(LEAST_JAVA) // whatever version compiles it, every later one can run it
  const compiler = ['-m', 'jdk.compiler/com.sun.tools.javac.Main', '-nowarn', '-source', version, '-target', version]
  await makeOnce(folder, (staged) =>
    execute(java, [...compiler, '--patch-module', `java.base=${MODULE}`, '-d', staged, SOURCE], {
      env: partEnvironment(process.env),
    }),
  )
  return folder
}
