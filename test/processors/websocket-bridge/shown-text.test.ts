import { expect, it } from 'vitest'
import { shownFolder, shownMessage, shownPath } from '../../../processors/websocket-bridge/shown-text.ts'

const HOSTILE = '\u001b]52;c;aGk=\u0007a\nb\u202e3pm.exe\u0000\u009b1m.mp3'
const OBEYED = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u

it('shows a file name without what a terminal or page would obey, and nothing is lost of it', () => {
  expect(HOSTILE).toMatch(OBEYED)
  expect(shownPath(HOSTILE)).not.toMatch(OBEYED)
  expect(JSON.parse(`"${shownPath(HOSTILE)}"`)).toBe(HOSTILE)
  expect(shownPath('Ä/ 日本 – ♥.mp3')).toBe('Ä/ 日本 – ♥.mp3')
})

it.each([
  ['/mnt/usb', 'usb'],
  ['/mnt/usb/', 'usb'],
  ['C:\\Music', 'Music'],
  ['/', 'the root folder'],
  ['/mnt/\u001b[2J', '\\u001b[2J'],
])('names the folder %j by its last part', (library, name) => {
  expect(shownFolder(library)).toBe(name)
})

it.each([
  ['"x/a.mp3" is not in /srv/secret any more.', '/srv/secret', '"x/a.mp3" is not in its library folder any more.'],
  ["ENOENT: open '/srv/secret/x/a.mp3'", '/srv/secret/', "ENOENT: open 'x/a.mp3'"],
  ['It has /no/ folder.', '/', 'It has /no/ folder.'],
])('takes the folder of the machine out of %j', (message, library, shown) => {
  expect(shownMessage(message, library)).toBe(shown)
})
