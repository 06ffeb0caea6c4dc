import { crc32, deflateRawSync } from 'node:zlib'

/** A ZIP archive of some files (APPNOTE 6.3.10), deflated as exporters do it. */
export function zipOf(files: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, text] of Object.entries(files)) {
    const [path, bytes] = [Buffer.from(name), Buffer.from(text)]
    const packed = deflateRawSync(bytes)
    const described = Buffer.alloc(26)
    described.writeUInt16LE(20, 0) // version needed
    described.writeUInt16LE(0x0800, 2) // names are UTF-8
    described.writeUInt16LE(8, 4) // deflated
    described.writeUInt32LE(crc32(bytes), 10)
    described.writeUInt32LE(packed.length, 14)
    described.writeUInt32LE(bytes.length, 18)
    described.writeUInt16LE(path.length, 22)
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), described, path, packed])
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'), described, place, path]))
    parts.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(directory.length, 4)
  end.writeUInt16LE(directory.length, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...parts, central, Buffer.from('PK\u0005\u0006', 'latin1'), end])
}
