// Bundles everything that is built: the host, its lazy chunks, the pages and the tests.
// `node esbuild.mjs [--production] [--watch] [--tests | --bench]`
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, context } from 'esbuild';
import { metafile, noticesFile, thirdPartyNotices } from './scripts/packaging/thirdParty.mjs';

const root = import.meta.dirname;
const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const tests = process.argv.includes('--tests');
const bench = process.argv.includes('--bench');

/**
 * Modules that ship as bundles of their own. A dynamic `import()` of one of them, from anywhere in `src`,
 * loads `dist/<name>.js` on first use and nothing of it at start-up.
 * @type {Record<string, string>}
 */
const chunks = {
  api: 'src/core/api/connect.ts',
  sandbox: 'src/sandbox/sandbox.ts',
  sandboxClassic: 'src/sandbox/classic/classic.ts',
  sandboxPlatform: 'src/sandbox/platform/platform.ts',
  events: 'src/core/events/service/openEventService.ts',
  rtm: 'src/core/events/rtm/openSession.ts',
  presence: 'src/core/presence/presenceSender.ts',
  team: 'src/core/team/teamClient.ts',
  windowPresence: 'src/ui/presence/windowPresence.ts',
  storage: 'src/core/storage/openDatabase.ts',
  drafts: 'src/core/stores/drafts/draftRows.ts',
  grants: 'src/core/stores/grantStore.ts',
  accountRepair: 'src/core/stores/accounts/accountRepair.ts',
  errors: 'src/ui/shell/errorMessages.ts',
  audit: 'src/ui/audit/auditActions.ts',
  tunnels: 'src/core/tunnel/providers.ts',
  devtunnel: 'src/core/tunnel/devtunnel/hostDevtunnel.ts',
  chats: 'src/core/chats/openChats.ts',
  commandApi: 'src/ui/commandApi/openCommandApi.ts',
  forms: 'src/ui/forms/openForms.ts',
  bulk: 'src/ui/bulk/bulkPanels.ts',
  ticket: 'src/ui/ticketDetail/detailPanels.ts',
  chat: 'src/ui/chatDetail/chatPanels.ts',
  visitorCard: 'src/ui/visitorCard/visitorCard.ts',
  chatsView: 'src/ui/chats/chatsView.ts',
  tools: 'src/ui/tools/allTools.ts',
  tickets: 'src/ui/tickets/rowActions.ts',
  ticketViews: 'src/ui/tickets/views/openViews.ts',
  activity: 'src/ui/activity/activityView.ts',
  agents: 'src/ui/agents/rowActions.ts',
  account: 'src/ui/account/accountActions.ts',
  listening: 'src/ui/listening/listeningActions.ts',
  teamActions: 'src/ui/team/teamActions.ts',
  metering: 'src/core/metering/metering.ts',
  localData: 'src/ui/localData/openStore.ts',
  localSearch: 'src/ui/localData/localSearch.ts',
  replies: 'src/ui/replies/replies.ts',
  scheduling: 'src/ui/scheduling/scheduling.ts',
  reports: 'src/ui/reports/reports.ts',
  shield: 'src/ui/shield/editorShield.ts',
  shieldSwitch: 'src/ui/shield/shieldSwitch.ts',
  demo: 'src/ui/demo/demoArgument.ts',
  receiverMain: 'src/core/receiverProgram/receiverMain.ts',
};

/**
 * Programs of their own, which the host starts, and the receiver without an editor: `dist/<name>.js`.
 * @type {Record<string, string>}
 */
const programs = {
  guard: 'src/core/tunnel/program/guard.ts',
  storageWorker: 'src/core/storage/storageWorker.ts',
  searchWorker: 'src/core/localData/searchWorker.ts',
  receiver: 'src/core/receiverProgram/program.ts',
};

/**
 * Pages, each a script and a style sheet of the same name: `dist/webview/<name>.js` and `.css`.
 * @type {readonly string[]}
 */
const pages = ['form', 'detail', 'chat', 'statistics', 'bulk'];

/** @returns {import('esbuild').Plugin} */
function lazyChunks() {
  const byFile = new Map(Object.entries(chunks).map(([name, file]) => [path.join(root, file), name]));
  return {
    name: 'lazy-chunks',
    setup(api) {
      api.onResolve({ filter: /^\./ }, (args) => {
        if (args.kind !== 'dynamic-import') return undefined;
        const name = byFile.get(path.resolve(args.resolveDir, `${args.path}.ts`));
        return name === undefined ? undefined : { path: `./${name}.js`, external: true };
      });
    },
  };
}

/** Lines that the problem matcher of .vscode/tasks.json waits for. @returns {import('esbuild').Plugin} */
function watchLines() {
  return {
    name: 'watch-lines',
    setup(api) {
      api.onStart(() => console.log('[watch] build started'));
      api.onEnd((result) => {
        for (const { text, location } of result.errors) {
          console.error(`✘ [ERROR] ${text}`);
          if (location) console.error(`    ${location.file}:${location.line}:${location.column + 1}:`);
        }
        console.log('[watch] build finished');
      });
    },
  };
}

