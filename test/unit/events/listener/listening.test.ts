import assert from 'node:assert/strict';
import { ListenerBench, installId, reached, stands } from '../support/listenerBench';

describe('listening', () => {
  let bench: ListenerBench;
  beforeEach(async () => (bench = await ListenerBench.open()));
  afterEach(() => bench.close());

  it('goes from off to live through each state, and registers each event once', async () => {
    const listener = bench.listener();
    await bench.lead(listener);
    assert.equal(listener.status().state, 'off');
    const states: string[] = [];
    listener.onDidChange(({ state }) => {
      if (states.at(-1) !== state) states.push(state);
    });
    const status = await listener.start({ interactive: true });
    assert.deepEqual(states, ['listening', 'opening', 'probing', 'registering', 'live']);
    assert.equal(status.tunnel, 'fake');
    assert.match(status.publicUrl ?? '', /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(status.since, new Date(bench.clock.now()).toISOString());
    const url = await bench.onlyAddress();
    assert.match(url, new RegExp(`^${status.publicUrl ?? ''}/lc/${installId}/[\\w-]{32}$`));
  });

  it('starts and stops with an exhausted budget, and leaves no webhook at LiveChat', async () => {
    const spent = await ListenerBench.open({ admit: () => Promise.resolve(false) });
    try {
      const listener = await spent.live();
      await spent.onlyAddress();
      const missed = spent.connection.tickets.list({}, undefined, { priority: 'background' });
      await assert.rejects(missed, ({ failure }: { failure?: unknown }) => {
        assert.deepEqual(failure, { code: 'rate-limited', by: 'budget' });
        return true;
      });
      assert.equal((await listener.stop()).state, 'off');
      assert.deepEqual(await spent.registered(), []);
    } finally {
      await spent.close();
    }
  });

  it('reports each event of LiveChat once', async () => {
    const listener = await bench.live();
    const { simulator } = bench.sandbox;
    const chat = simulator.startChat();
    await bench.happen(() => simulator.createTicket());
    await bench.happen(() => simulator.endChat(chat));
    await bench.sandbox.webhooks.idle();
    assert.deepEqual(bench.arrivals.map(({ kind }) => kind).sort(), [
      'chat_ended',
      'chat_started',
      'ticket_created',
    ]);
    assert.ok(bench.arrivals.every(({ account }) => account === 'classic:owner'));
    assert.ok(bench.sandbox.webhooks.deliveries.every(({ state }) => state === 'delivered'));
    assert.equal(listener.status().lastEventAt, new Date(bench.clock.now()).toISOString());
  });

  it('leaves nothing behind when it is stopped', async () => {
    const listener = await bench.live();
    assert.equal((await listener.stop()).state, 'off');
    assert.deepEqual(await bench.registered(), []);
    assert.equal(bench.tunnels.disposed, bench.tunnels.opened);
    assert.equal(bench.secrets.size, 0);
    bench.sandbox.simulator.createTicket();
    await bench.sandbox.webhooks.idle();
    assert.deepEqual(bench.arrivals, []);
  });

  it('keeps port, path and registration across a window reload', async () => {
    await (await bench.live()).dispose(true);
    const url = await bench.onlyAddress();
    const ids = (await bench.registered()).map(({ id }) => id);
    const again = bench.listener();
    again.setRole('leader');
    await stands(again, 'live');
    assert.equal(await bench.onlyAddress(), url);
    assert.deepEqual(
      (await bench.registered()).map(({ id }) => id),
      ids,
    );
    await bench.happen(() => bench.sandbox.simulator.createTicket());
  });

  it('is taken over by a window that cannot read the secrets of another', async () => {
    await (await bench.live()).dispose(false);
    const url = await bench.onlyAddress();
    bench.blind = true;
    const next = bench.listener();
    next.setRole('follower');
    await stands(next, 'follower');
    next.setRole('leader');
    await stands(next, 'live');
    assert.equal(await bench.onlyAddress(), url);
    await bench.happen(() => bench.sandbox.simulator.createTicket());
  });

  it('does not resume after a long time, and removes leftover registrations', async () => {
    await (await bench.live()).dispose(true);
    bench.clock.advance(24 * 60 * 60_000);
    const next = bench.listener();
    await bench.lead(next);
    assert.equal(next.status().state, 'off');
    let left = 3;
    while (left > 0) left = (await bench.registered()).length;
    assert.equal(next.status().state, 'off');
  });

  it('starts automatically if enabled in the settings', async () => {
    await (await bench.live()).dispose(true);
    bench.clock.advance(24 * 60 * 60_000);
    bench.settings = { ...bench.settings, autoStart: true };
    const next = bench.listener();
    next.setRole('leader');
    await stands(next, 'live');
    assert.equal(bench.caughtUp.length, 1);
    await bench.onlyAddress();
  });

  it('unregisters a reusable host name when the last window closes', async () => {
    bench.tunnels.anonymousService = true;
    await (await bench.live()).dispose(true);
    assert.deepEqual(await bench.registered(), []);
  });

  it('removes webhooks that a crash left, and none of other installations', async () => {
    await bench.leave();
    await bench.leave(`/lc/${installId}/${'y'.repeat(32)}`, 'ticket_created');
    const other = await bench.leave(`/lc/another-laptop/${'z'.repeat(32)}`);
    const foreign = await bench.leave('/hooks/of-somebody');
    const listener = await bench.live();
    const ids = (await bench.registered()).map(({ id }) => id);
    assert.equal(ids.length, 5);
    assert.ok(ids.includes(other) && ids.includes(foreign));
    assert.deepEqual(await listener.foreign?.list(), [
      { id: other, event: 'chat_started', host: '127.0.0.1' },
    ]);
    await listener.foreign?.remove([other, foreign]);
    assert.deepEqual(
      (await bench.registered()).filter(({ id }) => id === other || id === foreign).map(({ id }) => id),
      [foreign],
    );
  });

  it('follows a change of the selected events without a new address', async () => {
    const listener = await bench.live();
    const url = await bench.onlyAddress();
    bench.settings = { ...bench.settings, events: ['ticket_created'] };
    listener.refresh('events');
    await stands(listener, 'registering');
    await stands(listener, 'live');
    assert.equal(await bench.onlyAddress(['ticket_created']), url);
  });

  it('requires the user while signed out, and continues after signing in', async () => {
    bench.account = undefined;
    const listener = bench.listener();
    await bench.lead(listener);
    assert.equal((await listener.start({ interactive: true })).state, 'needs-user');
    assert.deepEqual(listener.view.problem, { kind: 'livechat', failure: { code: 'not-signed-in' } });
    bench.account = 'classic:owner';
    listener.refresh('account');
    await stands(listener, 'live');
    await bench.onlyAddress();
  });

  it('does not reuse a path for another account', async () => {
    const listener = await bench.live();
    const url = await bench.onlyAddress();
    bench.account = 'classic:second';
    listener.refresh('account');
    await reached(listener, ({ state }) => state !== 'live');
    await stands(listener, 'live');
    assert.notEqual(await bench.onlyAddress(), url);
    assert.equal(
      (await bench.happen(() => bench.sandbox.simulator.createTicket())).account,
      'classic:second',
    );
  });

  it('writes no path and no token to the log, and registers each secret', async () => {
    const lines: string[] = [];
    const note = (line: string): void => void lines.push(line);
    const hidden = new Set<string>();
    const listener = await bench.live({
      log: { trace: note, debug: note, info: note, warn: note, error: note },
      hide: (secret) => hidden.add(secret),
    });
    bench.tunnels.host = 'localhost';
    bench.tunnels.close();
    bench.clock.advance(1_000);
    await stands(listener, 'live');
    await listener.sendTestEvent('ticket_created', 'Ada Test');
    const rows = await bench.registered();
    await listener.stop();
    const secrets = rows.flatMap(({ url, secret }) => [new URL(url).pathname, secret ?? '']);
    assert.ok(secrets.every((secret) => hidden.has(secret)));
    assert.ok(lines.length > 0);
    assert.ok(lines.every((line) => [...hidden].every((secret) => !line.includes(secret))));
  });

  it('does nothing in a window that does not lead', async () => {
    const listener = bench.listener();
    listener.setRole('follower');
    assert.equal((await listener.start({ interactive: true })).state, 'follower');
    assert.equal((await listener.stop()).state, 'follower');
    assert.equal(bench.tunnels.opened, 0);
  });

  it('releases everything except the webhooks when it loses leadership', async () => {
    const listener = await bench.live();
    const url = await bench.onlyAddress();
    listener.setRole('electing');
    await listener.release();
    assert.equal(bench.tunnels.disposed, 1);
    const next = bench.listener();
    next.setRole('follower');
    next.setRole('leader');
    await stands(next, 'live');
    assert.equal(await bench.onlyAddress(), url);
  });
}).timeout(15_000);
