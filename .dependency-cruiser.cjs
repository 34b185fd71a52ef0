// The rooms of the house and the arrows between them. `rooms` says which other rooms each one may use; everything else is refused.
const rooms = {
  'libs/events': [],
  'libs/platform': [],
  'libs/domain': ['libs/events'],
  'libs/carriers': ['libs/events'],
  'libs/event-store': ['libs/events', 'libs/platform'],
  'libs/streams': ['libs/events', 'libs/domain', 'libs/event-store', 'libs/platform'],
  'libs/tracking': ['libs/events', 'libs/domain', 'libs/streams', 'libs/event-store', 'libs/platform'],
  'libs/detection': ['libs/events', 'libs/domain', 'libs/streams', 'libs/event-store', 'libs/platform'],
  'libs/prediction': ['libs/events', 'libs/domain', 'libs/streams', 'libs/event-store', 'libs/platform'],
  'libs/read-model': ['libs/events', 'libs/platform'],
  'apps/api': ['libs/'],
  'apps/projector': ['libs/'],
  'apps/event-node': ['libs/platform'],
  'apps/standalone': ['libs/platform'],
  'apps/cli': ['libs/'],
  'apps/demo': ['libs/platform'],
  'apps/web': [],
};

const arrows = Object.entries(rooms).map(([room, allowed]) => ({
  name: `${room.replace('/', '-')}-stays-in-its-arrows`,
  severity: 'error',
  from: { path: `^${room}/` },
  to: { path: '^(libs|apps|test|bench)/', pathNot: [room, ...allowed].map((path) => `^${path.endsWith('/') ? path : `${path}/`}`) },
}));

const onlyIn = (name, packages, homes) => ({
  name,
  severity: 'error',
  from: { path: '^(libs|apps)/', pathNot: homes.map((home) => `^${home}/`) },
  to: { path: packages.map((one) => `node_modules/${one}`) },
});

module.exports = {
  forbidden: [
    ...arrows,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-deep-imports',
      comment: 'A library is used through its index.ts.',
      severity: 'error',
      from: { path: '^(libs/[^/]+|apps/[^/]+|test|bench)/' },
      to: { path: '^libs/[^/]+/src/(?!index\\.ts$)', pathNot: '^$1/' },
    },
    onlyIn('nest-in-apps-only', ['@nestjs/'], ['apps']),
    onlyIn('sql-in-the-read-model-only', ['typeorm', 'pg/'], ['libs/read-model']),
    onlyIn('store-client-in-its-room-only', ['@eventstore/'], ['libs/event-store', 'apps/event-node']),
    {
      name: 'the-core-is-pure',
      comment: 'Rules know no I/O: hashing is the one builtin that the language needs.',
      severity: 'error',
      from: { path: '^libs/(events|domain|carriers)/', pathNot: '(\\.spec|/fixtures/samples)\\.ts$' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    { name: 'nothing-unresolvable', severity: 'error', from: { path: '^(libs|apps)/' }, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