/** @type {import('esbuild').BuildOptions} */
const node = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  // The oldest supported editor (1.104) runs extensions on Node 22.
  target: 'node22',
  format: 'cjs',
  // Microsoft's SSH asks for `node-rsa` only where it lacks RSA of the system: never in Node.
  external: ['vscode', 'node-rsa'],
  // The editor patches `http` and `https` for its proxy and certificate settings by those very names.
  alias: { 'node:http': 'http', 'node:https': 'https' },
  supported: { 'dynamic-import': false },
  minify: production,
  sourcemap: production ? false : 'linked',
  charset: 'utf8',
  logLevel: watch ? 'silent' : 'warning',
  define: {
    'process.env.NODE_ENV': production ? '"production"' : '"development"',
    // A package asks for an optional native one from where it is.
    'import.meta.url': '__filename',
    // Websockets do without the compiled helpers, which no bundle can carry.
    'process.env.WS_NO_BUFFER_UTIL': '"1"',
    'process.env.WS_NO_UTF_8_VALIDATE': '"1"',
  },
};

/** @type {import('esbuild').BuildOptions} */
const host = {
  ...node,
  entryPoints: { extension: 'src/extension.ts', ...chunks, ...programs },
  outdir: 'dist',
  metafile: true,
  plugins: [lazyChunks(), ...(watch ? [watchLines()] : [])],
};

/** The editor's own browser runs the pages. @type {import('esbuild').BuildOptions} */
const browser = {
  absWorkingDir: root,
  bundle: true,
  platform: 'browser',
  target: 'chrome128',
  format: 'iife',
  entryPoints: pages.flatMap((name) => [
    { in: `src/webview/${name}/main.ts`, out: name },
    { in: `src/webview/${name}/${name}.css`, out: name },
  ]),
  outdir: 'dist/webview',
  metafile: true,
  minify: production,
  sourcemap: production ? false : 'inline',
  logLevel: watch ? 'silent' : 'warning',
  plugins: watch ? [watchLines()] : [],
};

/** @param {string} dir @returns {string[]} */
function testFiles(dir) {
  return readdirSync(path.join(root, dir), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}

/** Each test file is a bundle of its own, so that mocha and the extension host load the very same file.
 * @returns {import('esbuild').BuildOptions} */
function testBundles() {
  return {
    ...node,
    minify: false,
    sourcemap: 'inline',
    entryPoints: [
      ...['test/host', 'test/workbench', 'test/soak'].flatMap(testFiles),
      'test/host/index.ts',
      'scripts/sandbox.ts',
      'scripts/knownSecrets.ts',
      ...Object.values(programs),
    ],
    outbase: '.',
    outdir: 'out',
    external: [
      'vscode',
      'mocha',
      'playwright-core',
      'esbuild',
      'typescript',
      '@vscode/l10n-dev',
      'axe-core',
      'node-rsa',
    ],
  };
}

/** Mocha runs unit tests without an editor. @returns {import('esbuild').BuildOptions} */
function unitTestBundles() {
  const { alias, ...rest } = testBundles();
  return {
    ...rest,
    entryPoints: testFiles('test/unit'),
    alias: { ...alias, vscode: './bench/editorStandIn/vscode.ts' },
  };
}

/** What an editor loads in measurements. @type {import('esbuild').BuildOptions} */
const benchEditor = {
  ...node,
  entryPoints: ['driver', 'blank', 'opener', 'rows', 'bare', 'gauge'].map(
    (name) => `bench/editor/${name}.ts`,
  ),
  outdir: 'out/bench/editor',
  outExtension: { '.js': '.cjs' },
};

/** What a packaged extension gets for `vscode` where it runs without an editor. @type {import('esbuild').BuildOptions} */
const editorStandIn = {
  ...node,
  entryPoints: ['bench/editorStandIn/vscode.ts'],
  outdir: 'out/bench/modules',
};

/**
 * Measurements, each a program of its own. Packages stay outside: what is measured is what its authors ship.
 * @returns {import('esbuild').BuildOptions}
 */
function benchPrograms() {
  const files = (/** @type {string} */ dir) =>
    readdirSync(path.join(root, dir))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => path.join(dir, name));
  return {
    ...node,
    entryPoints: ['bench', 'bench/against', 'bench/processes'].flatMap(files),
    outbase: 'bench',
    outdir: 'out/bench',
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    packages: 'external',
    external: [],
    supported: {},
    alias: { vscode: './bench/editorStandIn/vscode.ts' },
    minify: false,
    sourcemap: false,
    define: { 'process.env.NODE_ENV': '"production"' },
  };
}

if (watch) {
  for (const options of [host, browser]) await (await context(options)).watch();
} else {
  rmSync(path.join(root, bench ? 'out/bench' : tests ? 'out' : 'dist'), { recursive: true, force: true });
  const builds = bench
    ? [benchPrograms(), benchEditor, editorStandIn]
    : tests
      ? [testBundles(), unitTestBundles()]
      : [host, browser];
  const results = await Promise.all(builds.map((options) => build(options)));
  if (!tests && !bench) {
    writeFileSync(path.join(root, metafile), JSON.stringify(results.map((result) => result.metafile)));
    if (production) writeFileSync(path.join(root, noticesFile), thirdPartyNotices(root));
  }
}
