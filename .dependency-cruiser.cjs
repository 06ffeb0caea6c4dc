/**
 * Which room may know which. Run by `npm run static`; ARCHITECTURE.md says what each room is for.
 * Type-only imports count: what a file must be read to understand is what it imports, whether or not it is erased.
 */
module.exports = {
  forbidden: [
    {
      name: 'no-circle-of-files',
      comment: 'Two files that need each other are one file, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-circle-of-folders',
      comment: 'A folder that is needed by what it needs cannot be read, tested or moved by itself.',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
    {
      name: 'engine-knows-no-application',
      comment: 'The engine takes topics, settings and processors as arguments.',
      severity: 'error',
      from: { path: '^streams/engine/' },
      to: { path: '^(streams/app|processors|ui|schemas)/' },
    },
    {
      name: 'contracts-know-only-types-of-the-engine',
      comment: 'A topic is a value made of the engine’s types and serdes.',
      severity: 'error',
      from: { path: '^schemas/' },
      to: { path: '^(streams/app|streams/engine/(kafka|runtime|testing)|processors|ui)/' },
    },
    {
      name: 'processor-knows-no-application',
      comment: 'Settings come as arguments, from streams/app/run.',
      severity: 'error',
      from: { path: '^processors/' },
      to: { path: '^(streams/app|ui)/' },
    },
    {
      name: 'processor-knows-no-other-processor',
      comment: 'What two of them need is in processors/shared.',
      severity: 'error',
      from: { path: '^processors/([^/]+)/', pathNot: '^processors/shared/' },
      to: { path: '^processors/([^/]+)/', pathNot: '^processors/(shared|$1)/' },
    },
    {
      name: 'shared-knows-no-processor',
      severity: 'error',
      from: { path: '^processors/shared/' },
      to: { path: '^processors/', pathNot: '^processors/shared/' },
    },
    {
      name: 'only-kafka-knows-kafkajs',
      comment: 'Everything else speaks of topics, records and partitions.',
      severity: 'error',
      from: { path: '^(streams|schemas|processors|ui)/', pathNot: '^streams/engine/kafka/' },
      to: { path: 'node_modules/kafkajs/' },
    },
    {
      name: 'kafka-is-used-through-its-port',
      comment:
        'Types, errors and prefix of the port, and `kafka.ts` to create it: the rest may be replaced with the client.',
      severity: 'error',
      from: { path: '^(streams|schemas|processors|ui)/', pathNot: '^streams/engine/kafka/' },
      to: {
        path: '^streams/engine/kafka/',
        pathNot: '^streams/engine/kafka/(port|prefixed-kafka|kafka|kafka-error|heartbeat)\\.ts$',
      },
    },
    {
      name: 'program-knows-no-test',
      severity: 'error',
      from: { path: '^(streams|schemas|processors|ui)/' },
      to: { path: '^test/' },
    },
    {
      name: 'player-knows-only-contracts',
      severity: 'error',
      from: { path: '^ui/' },
      to: { path: '^(streams|processors)/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/assembly/|^ui/dist' },
    skipAnalysisNotInRules: true,
  },
}
