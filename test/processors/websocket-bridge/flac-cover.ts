/** A FLAC file of no audio with one front cover: the format's metadata blocks (RFC 9639, section 8). */
export function flacCover(picture: Uint8Array, mimeType: string): Buffer {
  const block = (type: number, last: boolean, body: Buffer) => {
    const head = Buffer.alloc(4)
    head.writeUInt32BE(body.length)
    head[0] = type | (last ? 0x80 : 0)
    return Buffer.concat([head, body])
  }
  const int = (value: number) => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return bytes
  }
  const mime = Buffer.from(mimeType)
  const FRONT_COVER = 3
  const streamInfo = Buffer.from('1000100000000000000000ac4402f000000000'.padEnd(68, '0'), 'hex')
  const cover = [int(FRONT_COVER), int(mime.length), mime, int(0), int(1), int(1), int(24), int(0), int(picture.length)]
  return Buffer.concat([
    Buffer.from('fLaC'),
    block(0, false, streamInfo),
    block(6, true, Buffer.concat([...cover, Buffer.from(picture)])),
  ])
}
