import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void // what the flag adds

/** How many of some objects something still refers to. */
export async function alive(objects: readonly WeakRef<object>[]): Promise<number> {
  await new Promise((resolve) => setImmediate(resolve)) // a reference that was looked at is kept until the end of its turn
  collect()
  return objects.filter((each) => each.deref() !== undefined).length
}
