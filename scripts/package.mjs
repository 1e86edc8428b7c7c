// `npm run package`: writes dist/livechat-desk.vsix and says how large it and its bundles are. Fails where start-up
// would load too much.
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { packageExtension, sizeOf } from './workbench/packageExtension.mjs';
import { root, vsixFile } from './workbench/project.mjs';

/** What start-up loads, minified. */
const mostStartBytes = 200_000;

await packageExtension();
const dist = path.dirname(vsixFile);
const bundles = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.(js|css)$/.test(name),
);
for (const file of [...bundles.sort().map((name) => path.join(dist, name)), vsixFile]) {
  console.log(`${sizeOf(file).padStart(10)}  ${path.relative(root, file)}`);
}
const startBytes = statSync(path.join(dist, 'extension.js')).size;
if (startBytes > mostStartBytes) {
  console.error(
    `dist/extension.js has ${startBytes} bytes, more than ${mostStartBytes}: see "Bundles" in docs/architecture.md.`,
  );
  process.exitCode = 1;
}
