/**
 * What bounds each map, set and list of the program that outlives a call. `test/bounds.test.ts` finds them in the source, and
 * fails for one that is not here. A bound that something outside can reach has a test that reaches it.
 */
export interface Bound {
  /** What an entry stands for. */
  readonly key: string
  readonly bound: string
  /** The test that reaches the bound; absent where it is a number of things that the program itself has. */
  readonly test?: string
}

const LIBRARY = 'the tracks of the library; removed with its reference'
const ENTITIES = 'those of the library; removed with their record'
const CALL = 'lives as long as one call'
const TOPOLOGY = 'the topics, partitions and processors of the program'

const inFile = (path: string, bounds: Readonly<Record<string, readonly [key: string, bound: string, test?: string]>>) =>
  Object.entries(bounds).map(([name, [key, bound, test]]): readonly [string, Bound] => [
    `${path}#${name}`,
    test === undefined ? { key, bound } : { key, bound, test: `test/${test}` },
  ])

export const BOUNDS: Readonly<Record<string, Bound>> = Object.fromEntries([
  // ------------------------------------------------------------------------------------------------------ processors
  ...inFile('processors/extract-features/analysed-tracks.ts', {
    analyses: ['track', LIBRARY, 'processors/extract-features/extract-features.test.ts'],
    goneAt: ['removed track', '100,000 removals; removed with the features', 'processors/extract-features/extract-features.test.ts'], // prettier-ignore
  }),
  ...inFile('streams/engine/sandbox/bundle.ts', {
    bundles: ['program of a child', 'the programs of children'],
  }),
  ...inFile('processors/extract-features/edge/decoders.ts', {
    loaded: ['codec', 'the codecs'],
    pieces: ['piece of a file', CALL],
  }),
  ...inFile('processors/extract-features/edge/library-watch.ts', {
    away: ['library folder', 'the library folders of the settings'],
    awaySince: ['library folder', 'the library folders of the settings'],
    devices: ['library folder', 'the library folders of the settings'],
    looking: ['library folder', 'the library folders of the settings'],
    sawFileAt: ['library folder', 'the library folders of the settings'],
  }),
  ...inFile('processors/extract-features/edge/single-flight.ts', {
    asked: ['library folder', 'the library folders of the settings, and those of references whose answer is awaited'],
  }),
  ...inFile('processors/shared/ffmpeg/mp4-source.ts', { parts: ['part of a file', CALL] }),
  ...inFile('streams/engine/sandbox/child-pool.ts', {
    '#children': ['child', 'the size of the pool', 'streams/engine/sandbox/child-pool.test.ts'],
    '#idle': ['child', 'the size of the pool', 'streams/engine/sandbox/child-pool.test.ts'],
    '#pending': ['request', 'the records of the batches in hand', 'streams/engine/sandbox/child-pool.test.ts'],
  }),
  ...inFile('streams/engine/sandbox/slots.ts', {
    '#waiting': ['request', 'the records of the batches in hand', 'streams/engine/sandbox/slots.test.ts'],
  }),
  ...inFile('processors/monitor-feedback/catalogue-tracks.ts', {
    create: ['track', LIBRARY, 'processors/monitor-feedback/monitor-feedback.test.ts'],
  }),
  ...inFile('processors/recommend/arrivals.ts', {
    byDay: [
      'day',
      '40 of each day on which tracks of the library were analysed',
      'processors/recommend/arrivals.test.ts',
    ],
  }),
  ...inFile('processors/recommend/diversify.ts', {
    counts: ['artist or album', CALL],
    discounts: ['candidate', CALL],
  }),
  ...inFile('processors/recommend/item-metadata.ts', {
    absent: ['track', LIBRARY, 'processors/recommend/item-metadata.test.ts'],
    analyses: ['track', LIBRARY, 'processors/recommend/item-metadata.test.ts'],
    metadata: ['track', LIBRARY, 'processors/recommend/item-metadata.test.ts'],
    byArtist: [
      'artist',
      'the artists of the library; empty ones are removed',
      'processors/recommend/item-metadata.test.ts',
    ],
    genres: ['genre', '20 for each track; empty ones are removed', 'processors/recommend/item-metadata.test.ts'],
  }),
  ...inFile('processors/recommend/nevers.ts', { ofArtists: ['artist', CALL] }),
  ...inFile('processors/recommend/neighbour-cache.ts', {
    neighbours: ['track', '50,000 tracks', 'processors/recommend/neighbour-cache.test.ts'],
  }),
  ...inFile('processors/group-tracks/folder-index.ts', {
    changed: ['folder', 'the folders of one batch'],
    folders: [
      'folder',
      'the folders of the library; empty ones are removed',
      'processors/group-tracks/properties.test.ts',
    ],
    slots: ['track', LIBRARY, 'processors/group-tracks/properties.test.ts'],
    titles: [
      'title of an album',
      'the titles in a folder; removed with their last track',
      'processors/group-tracks/properties.test.ts',
    ],
  }),
  ...inFile('processors/group-tracks/identities.ts', {
    knowns: [
      'external id',
      'the ids that tracks have; removed with the last of them',
      'processors/group-tracks/properties.test.ts',
    ],
    names: [
      'name',
      'the names that tracks have; removed with the last of them',
      'processors/group-tracks/properties.test.ts',
    ],
    slots: ['track', LIBRARY, 'processors/group-tracks/properties.test.ts'],
  }),
  ...inFile('processors/group-tracks/genre-tallies.ts', {
    albums: ['album', 'the albums of a genre', 'processors/group-tracks/properties.test.ts'],
    artists: ['artist', 'the artists of a genre', 'processors/group-tracks/properties.test.ts'],
    counted: ['track', LIBRARY, 'processors/group-tracks/properties.test.ts'],
    spellings: [
      'spelling',
      'the spellings of a genre; removed with their last track',
      'processors/group-tracks/properties.test.ts',
    ],
    tallies: [
      'genre',
      'the genres of the library; removed with their last track',
      'processors/group-tracks/properties.test.ts',
    ],
  }),
  ...inFile('processors/group-tracks/kind.ts', {
    fingerprints: ['album, artist, genre or work', LIBRARY, 'processors/group-tracks/properties.test.ts'],
    formers: ['album, artist, genre or work', '20 former ids of each', 'processors/group-tracks/merged.test.ts'],
    left: ['album or artist', 'the tracks of one batch'],
    touched: ['album, artist, genre or work', 'those that a batch touches'],
    byFormer: ['former id', '20 of each album, artist, genre or work', 'processors/group-tracks/merged.test.ts'],
  }),
  ...inFile('processors/group-tracks/links.ts', {
    backward: [
      'artist',
      'the artists of the library; removed with their last album',
      'processors/group-tracks/properties.test.ts',
    ],
    forward: [
      'album',
      'the albums of the library; removed with their last track',
      'processors/group-tracks/properties.test.ts',
    ],
  }),
  ...inFile('processors/group-tracks/memberships.ts', {
    moved: ['track', 'those that a batch touches'],
    touched: ['track', 'those that a batch touches'],
  }),
  ...inFile('processors/group-tracks/merged.ts', { found: ['name', CALL] }),
  ...inFile('processors/group-tracks/track-store.ts', {
    byKey: ['what several tracks have in common', LIBRARY, 'processors/group-tracks/properties.test.ts'],
    tracks: ['track', LIBRARY, 'processors/group-tracks/properties.test.ts'],
  }),
  ...inFile('processors/shared/entities/aliases.ts', {
    byId: ['album, artist, genre or work', LIBRARY, 'processors/shared/entities/aliases.test.ts'],
    owners: ['alias', '50 of each album, artist, genre or work', 'processors/shared/entities/aliases.test.ts'],
  }),
  ...inFile('processors/scan-library/edge.ts', { rereads: ['changed file', 'the files of the library; one scan'] }),
  ...inFile('processors/scan-library/cue-layout.ts', { laid: ['file', CALL] }),
  ...inFile('processors/scan-library/cue-sheet.ts', {
    remarks: ['remark', '50 of a sheet or track, of which there are 99', 'processors/scan-library/cue-sheet.test.ts'],
  }),
  ...inFile('processors/scan-library/edge/cue-sheets.ts', {
    read: ['cue sheet', 'the sheets of the library; one scan'],
    readBefore: ['cue sheet', 'the sheets of the library; one scan'],
    unreadable: ['folder', CALL],
  }),
  ...inFile('processors/scan-library/edge/device.ts', {
    devices: ['library folder', 'the library folders of the settings'],
    mounted: ['library folder', 'the library folders that were ever mounted'],
  }),
  ...inFile('processors/scan-library/edge/find-files.ts', { reached: ['folder', 'the cue sheets of a library folder; one scan'] }), // prettier-ignore
  ...inFile('processors/scan-library/edge/fma-library.ts', {
    details: ['track of the data set', 'the files of the data set'],
    wanted: ['track of the data set', 'the files of the data set'],
  }),
  ...inFile('processors/scan-library/edge/playlist-files.ts', {
    told: ['playlist file', 'the playlist files of the library; one scan'],
    toldBefore: ['playlist file', 'those of the library that cannot be read; one scan'],
  }),
  ...inFile('processors/scan-library/edge/folder-pictures.ts', { answers: ['picture', '100,000 pictures'] }),
  ...inFile('processors/scan-library/edge/problem-log.ts', {
    awayBefore: ['library folder', 'the library folders of the settings'],
    awayNow: ['library folder', 'the library folders of the settings'],
    problems: ['file', 'the files of the library; one scan'],
  }),
  ...inFile('processors/scan-library/edge/scanner.ts', {
    sheetProblems: ['cue sheet', 'the sheets of the library that are of no use; one scan'],
    batch: ['reference', 'records of one batch'],
    byFolder: ['library folder', 'the library folders of the settings'],
    changed: ['file', 'the files of the library; until the next scan'],
    ofOthers: ['file', 'the files that other scanners wrote; one scan'],
  }),
  ...inFile('processors/scan-library/edge/stability.ts', {
    seen: ['file', 'the files of the library; one scan', 'processors/scan-library/edge/stability.test.ts'],
    seenBefore: ['file', 'the files of the library; one scan', 'processors/scan-library/edge/stability.test.ts'],
  }),
  ...inFile('processors/scan-library/edge/topic-content.ts', {
    unread: ['track', 'the records that were sent and not read yet'],
  }),
  ...inFile('processors/scan-library/retries.ts', {
    before: ['track', 'the tracks that could not be analysed; one scan', 'processors/scan-library/retries.test.ts'],
    now: ['track', 'the tracks that could not be analysed; one scan', 'processors/scan-library/retries.test.ts'],
  }),
  ...inFile('processors/scan-library/edge/walk.ts', {
    picturesIn: ['folder', 'the folders of the library; one walk'],
    real: ['folder', 'the folders of the library; one walk'],
  }),
  ...inFile('processors/scan-library/edge/without-video.ts', { answers: ['video', '100,000 files'] }),
  ...inFile('processors/scan-library/edge/watch.ts', { watches: ['folder', 'the folders of the library'] }),
  ...inFile('processors/scan-library/reconcile.ts', {
    visited: ['track', 'the tracks of the library; one scan'],
    standing: ['sound', 'the tracks of the library; one scan'],
    merged: ['track', 'the tracks of an earlier version; one scan'],
  }),
  ...inFile('processors/shared/aliases/track-aliases.ts', {
    create: [
      'old track id',
      'the tracks that versions knew which told tracks apart by their whole files, and parts that cue sheets cut otherwise',
    ],
  }),
  ...inFile('processors/scan-library/scan-library.ts', { create: ['track', LIBRARY] }),
  ...inFile('processors/shared/co-listening/table.ts', {
    histories: ['listener', '20,000 listeners of 100 steps of 8 plays, 512 play ids and 20 retracted sessions', 'processors/shared/co-listening/table.test.ts'], // prettier-ignore
  }),
  ...inFile('processors/shared/features/kernel-check.ts', { frames: ['frame', CALL] }),
  ...inFile('processors/shared/features/loudness.ts', {
    states: ['pair of channels', 'the channels of a file'],
    weights: ['channel', 'the channels of a file'],
  }),
  ...inFile('processors/shared/features/meyda-kernel.ts', { filters: ['band', 'the bands of a spectrum'] }),
  ...inFile('processors/shared/features/tempogram.ts', { early: ['frame', 'the frames of one window'] }),
  ...inFile('processors/shared/similarity/assignments.ts', {
    stagedSlots: ['slot', LIBRARY, 'processors/shared/similarity/assignments.test.ts'],
  }),
  ...inFile('processors/shared/similarity/cell-order.ts', { sorted: ['cell', 'the cells of the index'] }),
  ...inFile('processors/shared/similarity/feature-vectors.ts', {
    byVersion: ['extractor version', 'the versions by which tracks of the library were analysed', 'processors/shared/similarity/feature-vectors.test.ts'], // prettier-ignore
  }),
  ...inFile('processors/shared/similarity/index-state.ts', { centroids: ['cell', 'the cells of the index'] }),
  ...inFile('processors/shared/similarity/slots.ts', {
    byId: ['track', LIBRARY, 'processors/shared/similarity/slots.test.ts'],
    ids: ['slot', 'the most tracks that the library had', 'processors/shared/similarity/slots.test.ts'],
    free: ['slot', 'the most tracks that the library had', 'processors/shared/similarity/slots.test.ts'],
  }),
  ...inFile('processors/websocket-bridge/edge/session.ts', {
    forgotten: ['forgotten listener', 'those that were forgotten by hand'],
  }),
  ...inFile('processors/websocket-bridge/login-attempts.ts', {
    byName: [
      'address that gave a wrong password',
      '10,000 addresses',
      'processors/websocket-bridge/login-attempts.test.ts',
    ],
  }),
  ...inFile('processors/websocket-bridge/catalogue.ts', {
    aliases: ['old track id', 'the tracks that versions knew which told tracks apart by their whole files'],
    entries: ['track', LIBRARY, 'processors/websocket-bridge/catalogue.test.ts'],
    absent: ['track', LIBRARY, 'processors/websocket-bridge/catalogue.test.ts'],
    sounds: ['track', LIBRARY, 'processors/websocket-bridge/catalogue.test.ts'],
    problems: ['track that could not be analysed', LIBRARY, 'processors/websocket-bridge/catalogue.test.ts'],
  }),
  ...inFile('processors/websocket-bridge/change-log.ts', {
    track: ['track', '100 changes', 'processors/websocket-bridge/library-changes.test.ts'],
    album: ['album', '100 changes', 'processors/websocket-bridge/library-changes.test.ts'],
    artist: ['artist', '100 changes', 'processors/websocket-bridge/library-changes.test.ts'],
  }),
  ...inFile('processors/shared/playlists/library-playlists.ts', {
    create: ['playlist file', '200,000 entries in all', 'processors/scan-library/edge/playlist-files.test.ts'],
  }),
  ...inFile('processors/shared/playlists/m3u.ts', { above: ['folder in a path', CALL] }),
  ...inFile('processors/websocket-bridge/search/one-edit.ts', { found: ['range of words', CALL] }),
  ...inFile('processors/websocket-bridge/search/text-index.ts', {
    texts: ['track', LIBRARY, 'processors/websocket-bridge/search/text-index.test.ts'],
  }),
  ...inFile('processors/websocket-bridge/search/vocabulary.ts', {
    byWord: ['word', 'the words of the texts', 'processors/websocket-bridge/search/vocabulary.test.ts'],
    byKey: ['name', 'the names of the tracks', 'processors/websocket-bridge/search/vocabulary.test.ts'],
  }),
  ...inFile('processors/websocket-bridge/similar.ts', { left: ['track', CALL] }),
  ...inFile('processors/websocket-bridge/shelf.ts', {
    bySlot: ['album, artist, genre or work', ENTITIES],
    freeSlots: ['album, artist, genre or work', ENTITIES],
    slots: ['album, artist, genre or work', ENTITIES],
    placed: ['album, artist, genre or work', ENTITIES],
  }),
  ...inFile('processors/websocket-bridge/track-list.ts', {
    sorted: ['track', LIBRARY, 'processors/websocket-bridge/track-list.test.ts'],
    added: ['track', '1,000 changes', 'processors/websocket-bridge/track-list.test.ts'],
    gone: ['track', '1,000 changes', 'processors/websocket-bridge/track-list.test.ts'],
  }),
  ...inFile('processors/websocket-bridge/client-limits.ts', {
    current: ['address', '10,000 addresses', 'processors/websocket-bridge/client-limits.test.ts'],
    previous: ['address', '10,000 addresses', 'processors/websocket-bridge/client-limits.test.ts'],
    buckets: ['listener or address', '10,000 budgets', 'processors/websocket-bridge/client-limits.test.ts'],
    taken: ['address', 'the open sockets and streams', 'processors/websocket-bridge/client-limits.test.ts'],
  }),
  ...inFile('processors/websocket-bridge/edge/feedback.ts', {
    kept: ['model', '16 models of 24 windows', 'processors/websocket-bridge/feedback.test.ts'],
  }),
  ...inFile('processors/websocket-bridge/queue.ts', { dropped: ['entry', CALL] }),
  ...inFile('processors/websocket-bridge/edge/kafka-endpoints.ts', {
    newest: ['listener', '10,000 listeners', 'processors/websocket-bridge/live.test.ts'],
    sittings: ['listener', '10,000 listeners of 20 sittings', 'processors/websocket-bridge/sittings.test.ts'],
  }),
  ...inFile('processors/websocket-bridge/edge/topic-tails.ts', {
    open: ['topic', 'eight topics of 50 lines', 'processors/websocket-bridge/edge/insight-routes.test.ts'],
  }),
  ...inFile('processors/websocket-bridge/insights/figures.ts', {
    models: ['model', '16 models', 'processors/websocket-bridge/insights/figures.test.ts'],
    letterKinds: ['code and processor', '200 pairs', 'processors/websocket-bridge/insights/figures.test.ts'],
    versions: ['version of the index', '200 versions', 'processors/websocket-bridge/insights/figures.test.ts'],
  }),
  ...inFile('processors/websocket-bridge/insights/flow.ts', {
    measured: ['instance of a processor', '64 instances', 'processors/websocket-bridge/insights/flow.test.ts'],
  }),
  ...inFile('processors/websocket-bridge/insights/hours.ts', {
    kept: ['hour', '8,784 hours: a year', 'processors/websocket-bridge/insights/hours.test.ts'],
  }),
  ...inFile('processors/websocket-bridge/insights/offered-ranks.ts', {
    held: ['listener', '2,000 listeners of 20 lists', 'processors/websocket-bridge/insights/offered-ranks.test.ts'],
    counted: ['play', '3 outcomes of each of the 20 items of a list', 'processors/websocket-bridge/insights/offered-ranks.test.ts'], // prettier-ignore
  }),
  ...inFile('processors/websocket-bridge/insights/tail-lines.ts', {
    lines: ['record', '50 records', 'processors/websocket-bridge/insights/tail-lines.test.ts'],
  }),
  ...inFile('processors/websocket-bridge/edge/live-socket.ts', {
    following: ['what a player may follow', 'library and feedback'],
  }),
  ...inFile('processors/websocket-bridge/edge/live.ts', {
    byListener: ['listener', 'the open sockets', 'processors/websocket-bridge/live.test.ts'],
    sockets: ['socket', 'the open sockets', 'processors/websocket-bridge/live.test.ts'],
  }),
  ...inFile('processors/websocket-bridge/edge/lists.ts', {
    turns: ['listener', 'the requests under way'],
    next: ['partition', TOPOLOGY],
    waiting: ['record', 'the requests under way; 10 s each'],
  }),
  ...inFile('processors/websocket-bridge/edge/packed-table.ts', {
    packed: ['listener', 'the listeners that have lists; 600 playlists of 10,000 entries and a queue of 5,200 each', 'processors/websocket-bridge/edge/lists.test.ts'], // prettier-ignore
    used: ['listener', '200 listeners', 'processors/websocket-bridge/edge/lists.test.ts'],
  }),
  ...inFile('processors/websocket-bridge/edge/metrics.ts', {
    newest: ['model', '16 models', 'processors/websocket-bridge/known-models.test.ts'],
  }),
  ...inFile('processors/websocket-bridge/edge/outbox.ts', { newest: ['type of message', 'the types of messages'] }),
  ...inFile('processors/websocket-bridge/edge/transcoder.ts', {
    running: ['file', 'two at once', 'processors/websocket-bridge/edge/transcoder.test.ts'],
  }),
  ...inFile('processors/websocket-bridge/edge/disk-cache.ts', {
    kept: ['file', 'the bytes of the settings', 'processors/websocket-bridge/edge/disk-cache.test.ts'],
  }),
  ...inFile('processors/websocket-bridge/edge/pictures.ts', {
    failed: ['picture', '10,000 pictures'],
    making: ['picture', '100 pictures', 'processors/websocket-bridge/edge/pictures.test.ts'],
  }),
  ...inFile('processors/websocket-bridge/edge/play-queue.ts', {
    waiting: ['play', '10,000 plays, 400 of a listener', 'processors/websocket-bridge/edge/play-writer.test.ts'],
    waitingOf: ['listener', 'the plays that wait', 'processors/websocket-bridge/edge/play-writer.test.ts'],
  }),
  ...inFile('processors/websocket-bridge/edge/play-writer.ts', { remembered: ['play', '50,000 plays'] }),
  ...inFile('processors/websocket-bridge/edge/processor-metrics.ts', { newest: ['instance of a processor', '64 instances'] }), // prettier-ignore
  ...inFile('processors/websocket-bridge/edge/served-origins.ts', {
    player: ['origin', 'the names and addresses of this machine and the settings'],
    probes: ['origin', 'the names and addresses of this machine and the settings'],
  }),
  ...inFile('processors/websocket-bridge/known-models.ts', {
    names: ['model', '16 models', 'processors/websocket-bridge/known-models.test.ts'],
  }),
  ...inFile('processors/websocket-bridge/play-order.ts', {
    awaited: ['listener', '10,000 listeners', 'processors/websocket-bridge/edge/play-writer.test.ts'],
  }),
  // ------------------------------------------------------------------------------------------------- the application
  ...inFile('streams/app/replay/diff.ts', {
    differences: ['kind of difference', 'the kinds'],
    held: ['listener', CALL],
  }),
  ...inFile('streams/app/replay/model-replay.ts', { tasks: ['partition', TOPOLOGY] }),
  ...inFile('streams/app/replay/recorded-lists.ts', {
    byPlay: ['play', `the lists in the log; ${CALL}`],
    models: ['model', `the lists in the log; ${CALL}`],
  }),
  ...inFile('streams/app/replay/state.ts', { found: ['old track id', CALL], nodes: ['model', CALL] }),
  ...inFile('streams/app/replay/target.ts', {
    strangers: ['record', CALL],
    waiting: ['record', 'a batch, of 1,000 records'],
  }),
  ...inFile('streams/app/trace/scan.ts', {
    found: ['record', 'what one play caused, or one list'],
    failures: ['error', 'the first one ends the reading'],
  }),
  ...inFile('streams/app/trace/why.ts', { names: ['track', 'the items of one list'] }),
  ...inFile('streams/app/trace/trace.ts', { origins: ['record of a play id', CALL] }),
  ...inFile('streams/app/build/build-program.ts', { inputs: ['source', 'the sources of the program; one build'] }),
  ...inFile('streams/app/cli/run.ts', { failures: ['error', 'the processors of the program'] }),
  ...inFile('streams/app/run/analysis-failures.ts', { failures: ['track', LIBRARY] }),
  ...inFile('streams/app/export/export-topic.ts', {
    schemaIds: ['schema', 'the schemas in the registry; one export'],
    schemas: ['schema', 'the schemas in the registry; one export'],
  }),
  ...inFile('streams/app/export/query-output.ts', {
    names: ['column', 'the columns of one query'],
    waiting: ['row', '1,000 and one chunk of the result, then they are printed'],
  }),
  ...inFile('streams/app/records/latest-by-key.ts', {
    newest: ['key', '500,000 of one partition, then the command ends', 'streams/app/records/latest-by-key.test.ts'],
  }),
  ...inFile('streams/app/records/line-encoder.ts', { known: ['schema', 'the schemas in the registry'] }),
  ...inFile('streams/app/export/direct-cells.ts', {
    known: ['schema', '1,000, then all are asked for again', 'streams/app/export/direct-cells.test.ts'],
  }),
  ...inFile('streams/app/records/line-values.ts', {
    known: ['schema', '1,000, then all are asked for again', 'streams/app/records/line-values.test.ts'],
  }),
  ...inFile('streams/app/records/read-range.ts', {
    offsets: ['record', 'twice the records that were asked for; lives as long as one call'],
  }),
  ...inFile('streams/app/forget/data-files.ts', { found: ['file', CALL] }),
  ...inFile('streams/app/forget/mentions.ts', {
    ends: ['partition', TOPOLOGY],
    live: ['key that mentions the listener', 'what there is of one listener; one call'],
  }),
  ...inFile('streams/app/import/export-entries.ts', {
    elements: ['element', 'those of a chunk of the file, and 1 MiB; one call'],
  }),
  ...inFile('streams/app/import/import-counts.ts', {
    leftOut: ['why an entry is left out', 'the reasons'],
    missed: ['why an entry is not matched', 'the reasons'],
    taken: ['event', 'the events'],
  }),
  ...inFile('streams/app/import/import-history.ts', {
    ids: ['imported play of the listener', `a number for each; ${CALL}`],
    tracks: ['track', LIBRARY],
    waiting: ['play', 'a batch, of 1,000'],
  }),
  ...inFile('streams/app/import/library-match.ts', {
    known: ['name that is not in the library', '10,000 names; one call'],
  }),
  ...inFile('streams/app/groups/reset-state.ts', { keys: ['state', 'the states that the processor holds; one call'] }),
  ...inFile('streams/app/supervisor/pauses.ts', { paused: ['processor', TOPOLOGY] }),
  ...inFile('streams/app/supervisor/pace.ts', { seen: ['moment', 'the moments of the last while', 'streams/app/supervisor/pace.test.ts'] }), // prettier-ignore
  ...inFile('streams/app/supervisor/processors.ts', { shown: ['line', '200 lines'] }),
  ...inFile('streams/app/supervisor/running-program.ts', {
    alive: ['program', 'the programs that run'],
    lines: ['line', '40 lines of a program'],
  }),
  // ------------------------------------------------------------------------------------------------------ the engine
  ...inFile('streams/engine/kafka/consumer-group.ts', { underWay: ['batch', 'the partitions that are assigned'] }),
  ...inFile('streams/engine/kafka/sockets.ts', { open: ['socket', 'the connections to brokers'] }),
  ...inFile('streams/engine/kafka/several-brokers.ts', { silentAtMs: ['address', 'the brokers'] }),
  ...inFile('streams/engine/kafka/send-messages.ts', { written: ['partition', 'the partitions of one send'] }),
  ...inFile('streams/engine/kafka/transactional-writer.ts', { '#ends': ['partition', TOPOLOGY] }),
  ...inFile('streams/engine/runtime/batch-processor.ts', {
    encoded: ['output of one record', CALL],
  }),
  ...inFile('streams/engine/runtime/batch-processor.ts', { buffer: ['output', 'the outputs of one time slice'] }),
  ...inFile('streams/engine/runtime/consumer-lag.ts', {
    counted: ['partition of a group', 'the partitions that 100 groups have committed', 'streams/engine/runtime/consumer-lag.test.ts'], // prettier-ignore
  }),
  ...inFile('streams/engine/runtime/dead-letter-queue.ts', {
    batch: ['dead letter', '100 of a transaction, or some megabytes'],
    tombstones: ['key of a redriven letter', 'lives as long as the command; letters are kept for 30 days'],
    ends: ['partition', TOPOLOGY],
  }),
  ...inFile('streams/engine/runtime/idle-states.ts', {
    candidates: ['key', 'the states of a task', 'streams/engine/runtime/idle-states.test.ts'],
  }),
  ...inFile('streams/engine/runtime/input-check.ts', { found: ['record', CALL] }),
  ...inFile('streams/engine/runtime/input-positions.ts', { '#byPartition': ['partition', TOPOLOGY] }),
  ...inFile('streams/engine/runtime/materialise.ts', {
    listeners: ['reader', 'the readers of a table in the program'],
  }),
  ...inFile('streams/engine/runtime/metrics-recorder.ts', {
    deadLetters: ['code of an error', 'the codes in the program'],
    received: ['topic', TOPOLOGY],
    partitions: ['partition', TOPOLOGY],
  }),
  ...inFile('streams/engine/runtime/poison-pill.ts', { tasks: ['task', TOPOLOGY] }),
  ...inFile('streams/engine/runtime/redrive.ts', {
    keys: ['key of a redriven letter', CALL],
    newest: ['key', 'lives as long as the command'],
  }),
  ...inFile('streams/engine/runtime/refused-outputs.ts', {
    '#suspectsUntil': ['partition', TOPOLOGY],
    '#culprits': ['input', 'the inputs of a task that are not committed', 'streams/engine/runtime/refused-outputs.test.ts'], // prettier-ignore
  }),
  ...inFile('streams/engine/runtime/restore.ts', {
    states: [
      'key of a state',
      'listeners and models; those that are idle are forgotten',
      'processors/recommend/idle.test.ts',
    ],
  }),
  ...inFile('streams/engine/runtime/readable-log.ts', { sample: ['partition', TOPOLOGY] }),
  ...inFile('streams/engine/runtime/runtime.ts', { failures: ['topic', TOPOLOGY] }),
  ...inFile('streams/engine/runtime/task-registry.ts', { entries: ['task', TOPOLOGY] }),
  ...inFile('streams/engine/runtime/task.ts', {
    offsets: ['partition', TOPOLOGY],
    positions: ['partition', TOPOLOGY],
    waiting: ['caller', 'the batches in hand'],
    writes: ['output', 'the records that a task buffers before it waits', 'streams/engine/runtime/task-state.test.ts'],
  }),
  ...inFile('streams/engine/runtime/topic-settings.ts', { differences: ['setting', CALL] }),
  ...inFile('streams/engine/serde/avro-json.ts', { known: ['type', 'the types of a schema'] }),
  ...inFile('streams/engine/serde/codec.ts', { ids: ['topic', TOPOLOGY] }),
  ...inFile('streams/engine/serde/kept-schemas.ts', { schemas: ['schema', 'the schemas in the registry'] }),
  ...inFile('streams/engine/serde/registry.ts', {
    ids: ['topic', TOPOLOGY],
    writers: ['schema', 'the schemas in the registry'],
    unknownSince: ['schema id', 'the ids that programs of others wrote, and that the registry does not know'],
  }),
])

