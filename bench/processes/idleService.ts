// One window that listens and receives nothing, on an account of its own. Reports its CPU time and calls.
import { EventServiceBench } from '../../test/unit/events/support/eventServiceBench';
import { endWithParent, notify } from '../support/children';

endWithParent();
const bench = await EventServiceBench.open();
const { eventService } = await bench.window();
await eventService.start({ interactive: true });
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  notify({ cpuMs: (user + system) / 1_000, calls: bench.account.sandbox.calls.count });
});
notify({ state: eventService.view.state });
