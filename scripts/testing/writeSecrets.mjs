// Deletes the findings of an earlier run, and writes the secrets that this run must not find.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { runToEnd } from '../workbench/childProcesses.mjs';
import { root } from '../workbench/project.mjs';
import { findingsFile, secretsFile } from './secretScan.mjs';

rmSync(findingsFile, { force: true });
await runToEnd(process.execPath, [path.join(root, 'out', 'scripts', 'knownSecrets.js'), secretsFile], {
  cwd: root,
});
