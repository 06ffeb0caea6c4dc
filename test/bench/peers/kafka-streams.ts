import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CACHE_FOLDER } from '../../../streams/app/program-folder.ts'

const FOLDER = join(import.meta.dirname, 'kafka-streams')
const POM = join(FOLDER, 'pom.xml')
const PROGRAM = join(FOLDER, 'TasteStream.java')
/** The name that the application's consumer group has. */
export const STREAMS_GROUP = 'bench-taste-stream'

/** Gets its jars through Maven the first time, then starts it. */
export async function startKafkaStreams(
  broker: string,
  topics: { readonly from: string; readonly to: string },
  stateFolder: string,
): Promise<ChildProcess> {
  const hash = createHash('sha256').update(readFileSync(POM)).digest('hex').slice(0, 16)
  const jars = join(CACHE_FOLDER, `kafka-streams-${hash}`)
  if (!existsSync(join(jars, 'done'))) {
    await promisify(execFile)('mvn', ['-q', '-B', '-f', POM, `-Dinto=${jars}`, 'generate-resources'])
    await promisify(execFile)('touch', [join(jars, 'done')])
  }
  const options = ['-Xmx1g', '-cp', join(jars, '*'), PROGRAM, broker, topics.from, topics.to, stateFolder]
  return spawn('java', options, { stdio: ['ignore', 'ignore', 'ignore'] })
}
