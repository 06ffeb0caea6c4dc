import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { serialQueue } from '../../../streams/engine/serial-queue.ts'

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt)

const HASH_BYTES = 32
/** 32 MiB and some 0.1 s for each guess. The hash is never stored, so nobody can guess elsewhere. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 2 ** 20 }

/** Whether a text is the password. */
export type PasswordCheck = (candidate: string) => Promise<boolean>

/** One hash is made at a time: the others of the four threads are for files. */
export async function passwordCheck(password: string): Promise<PasswordCheck> {
  const salt = randomBytes(16)
  // Keyboards write one letter in several ways.
  const hash = (text: string) => derive(text.normalize('NFKC'), salt, HASH_BYTES, COST)
  const expected = await hash(password)
  const oneAtATime = serialQueue()
  return (candidate) => oneAtATime(async () => timingSafeEqual(await hash(candidate), expected))
}

/** Stands for the password in a cookie: with another password it is another one, and without the key nobody can make it. */
export function passwordTag(password: string, key: Buffer): string {
  return createHmac('sha256', key)
    .update(`login\n${password.normalize('NFKC')}`)
    .digest('hex')
    .slice(0, 32)
}
