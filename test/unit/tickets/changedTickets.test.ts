import assert from 'node:assert/strict';
import { Lazy } from '../../../src/core/base/lazy';
import { silentLog } from '../../../src/core/base/log';
import { LocalStore } from '../../../src/core/localData/localStore';
import { ChangedTickets } from '../../../src/ui/tickets/changedTickets';
import { KeptBench, row } from '../localData/support/keptBench';
import { accountIdOf } from '../../../src/core/stores/sessionStore';
import { fakeConnection } from '../stores/support/fakeConnection';
import { signedIn } from '../stores/support/signedIn';

describe('ChangedTickets', () => {
  it('has a ticket once a list shows a newer version, until any window reads it again', async () => {
    const bench = new KeptBench();
    const { kept, database } = await bench.open();
    const window = await signedIn(() => fakeConnection({}));
    const account = accountIdOf(window.session.current) ?? '';
    const options = { database, clock: bench.clock, log: silentLog, days: () => 30, script: '', file: '' };
    const local = new Lazy(() => Promise.resolve(new LocalStore(options)));
    const changes: boolean[] = [];
    const changed = new ChangedTickets({ local, session: window.session }, () =>
      changes.push(changed.has('a')),
    );
    await kept.keepRows(account, [row('a', 1), row('b', 1)], bench.clock.now());
    await kept.markRead(account, 'a');
    changed.look();
    const store = await local.get();
    changed.look();
    assert.deepEqual(changes, []);
    const untilChanged = (count: number): Promise<void> =>
      new Promise((resolve) => {
        store.onDidChange(() => {
          if (changes.length >= count) resolve();
        });
      });
    await Promise.all([
      untilChanged(1),
      kept.keepRows(account, [row('a', 2), row('b', 2)], bench.clock.now()),
    ]);
    assert.deepEqual([changes, changed.has('b')], [[true], false]);
    const other = await bench.open();
    await Promise.all([untilChanged(2), other.kept.markRead(account, 'a')]);
    assert.deepEqual(changes, [true, false]);
    changed.dispose();
    store.dispose();
    window.dispose();
    await bench.dispose();
  });
});
