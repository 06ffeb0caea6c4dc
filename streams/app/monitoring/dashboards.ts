/** The dashboards of Grafana: `npm run generate` makes `grafana/dashboards/*.json` of them. */

/** As `provisioning/datasources/prometheus.yml` names it. */
export const DATA_SOURCE = 'slipstream-prometheus'

/** A line of a graph, or several: PromQL, and its name, in which `{{label}}` stands for the value of a label. */
export type Query = readonly [promql: string, legend: string]

export interface Panel {
  readonly title: string
  /** What it means when it is high. */
  readonly says: string
  /** Of Grafana: `short`, `s`, `bytes`, `percentunit`, `reqps` (a second). */
  readonly unit: 'short' | 's' | 'bytes' | 'percentunit' | 'reqps'
  readonly queries: readonly Query[]
}

export interface Dashboard {
  /** Name of its file, and its address in Grafana. */
  readonly uid: string
  readonly title: string
  readonly rows: readonly { readonly title: string; readonly panels: readonly Panel[] }[]
}

/** Of a second, over four scrapes at least: Grafana puts the range in. */
const rate = (series: string): string => `rate(${series}[$__rate_interval])`
const quantile = (q: number, histogram: string, by: readonly string[] = []): string =>
  `histogram_quantile(${q}, sum by (${['le', ...by].join(', ')}) (${rate(`${histogram}_bucket`)}))`
const quantiles = (histogram: string): readonly Query[] =>
  [0.5, 0.95, 0.99].map((q) => [quantile(q, histogram), `${q * 100} %`] as const)
const byModel = (series: string): readonly Query[] => [[series, '{{model}}']]

const stream: readonly Panel[] = [
  {
    title: 'Records read',
    says: 'Records of input topics, by the processor that read them.',
    unit: 'reqps',
    queries: [[`sum by (processor) (${rate('slipstream_processor_records_total')})`, '{{processor}}']],
  },
  {
    title: 'Records written',
    says: 'Changelogs and dead letters included.',
    unit: 'reqps',
    queries: [[`sum by (processor) (${rate('slipstream_processor_sent_records_total')})`, '{{processor}}']],
  },
  {
    title: 'Lag in records',
    says: 'Records that a consumer group has not read. It is 0 at rest; one that only grows belongs to a group that does not run.',
    unit: 'short',
    queries: [['sum by (group) (slipstream_consumer_lag_records)', '{{group}}']],
  },
  {
    title: 'Lag in seconds',
    says: 'Age of the oldest of these records, by its event time: an imported or replayed play is old when it is written.',
    unit: 's',
    queries: [['max by (group) (slipstream_consumer_lag_seconds)', '{{group}}']],
  },
]

const suggestions: readonly Panel[] = [
  {
    title: 'From a play to its suggestions',
    says: 'From the arrival of a play at the bridge to the push of the list that it caused.',
    unit: 's',
    queries: quantiles('slipstream_event_to_push_seconds'),
  },
  {
    title: 'From a play to its acknowledgement',
    says: 'Until Kafka has the play.',
    unit: 's',
    queries: quantiles('slipstream_play_to_ack_seconds'),
  },
  {
    title: 'Plays and lists',
    says: 'What was acknowledged, what was refused, and the lists that were pushed.',
    unit: 'reqps',
    queries: [
      [rate('slipstream_plays_accepted_total'), 'acknowledged'],
      [`sum by (code) (${rate('slipstream_plays_refused_total')})`, 'refused: {{code}}'],
      [rate('slipstream_recommendations_pushed_total'), 'lists'],
    ],
  },
  {
    title: 'Players',
    says: 'Open connections, and audio that is being sent.',
    unit: 'short',
    queries: [
      ['slipstream_live_connections', 'connected'],
      ['slipstream_audio_streams', 'audio'],
      [`sum by (why) (increase(slipstream_live_connections_cut_total[$__rate_interval]))`, 'cut: {{why}}'],
    ],
  },
]

const faults: readonly Panel[] = [
  {
    title: 'Dead letters',
    says: 'Records that could not be processed, since the processes started: "npx slipstream dead-letters list" shows them.',
    unit: 'short',
    queries: [['sum by (processor, code) (slipstream_processor_dead_letters_total) > 0', '{{processor}}: {{code}}']],
  },
  {
    title: 'Restarts',
    says: 'Times that the supervisor started a processor again. In containers it is 0: Docker counts there.',
    unit: 'short',
    queries: [['sum by (processor) (slipstream_processor_restarts_total) > 0', '{{processor}}']],
  },
  {
    title: 'Failed requests',
    says: 'Answers of 500 and more, and what failed for a reason of the bridge itself.',
    unit: 'reqps',
    queries: [
      [`sum by (route) (${rate('slipstream_http_request_duration_seconds_count{status=~"5.."}')})`, '{{route}}'],
      [rate('slipstream_bridge_errors_total'), 'of the bridge'],
    ],
  },
  {
    title: 'Duration of requests',
    says: '99 % of requests were answered within this.',
    unit: 's',
    queries: [[quantile(0.99, 'slipstream_http_request_duration_seconds', ['route']), '{{route}}']],
  },
]

