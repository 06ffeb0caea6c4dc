import tseslint from 'typescript-eslint'
import lit from 'eslint-plugin-lit'
import litA11y from 'eslint-plugin-lit-a11y'

const pure = {
  'no-restricted-imports': [
    'error',
    {
      patterns: [
        {
          group: ['node:*', '!node:util', 'kafkajs', 'mongodb', 'ws', 'fastify', 'pino'],
          message: 'A decision does no I/O: that belongs to edge.ts.',
        },
        { group: ['**/runtime/**'], message: 'A decision does not know the runtime.' },
      ],
    },
  ],
  'no-restricted-globals': ['error', 'process', 'fetch', 'setTimeout', 'setInterval', 'performance'],
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: 'Time comes from the record.' },
    { object: 'Math', property: 'random', message: 'Chance comes from a seed in the record.' },
  ],
  'no-restricted-syntax': [
    'error',
    { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Time comes from the record.' },
  ],
}

export default tseslint.config(
  {
    ignores: [
      'node_modules/**',
      '.dependency-cruiser.cjs', // read by dependency-cruiser, outside every tsconfig
      'ui/dist/**',
      'dist/**',
      'data/**',
      'schemas/generated.ts',
      '**/kernel.generated.ts',
      '**/assembly/**',
      '**/.venv/**',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js', 'streams/app/cli/slipstream.js'] } },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'max-lines-per-function': ['error', { max: 80 }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-type-parameters': 'off', // a brand or a topic often appears once, to be inferred by callers
      '@typescript-eslint/method-signature-style': 'off',
      '@typescript-eslint/unbound-method': 'off', // the house's values are records of functions; none uses `this`
    },
  },
  {
    files: ['streams/**/*.ts', 'processors/**/*.ts', 'schemas/**/*.ts'],
    ignores: [
      'streams/app/output/output-streams.ts',
      // Tools of the build, which say what they were given.
      'schemas/generate.ts',
      'streams/engine/wasm/compile.ts',
    ],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        ...['stdout', 'stderr'].map((property) => ({
          object: 'process',
          property,
          message: 'Write through streams/app/output/output-streams.ts: it makes the text printable.',
        })),
      ],
    },
  },
  { files: ['test/**/*.ts'], rules: { 'max-lines-per-function': 'off' } }, // a describe block is a function
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['processors/**/*.ts', 'schemas/**/*.ts', 'streams/engine/*.ts', 'streams/app/topology.ts'],
    ignores: [
      'processors/*/edge.ts',
      'processors/*/edge/**',
      'processors/shared/{ffmpeg,files,mongo,tags}/**',
      'schemas/generate.ts',
      'streams/engine/{errors,fail-points,log,node-flags,process-identity}.ts',
    ],
    rules: pure,
  },
  { files: ['ui/**/*.ts'], ...lit.configs['flat/recommended'] },
  { files: ['ui/**/*.ts'], ...litA11y.configs.recommended },
)
