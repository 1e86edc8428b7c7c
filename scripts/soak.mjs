// `npm run soak`: what takes long. Odd inputs by the thousand, and two minutes of traffic in which windows, tunnel and
// LiveChat are killed at random. `--seconds N` for the traffic, `--minutes N` for as long without growth as well,
// `--seed N` to kill the same again, `--runs N` odd inputs for each property.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { endWithNpm, runToEnd } from './workbench/childProcesses.mjs';
import { root } from './workbench/project.mjs';

endWithNpm();
process.chdir(root);
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '120' },
    minutes: { type: 'string', default: '0' },
    runs: { type: 'string', default: '5000' },
    seed: { type: 'string' },
  },
});
await runToEnd(process.execPath, ['esbuild.mjs', '--tests'], { cwd: root });
const env = {
  ...process.env,
  LIVECHAT_PROPERTY_RUNS: values.runs,
  LIVECHAT_SOAK_SECONDS: values.seconds,
  LIVECHAT_SOAK_MINUTES: values.minutes,
  ...(values.seed !== undefined && { LIVECHAT_SOAK_SEED: values.seed }),
};
const mocha = path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
const files = ['out/test/unit/properties/*.test.js', 'out/test/soak/*.test.js'];
const { status } = spawnSync(process.execPath, [mocha, '--exit', '--timeout', '600000', ...files], {
  env,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