const processes: readonly Panel[] = [
  {
    title: 'Memory',
    says: 'Resident memory of each process.',
    unit: 'bytes',
    queries: [['sum by (processor) (process_resident_memory_bytes)', '{{processor}}']],
  },
  {
    title: 'Processor time',
    says: '100 % is one core.',
    unit: 'percentunit',
    queries: [[`sum by (processor) (${rate('process_cpu_seconds_total')})`, '{{processor}}']],
  },
  {
    title: 'Delay of the event loop',
    says: 'A high one blocks everything else in the process.',
    unit: 's',
    queries: [['max by (processor) (nodejs_eventloop_lag_seconds)', '{{processor}}']],
  },
  {
    title: 'Duration of a step',
    says: '99 % of records were processed within this.',
    unit: 's',
    queries: [[quantile(0.99, 'slipstream_processor_step_duration_seconds', ['processor']), '{{processor}}']],
  },
  {
    title: 'Duration of a commit',
    says: '99 % of transactions were committed within this; of a sink: batches were written.',
    unit: 's',
    queries: [[quantile(0.99, 'slipstream_processor_commit_duration_seconds', ['processor']), '{{processor}}']],
  },
  {
    title: 'Records read to restore state',
    says: 'Since the process started. Many after each start: its snapshots are not used.',
    unit: 'short',
    queries: [['sum by (processor) (slipstream_processor_restored_records_total)', '{{processor}}']],
  },
]

const models: readonly Panel[] = [
  {
    title: 'Score',
    says: 'How well the lists of the newest hour foresaw what listeners did next, from -1 to 1.',
    unit: 'short',
    queries: byModel('slipstream_feedback_score'),
  },
  {
    title: 'Skip rate',
    says: 'Of the offered tracks that were started in the newest hour, those that were skipped.',
    unit: 'percentunit',
    queries: byModel('slipstream_feedback_skipped / slipstream_feedback_started'),
  },
  {
    title: 'Satisfaction',
    says: 'Of the offered tracks of which it is known, those that pleased.',
    unit: 'percentunit',
    queries: byModel('slipstream_feedback_satisfaction'),
  },
  {
    title: 'Started, of those offered',
    says: 'On so many tracks the figures rest: few say nothing.',
    unit: 'short',
    queries: [
      ['slipstream_feedback_offered', '{{model}}: offered'],
      ['slipstream_feedback_started', '{{model}}: started'],
    ],
  },
  {
    title: 'Liked and finished',
    says: 'Offered tracks of the newest hour.',
    unit: 'short',
    queries: [
      ['slipstream_feedback_liked', '{{model}}: liked'],
      ['slipstream_feedback_finished', '{{model}}: finished'],
    ],
  },
  {
    title: 'Coverage',
    says: 'Share of the library that was offered in the newest hour.',
    unit: 'percentunit',
    queries: byModel('slipstream_feedback_coverage'),
  },
  {
    title: 'Time to suggestion',
    says: 'From a play to the sending of its list.',
    unit: 's',
    queries: [['slipstream_feedback_time_to_suggestion_seconds', '{{model}}, quantile {{quantile}}']],
  },
  {
    title: 'Staleness',
    says: 'Age of the newest play that a list knew of when the next track started.',
    unit: 's',
    queries: [['slipstream_feedback_staleness_seconds', '{{model}}, quantile {{quantile}}']],
  },
]

const index: readonly Panel[] = [
  {
    title: 'Recall at 10',
    says: 'Of the ten nearest tracks, those that a search finds; below the goal the index is trained again.',
    unit: 'percentunit',
    queries: [
      ['slipstream_index_recall_at_10', 'measured'],
      ['slipstream_index_recall_goal', 'goal'],
    ],
  },
  {
    title: 'Tracks and comparisons',
    says: 'Tracks that can be found, and vectors that a search compares.',
    unit: 'short',
    queries: [
      ['slipstream_index_tracks', 'tracks'],
      ['slipstream_index_comparisons', 'comparisons'],
    ],
  },
  {
    title: 'Imbalance of cells',
    says: '1 is equal cells; twice as much takes a search twice as long.',
    unit: 'short',
    queries: [
      ['slipstream_index_cell_imbalance', 'imbalance'],
      ['slipstream_index_hub_skewness', 'skewness of hubs'],
    ],
  },
  {
    title: 'Index version',
    says: 'It grows by one with each training.',
    unit: 'short',
    queries: [['slipstream_index_version', 'version']],
  },
]

export const dashboards: readonly Dashboard[] = [
  {
    uid: 'slipstream-overview',
    title: 'Slipstream: overview',
    rows: [
      { title: 'Stream', panels: stream },
      { title: 'Suggestions', panels: suggestions },
      { title: 'Faults', panels: faults },
      { title: 'Processes', panels: processes },
    ],
  },
  {
    uid: 'slipstream-recommendations',
    title: 'Slipstream: recommendations',
    rows: [
      { title: 'Models, by the feedback of the newest hour', panels: models },
      { title: 'Similarity index', panels: index },
    ],
  },
]
