import { expect, it } from 'vitest'
import { insightFold } from '../../../../processors/websocket-bridge/insights/figures.ts'
import { openSession, readFlow, readInsights, tailTopic } from '../../../../schemas/http.ts'
import { feedback, plays } from '../../../../schemas/topics.ts'
import { listenerId } from '../../../../schemas/generated.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { feedbackOf, HOUR_MS, playOf, START } from '../../../support/builders.ts'
import { startRig } from '../bridge-rig.ts'
import type { Rig } from '../bridge-rig.ts'

const ROUTES = [readInsights.path, readFlow.path, `${tailTopic.path}?topic=plays`]
/** As a proxy passes a request on that comes from elsewhere. */
const ELSEWHERE = { 'x-forwarded-for': '192.0.2.7' }

const statuses = (rig: Rig, headers: Record<string, string>) =>
  Promise.all(ROUTES.map(async (path) => (await rig.ask('GET', path, headers)).status))

it('answers this machine, and others only with the token', async () => {
  const rig = await startRig({ door: { metricsToken: 'secret' } })
  expect(await statuses(rig, {})).toStrictEqual([200, 200, 200])
  expect(await statuses(rig, ELSEWHERE)).toStrictEqual([401, 401, 401])
  expect(await statuses(rig, { ...ELSEWHERE, authorization: 'Bearer wrong' })).toStrictEqual([401, 401, 401])
  expect(await statuses(rig, { ...ELSEWHERE, authorization: 'Bearer secret' })).toStrictEqual([200, 200, 200])
  const refused = await rig.ask('GET', readInsights.path, ELSEWHERE)
  expect([refused.headers['www-authenticate'], refused.json()]).toMatchObject(['Bearer', { code: 'token-required' }])
})

it('tells a browser of this machine that it may see them, and no other', async () => {
  const rig = await startRig()
  const session = async (headers: Record<string, string>) =>
    (await rig.ask(openSession.method, openSession.path, { origin: rig.url, ...headers })).json()
  expect(await session({})).toMatchObject({ watches: true })
  expect(await session(ELSEWHERE)).not.toHaveProperty('watches')
})

it('waits for the bridge to be open', async () => {
  const rig = await startRig({ open: false })
  expect(await statuses(rig, {})).toStrictEqual([503, 503, 503])
})

it('counts what is in the topics, and then what comes', async () => {
  const rig = await startRig()
  const hour = (n: number, judged: number) => record(feedback, 'neighbours-5', feedbackOf({ windowStart: START + n * HOUR_MS, judged, score: 0.5, hits: judged }), START) // prettier-ignore
  rig.log.send([hour(0, 10), hour(1, 20)])
  const ask = async (query: string) => {
    const answer = await rig.ask('GET', `${readInsights.path}?${query}`)
    return answer.status === 200 ? readInsights.answer.parse(answer.json()) : answer.json()
  }
  expect(await ask('')).toMatchObject({ from: START, reading: false, records: 2, scores: { rows: [{ judged: 30 }] } })
  rig.log.send([hour(1, 25)])
  const second = `from=${START + HOUR_MS}&to=${START + HOUR_MS + 1}`
  expect(await ask(second)).toMatchObject({ to: START + 2 * HOUR_MS, scores: { rows: [{ judged: 25, score: 0.5 }] } })
  expect(await ask('from=2&to=1')).toMatchObject({ code: 'bad-query', detail: 'from: has to be before to' })
  expect(await ask('from=tomorrow')).toMatchObject({ code: 'bad-query' })
  expect(insightFold().between({}, START).scores.rows).toStrictEqual([])
})

it('shows the newest records of a topic, eight topics at a time', async () => {
  const rig = await startRig()
  const play = (track: string) => record(plays, listenerId('ann'), playOf('started', track), Date.now())
  rig.log.send([play('a')])
  const tail = async (topic: string, after = 0) => (await rig.ask('GET', `${tailTopic.path}?topic=${topic}&after=${after}`)).json() // prettier-ignore
  const { lines: first } = tailTopic.answer.parse(await tail('plays'))
  expect(first.map(({ key, text }) => [key, text.includes('"trackId":"a"')])).toStrictEqual([['ann', true]])
  rig.log.send([play('b')])
  const at = first[0]?.at ?? 0
  const { lines } = tailTopic.answer.parse(await tail('plays', at))
  expect(lines.map((line) => [line.at - at, line.text.includes('"trackId":"b"')])).toStrictEqual([[1, true]])
  expect(await tail('nothing')).toMatchObject({
    code: 'bad-query',
    detail: 'topic: there is none that is called nothing',
  })
  for (const topic of ['albums', 'artists', 'genres', 'works', 'queues', 'feedback', 'opinions'])
    expect(await tail(topic)).toStrictEqual({ lines: [] })
  expect(await tail('playlists')).toMatchObject({ code: 'too-busy' })
  expect(await tail('plays', at + 1)).toStrictEqual({ lines: [] })
})
