import { expect, it } from 'vitest'
import { neighbours } from '../../../../processors/recommend/rank.ts'
import { recommendWith } from '../../../../processors/recommend/recommend.ts'
import type { Recommendation } from '../../../../schemas/generated.ts'
import { recommendations } from '../../../../schemas/topics.ts'
import { printWhy } from '../../../../streams/app/trace/why.ts'
import { temporaryFolders } from '../../../support/temporary.ts'
import { nthPlay, portOf, recordedLog } from '../replay/recorded-log.ts'

const newFolder = temporaryFolders('why')

it('prints a list with its model, its cause, its reasons, and what became of each item', async () => {
  const memory = await recordedLog(newFolder(), 4)
  const made = (await memory.read(recommendations)).find(({ value }) => value?.causedBy.playId === 'play-0')?.value
  if (made == null) throw new Error('There is a list.')
  const [item, , , fourth] = made.items
  if (item === undefined || fourth === undefined) throw new Error('The list is long.')
  const taken = { recommendationId: made.recommendationId, via: 'recommended', trackId: item.trackId } as const
  await memory.write(nthPlay(8, taken), nthPlay(12, { ...taken, event: 'finished', trackId: fourth.trackId }))
  await memory.runToEnd(recommendWith(neighbours))
  await memory.write(nthPlay(16, { ...taken, event: 'liked' })) // not answered yet
  const { port, printed } = portOf(memory)
  expect(await printWhy(port, made.recommendationId)).toBe(0)
  const why = JSON.parse(printed()) as Recommendation & { items: { became: unknown[]; title: string }[] }
  expect(why).toMatchObject({ model: 'neighbours-5', shown: true, indexVersion: made.indexVersion, causedBy: { playId: 'play-0', play: { playId: 'play-0', event: 'started' } } }) // prettier-ignore
  expect(why.items.map(({ reason }) => reason)).toStrictEqual(made.items.map(({ reason }) => reason))
  expect(why.items[0]).toMatchObject({
    title: item.trackId,
    became: [
      { event: 'started', playId: 'play-8', isConfirmed: true },
      { event: 'liked', playId: 'play-16', isConfirmed: false },
    ],
  })
  expect(why.items[3]?.became).toMatchObject([{ event: 'finished', playId: 'play-12', isConfirmed: true }])
  expect(why.items[1]?.became).toStrictEqual([])
})

it('says that an id is none, that its play is not there, and that the list is not', async () => {
  const memory = await recordedLog(newFolder(), 1)
  const { port, err } = portOf(memory)
  await expect(printWhy(port, 'neighbours-5')).rejects.toThrow('no id of a recommendation')
  const { causedBy } = (await memory.read(recommendations))[0]?.value ?? {}
  const codes = [
    await printWhy(port, 'neighbours-5:plays/99/0'),
    await printWhy(port, `popular-1:plays/${causedBy?.partition}/${causedBy?.offset}`),
  ]
  expect([codes, err.length]).toStrictEqual([[3, 3], 2])
})
