import { seededRandom, fnv1a } from '../../../processors/shared/random.ts'
import { render } from './render.ts'
import type { Song } from './song.ts'
import type { Random } from '../../../processors/shared/random.ts'
import type { Stereo } from './sound.ts'
import { ambient } from './styles/ambient.ts'
import { chiptune } from './styles/chiptune.ts'
import { drumAndBass } from './styles/drum-and-bass.ts'
import { house } from './styles/house.ts'
import { jazz } from './styles/jazz.ts'
import { loFi } from './styles/lo-fi.ts'
import { orchestra } from './styles/orchestra.ts'
import { waltz } from './styles/waltz.ts'

/** One track of the demo library: what it is called and how it is made. */
export interface DemoTrack {
  /** Below the library folder, with forward slashes. */
  readonly path: string
  readonly title: string
  readonly artist: string
  readonly album: string
  readonly genre: string
  readonly year: number
  readonly trackNumber: number
  readonly style: Style
  /** Which of the style's sounds the artist has. */
  readonly flavour: number
}

const COMPOSERS = { ambient, house, chiptune, waltz, jazz, orchestra, drumAndBass, loFi } as const satisfies Record<
  string,
  (random: Random, flavour: number) => Song
>
export type Style = keyof typeof COMPOSERS

interface Album {
  readonly style: Style
  readonly genre: string
  readonly artist: string
  readonly album: string
  readonly year: number
  readonly titles: readonly string[]
}

/** Two albums for each style, one after the other: the first has flavour 0. All names are invented. */
const ALBUMS: readonly Album[] = [
  ...[
    album(
      'ambient',
      'Ambient',
      'Halvard Mist',
      'Slow Weather',
      2019,
      'Lake at Four',
      'The Fog Signal',
      'Nothing Moves',
    ),
    album('ambient', 'Ambient', 'Orla Vane', 'Glass Hours', 2022, 'Frost on Wire', 'Unlit Rooms', 'Paper Moons'),
    album('house', 'House', 'Marlo Quint', 'Night Bus Sessions', 2020, 'Last Stop Open', 'Platform Nine', 'Warm Brick'),
    album('house', 'Techno', 'Kessel 9', 'Machine Room', 2021, 'Coolant', 'Relay Drift', 'Ninety Hertz'),
    album('chiptune', 'Chiptune', 'Bit Sparrow', 'Continue?', 2018, 'Cloud Level', 'Coin Trick', 'Pocket Hero'),
    album(
      'chiptune',
      'Chiptune',
      'Grid Runner Ada',
      'Lava Temple',
      2023,
      'Boss at the Bridge',
      'Falling Blocks',
      'Save Point',
    ),
  ],
  ...[
    album(
      'waltz',
      'Folk',
      'The Alder Brothers',
      'Barn Lanterns',
      2016,
      "Miller's Gate",
      'Three Miles Home',
      'The Tin Kettle',
    ),
    album(
      'waltz',
      'Folk',
      'Saoirse Penn',
      'Winter Loom',
      2021,
      'Grey Wool',
      'Letter from the Coast',
      'A Candle, Turning',
    ),
    album('jazz', 'Jazz', 'Dexter Lowell Trio', 'Corner Table', 2017, 'Second Set', 'Blue Awning', 'Rye, No Ice'),
    album(
      'jazz',
      'Jazz',
      'Nina Corvo Quartet',
      'Late Edition',
      2020,
      'Ink on My Fingers',
      'Rain Delay',
      'The Long Taxi',
    ),
    album(
      'orchestra',
      'Classical',
      'Vesna Philharmonic',
      'Landscapes',
      2015,
      'The Salt Road',
      'Two Rivers',
      'Procession',
    ),
    album(
      'orchestra',
      'Choral',
      'Choir of St Elm',
      'Evensong',
      2019,
      'Lux Minima',
      'Stone and Feather',
      'The Ninth Bell',
    ),
  ],
  ...[
    album('drumAndBass', 'Drum and Bass', 'Vector Tide', 'Undertow', 2021, 'Rip Current', 'Clear Water', 'Lifeline'),
    album(
      'drumAndBass',
      'Drum and Bass',
      'Null Harbour',
      'Freight',
      2022,
      'Container Stack',
      'Black Ice Lane',
      'Sodium Light',
    ),
    album('loFi', 'Lo-Fi', 'Tea for Owls', 'Study Break', 2020, 'Half Past Rain', 'Window Seat', 'Library Card'),
    album(
      'loFi',
      'Lo-Fi',
      'Mono Kiyoshi',
      'Dust Jacket',
      2023,
      'Old Neighbour',
      'Sunday, Unplanned',
      'Page Ninety-One',
    ),
  ],
]

/** Changes with every change to how the tracks sound, so that a library made before is made anew. */
export const DEMO_VERSION = 2

export const demoTracks: readonly DemoTrack[] = ALBUMS.flatMap(({ titles, ...shared }, index) =>
  titles.map((title, track) => ({
    ...shared,
    path: `${shared.artist}/${shared.album.replace('?', '')}/0${track + 1} ${title}.flac`,
    title,
    trackNumber: track + 1,
    flavour: index % 2,
  })),
)

/** The music of a track: always the same. */
export function play(track: DemoTrack): Stereo {
  const source = seededRandom(fnv1a(`${track.artist}/${track.title}`))
  return render(COMPOSERS[track.style](source.fork('score'), track.flavour), source.fork('performance'))
}

function album(
  style: Style,
  genre: string,
  artist: string,
  name: string,
  year: number,
  ...titles: readonly string[]
): Album {
  return { style, genre, artist, album: name, year, titles }
}
