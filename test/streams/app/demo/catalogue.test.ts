import { describe, expect, it } from 'vitest'
import { demoTracks } from '../../../../streams/app/demo/catalogue.ts'
import type { DemoTrack } from '../../../../streams/app/demo/catalogue.ts'

describe('the demo library', () => {
  it('has at least forty tracks in eight styles, two artists each, under names that differ', () => {
    const distinct = (of: (track: DemoTrack) => string) => new Set(demoTracks.map(of)).size
    expect({
      tracks: demoTracks.length,
      paths: distinct(({ path }) => path.toLowerCase()),
      titles: distinct(({ title }) => title),
      styles: distinct(({ style }) => style),
      artists: distinct(({ artist }) => artist),
      sounds: distinct(({ style, flavour }) => `${style} ${flavour}`),
    }).toStrictEqual({ tracks: 48, paths: 48, titles: 48, styles: 8, artists: 16, sounds: 16 })
  })

  it('uses file names that every file system takes', () => {
    expect(demoTracks.filter(({ path }) => !/^[\w ,.'-]+(\/[\w ,.'-]+){2}$/.test(path))).toStrictEqual([])
  })
})
