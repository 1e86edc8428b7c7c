// One window that listens, on an account of its own, with nothing to do. Tells what it costs.
import { EventServiceBench } from '../../test/unit/events/support/eventServiceBench';
import { tell } from '../support/children';

const bench = await EventServiceBench.open();
const { eventService } = await bench.window();
await eventService.start({ interactive: true });
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  tell({ cpuMs: (user + system) / 1_000, calls: bench.account.sandbox.calls.count });
});
tell({ state: eventService.view.state });
