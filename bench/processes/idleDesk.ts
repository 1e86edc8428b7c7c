// One window that listens, on an account of its own, with nothing to do. Tells what it costs.
import { DeskBench } from '../../test/unit/relay/support/deskBench';
import { tell } from '../support/children';

const bench = await DeskBench.open();
const { desk } = await bench.window();
await desk.start({ interactive: true });
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  tell({ cpuMs: (user + system) / 1_000, calls: bench.account.sandbox.calls.count });
});
tell({ state: desk.view.state });
