/** Made-up entries of exports, with every field that the services document. */

/** As the exporter of ListenBrainz writes a line. */
export const listenBrainz = (
  seconds: number,
  artist: string,
  title: string,
  more: object = {},
  mapping: object | null = null,
) => ({
  // prettier-ignore
  inserted_at: seconds + 0.52,
  listened_at: seconds,
  track_metadata: {
    track_name: title,
    artist_name: artist,
    mbid_mapping: mapping,
    release_name: null,
    recording_msid: '6e5a7c1e-7a3b-4a2f-9d62-0b6f6f0b8b11',
    additional_info: { submission_client: 'a player', ...more },
  },
})

/** In every entry of the extended export; nobody else may see them. */
export const PRIVATE = { ip_addr: '203.0.113.77', platform: 'Phone of somebody', conn_country: 'XK', user_agent_decrypted: 'secret agent', username: 'somebody-77' } // prettier-ignore

/** As Spotify's extended export has an element. */
export const extended = (ts: string, artist: string | null, title: string | null, changes: object = {}) => ({
  ...{ ts, ...PRIVATE, ms_played: 180_000 },
  ...{ master_metadata_track_name: title, master_metadata_album_artist_name: artist },
  ...{ master_metadata_album_album_name: 'First', spotify_track_uri: 'spotify:track:0000000000000000000001' },
  ...{ episode_name: null, episode_show_name: null, spotify_episode_uri: null, audiobook_title: null },
  ...{ audiobook_uri: null, audiobook_chapter_uri: null, audiobook_chapter_title: null },
  ...{ reason_start: 'trackdone', reason_end: 'trackdone', shuffle: false, skipped: false, offline: false },
  ...{ offline_timestamp: null, incognito_mode: false, ...changes },
})

/** As Spotify's account data has an element. */
export const account = (endTime: string, artistName: string, trackName: string, msPlayed = 180_000) => ({
  ...{ endTime, artistName, trackName, msPlayed },
})
