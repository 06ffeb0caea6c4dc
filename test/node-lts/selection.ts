import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TESTED_BY } from '../tested-by.ts'

/**
 * The fast tests that may turn out otherwise on another version of Node: those of every file that imports a module of Node, as
 * files, processes, threads, sockets and timers are what differs between versions. The rest of the program is the language
 * alone, which the goldens run through from end to end: they would show numbers or an order that another V8 gives.
 */

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const ROOMS = ['schemas', 'streams', 'processors']
const GOLDENS = ['test/golden/golden.test.ts', 'test/golden/golden-runtime.test.ts']

/** @returns their paths, in order. */
export function testsThatMeetNode(): readonly string[] {
  const tests = sources().filter(importsNode).flatMap(fastTestsOf)
  return [...new Set([...tests, ...GOLDENS])].sort()
}

function sources(): readonly string[] {
  return ROOMS.flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' }).map((name) => `${room}/${name}`),
  ).filter((path) => path.endsWith('.ts'))
}

/** Types alone are gone when it runs. */
function importsNode(path: string): boolean {
  return /^import (?!type )[^']*'node:/m.test(readFileSync(join(ROOT, path), 'utf8'))
}

/** By the rule that `test/house.test.ts` holds: the file of the same path, or the one that is named. */
function fastTestsOf(path: string): readonly string[] {
  const mirrored = `test/${path.replace(/\.ts$/, '.test.ts')}`
  const test = existsSync(join(ROOT, mirrored)) ? mirrored : TESTED_BY[path]
  return test === undefined || test.endsWith('.system.test.ts') ? [] : [test]
}
