// `npm run package`: writes dist/livechat-desk.vsix and says how large it and its bundles are.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { packageExtension, sizeOf } from './workbench/packageExtension.mjs';
import { root, vsixFile } from './workbench/project.mjs';

await packageExtension();
const dist = path.dirname(vsixFile);
const bundles = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.(js|css)$/.test(name),
);
for (const file of [...bundles.sort().map((name) => path.join(dist, name)), vsixFile]) {
  console.log(`${sizeOf(file).padStart(10)}  ${path.relative(root, file)}`);
}
