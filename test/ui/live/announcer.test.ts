import { expect, test } from 'vitest'
import type { Announcements } from '../../../ui/data/settings.ts'
import type { Said } from '../../../ui/live/announcer.ts'
import { Announcer } from '../../../ui/live/announcer.ts'

test.each<[Announcements, readonly Said[]]>([
  ['off', ['problem']],
  ['acts', ['problem', 'act']],
  ['all', ['problem', 'act', 'event']],
])('with the setting %s it says %s', (setting, expected) => {
  const announcer = new Announcer(() => setting)
  const heard: string[] = []
  announcer.subscribe(() => heard.push(announcer.words))
  for (const said of ['problem', 'act', 'event'] as const) announcer.say(said, said)
  announcer.say('', 'problem')
  expect(heard).toEqual(expected)
})
