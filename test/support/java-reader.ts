import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CACHE_FOLDER } from '../../streams/app/program-folder.ts'
import { jarsFolder } from '../../streams/app/embedded/jars.ts'
import type { Addresses } from '../../streams/app/addresses.ts'

const execute = promisify(execFile)
const PROGRAM = join(import.meta.dirname, '..', 'ledger', 'ReadCommitted.java')

/** All that is committed in a topic, by Apache's own client: the second opinion on what kafkajs reads. Keys are text. */
export async function readByJava(
  { kafkaBrokers }: Pick<Addresses, 'kafkaBrokers'>,
  topic: string,
): Promise<readonly { readonly partition: number; readonly offset: number; readonly key: string }[]> {
  const classPath = join(jarsFolder(CACHE_FOLDER), 'lib', '*')
  const args = ['-Xmx256m', '-cp', classPath, PROGRAM, kafkaBrokers.join(','), topic]
  const { stdout } = await execute('java', args, { maxBuffer: 1 << 26 })
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [, partition, offset, key = ''] = line.split('\t')
      return { partition: Number(partition), offset: Number(offset), key: Buffer.from(key, 'hex').toString('utf8') }
    })
}
