import { expect, it } from 'vitest'
import { jsonText } from '../../../../streams/app/output/json-text.ts'

it('writes bytes as base64, wherever they stand', () => {
  const bytes = Buffer.from([0, 255, 7])
  const part = new Uint8Array(bytes.buffer, bytes.byteOffset + 1, 1)
  expect(jsonText({ whole: bytes, list: [part], text: 'é', none: null })).toBe(
    '{"whole":"AP8H","list":["/w=="],"text":"é","none":null}',
  )
})
