// Forgets what an earlier run found, and writes down what this one must not find.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { runToEnd } from '../workbench/childProcesses.mjs';
import { root } from '../workbench/project.mjs';
import { findingsFile, secretsFile } from './secretScan.mjs';

rmSync(findingsFile, { force: true });
await runToEnd(process.execPath, [path.join(root, 'out', 'scripts', 'knownSecrets.js'), secretsFile], {
  cwd: root,
});
