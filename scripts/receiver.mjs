// `npm run receiver -- --config FILE`: builds the receiver without an editor, and runs it until SIGTERM or Ctrl-C.
import { createRequire } from 'node:module';
import path from 'node:path';
import { runToEnd } from './workbench/childProcesses.mjs';
import { root } from './workbench/project.mjs';

await runToEnd(process.execPath, [path.join(root, 'esbuild.mjs'), '--production'], { cwd: root });
createRequire(import.meta.url)(path.join(root, 'dist', 'receiver.js'));
