// `npm run package`: writes dist/livechat-desk.vsix and says how large it and its bundles are. Fails if start-up would
// load too much, a package ships without its licence text, or a registry would refuse the file.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { publishingFaults } from './packaging/publishingChecks.mjs';
import { packageExtension, shippedFiles, sizeOf } from './workbench/packageExtension.mjs';
import { root, vsixFile } from './workbench/project.mjs';

/** What start-up loads, minified. */
const mostStartBytes = 134_919;

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

const faults = publishingFaults({
  manifest: JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')),
  files: await shippedFiles(),
  read: (file) => readFileSync(path.join(root, file)),
});
for (const fault of faults) console.error(`A registry would refuse this: ${fault}.`);
if (faults.length > 0) process.exitCode = 1;
