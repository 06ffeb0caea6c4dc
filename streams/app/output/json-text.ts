/** JSON of a decoded value, bytes as base64. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, function (this: Readonly<Record<string, unknown>>, name, each: unknown) {
    const own = this[name] // a Buffer has become an object of numbers in `each`
    return own instanceof Uint8Array ? base64(own) : each
  })
}

export const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
