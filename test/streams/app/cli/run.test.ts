import { describe, expect, it } from 'vitest'
import { run, runners } from '../../../../streams/app/cli/run.ts'
import { parseConfig } from '../../../../streams/app/config.ts'
import { topology } from '../../../../streams/app/topology.ts'

describe('running a processor', () => {
  it('is known for each processor of the topology, and for no other', () => {
    expect(Object.keys(runners)).toStrictEqual(topology.map((stage) => stage.name))
  })

  it('refuses a name that is none, and says which there are', async () => {
    await expect(run('recomend', parseConfig({}))).rejects.toThrow(
      'There is no processor "recomend". There are: scan-library, extract-features, train-index, index-tracks, recommend, recommend-shadow-1, recommend-shadow-2, monitor-feedback, mongo-sink, websocket-bridge.',
    )
  })
})
