import assert from 'node:assert/strict';
import { ServerClock } from '../../../src/core/api/response';
import { anyAccount } from './support/anyAccount';

describe('LiveChat’s clock', () => {
  it('is read from the Date header, and kept when a response has none', () => {
    const clock = new ServerClock();
    const headers: Record<string, string> = {};
    const read = (): number | undefined => {
      clock.readHeaders((name) => headers[name]);
      return clock.offsetMs;
    };
    assert.equal(read(), undefined);
    headers.date = new Date(Date.now() - 60 * 60_000).toUTCString();
    const offset = read() ?? NaN;
    assert.ok(Math.abs(offset + 60 * 60_000) < 5_000, String(offset));
    headers.date = 'soon';
    assert.equal(read(), offset);
  });

  it('continues between responses, even if the clock of the machine is set', () => {
    let elapsed = 5_000;
    const clock = new ServerClock(() => elapsed);
    assert.equal(clock.now, undefined);
    clock.readHeaders(() => 'Wed, 01 Jul 2026 12:00:00 GMT');
    elapsed += 90_000;
    assert.equal(clock.now, Date.UTC(2026, 6, 1, 12, 1, 30));
    clock.readHeaders(() => undefined);
    assert.equal(clock.now, Date.UTC(2026, 6, 1, 12, 1, 30));
  });

  for (const kind of ['classic', 'platform'] as const) {
    it(`is known to a ${kind} account after its first call`, async () => {
      const account = await anyAccount(kind);
      assert.equal(account.connection.clockOffset(), undefined);
      assert.equal(account.connection.serverTime(), undefined);
      await account.connection.tickets.list({});
      assert.ok(Math.abs(account.connection.clockOffset() ?? Infinity) < 5_000);
      assert.ok(Math.abs((account.connection.serverTime() ?? Infinity) - Date.now()) < 5_000);
      await account.dispose();
    });
  }
});