/**
 * What bounds the lists in compacted topics that are no state of a processor: they are as long as what they describe. The
 * schemas of states say it themselves.
 */
export const BOUNDS_OF_FIELDS: Readonly<Record<string, string>> = {
  'audio-references.genres': '20 (processors/scan-library/tags/genres.ts)',
  'audio-references.moods': '20 (processors/scan-library/tags/genres.ts)',
  'audio-references.artists': '50 (processors/scan-library/tags/credits.ts)',
  'audio-references.albumArtists': '50 (processors/scan-library/tags/credits.ts)',
  'audio-references.featuredArtists': '50 (processors/scan-library/tags/credits.ts)',
  'audio-references.composers': '50 (processors/scan-library/tags/credits.ts)',
  'audio-references.musicBrainz.artistIds': '50 (processors/scan-library/tags/values.ts)',
  'audio-references.musicBrainz.albumArtistIds': '50 (processors/scan-library/tags/values.ts)',
  'audio-references.chapters': '500 (processors/scan-library/tags.ts)',
  'audio-references.copies': '50 (processors/scan-library/reconcile.ts)',
  'library-playlists.entries': '10,000 (processors/scan-library/playlist-files.ts)',
  'library-scans.problems': '200 (processors/scan-library/progress.ts)',
  'library-scans.away': 'the library folders of the settings',
  'library-scans.mounted': 'the library folders that were ever mounted',
  'audio-features.mfcc.mean': '13',
  'audio-features.mfcc.deviation': '13',
  'audio-features.peaks': '800 (processors/shared/features/waveform.ts)',
  'audio-features.bandCepstrum': '20',
  'audio-features.cepstrumSpread': '55',
  'audio-features.modulation': '56',
  'audio-features.pulse': '20',
  'audio-features.chroma': '12',
  'index-trainings.scalingMean': 'the dimensions of a vector',
  'index-trainings.scalingDeviation': 'the dimensions of a vector',
  'index-trainings.centres':
    'four bytes for each dimension of each cell (test/processors/shared/similarity/training/train.test.ts)',
  'index-updates.codebook.scalingMean': 'the dimensions of a vector',
  'index-updates.codebook.scalingDeviation': 'the dimensions of a vector',
  'index-updates.centroid.position': 'the dimensions of a vector',
  'albums.centroid.position': 'the dimensions of a vector',
  'artists.centroid.position': 'the dimensions of a vector',
}
