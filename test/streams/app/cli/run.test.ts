import { expect, it } from 'vitest'
import { run } from '../../../../streams/app/cli/run.ts'
import { parseConfig } from '../../../../streams/app/config.ts'

it('rejects an unknown processor, and names the known ones', async () => {
  await expect(run('recomend', parseConfig({}))).rejects.toThrow(
    'There is no processor "recomend". There are: scan-library, extract-features, train-index, index-tracks, group-tracks, recommend, recommend-shadow-1, recommend-shadow-2, keep-opinions, monitor-feedback, mongo-sink, websocket-bridge.',
  )
})
