import assert from 'node:assert/strict';
import { RelayBench, installId, reached, stands } from './support/relayBench';

describe('listening', () => {
  let bench: RelayBench;
  beforeEach(async () => (bench = await RelayBench.open()));
  afterEach(() => bench.close());

  it('goes from off to live by way of each state, and registers each event once', async () => {
    const relay = bench.relay();
    await bench.lead(relay);
    assert.equal(relay.status().state, 'off');
    const states: string[] = [];
    relay.onDidChange(({ state }) => {
      if (states.at(-1) !== state) states.push(state);
    });
    const status = await relay.start({ interactive: true });
    assert.deepEqual(states, ['listening', 'opening', 'probing', 'registering', 'live']);
    assert.equal(status.tunnel, 'fake');
    assert.match(status.publicUrl ?? '', /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(status.since, new Date(bench.clock.now()).toISOString());
    const url = await bench.onlyAddress();
    assert.match(url, new RegExp(`^${status.publicUrl ?? ''}/lc/${installId}/[\\w-]{32}$`));
  });

  it('begins and ends with a budget that is used up: nothing is left at LiveChat for its sake', async () => {
    const spent = await RelayBench.open({ admit: () => Promise.resolve(false) });
    try {
      const relay = await spent.live();
      await spent.onlyAddress();
      const missed = spent.connection.tickets.list({}, undefined, { priority: 'background' });
      await assert.rejects(missed, ({ failure }: { failure?: unknown }) => {
        assert.deepEqual(failure, { code: 'rate-limited', by: 'budget' });
        return true;
      });
      assert.equal((await relay.stop()).state, 'off');
      assert.deepEqual(await spent.registered(), []);
    } finally {
      await spent.close();
    }
  });

  it('brings each event of LiveChat here once', async () => {
    const relay = await bench.live();
    const { life } = bench.sandbox;
    const chat = life.startChat();
    await bench.happen(() => life.createTicket());
    await bench.happen(() => life.endChat(chat));
    await bench.sandbox.webhooks.idle();
    assert.deepEqual(bench.arrivals.map(({ kind }) => kind).sort(), [
      'chat_ended',
      'chat_started',
      'ticket_created',
    ]);
    assert.ok(bench.arrivals.every(({ account }) => account === 'classic:owner'));
    assert.ok(bench.sandbox.webhooks.deliveries.every(({ state }) => state === 'delivered'));
    assert.equal(relay.status().lastEventAt, new Date(bench.clock.now()).toISOString());
  });

  it('leaves nothing behind when it is stopped', async () => {
    const relay = await bench.live();
    assert.equal((await relay.stop()).state, 'off');
    assert.deepEqual(await bench.registered(), []);
    assert.equal(bench.tunnels.disposed, bench.tunnels.opened);
    assert.equal(bench.secrets.size, 0);
    bench.sandbox.life.createTicket();
    await bench.sandbox.webhooks.idle();
    assert.deepEqual(bench.arrivals, []);
  });

  it('keeps port, path and registration over a reload of the window', async () => {
    await (await bench.live()).dispose(true);
    const url = await bench.onlyAddress();
    const ids = (await bench.registered()).map(({ id }) => id);
    const again = bench.relay();
    again.setRole('leader');
    await stands(again, 'live');
    assert.equal(await bench.onlyAddress(), url);
    assert.deepEqual(
      (await bench.registered()).map(({ id }) => id),
      ids,
    );
    await bench.happen(() => bench.sandbox.life.createTicket());
  });

  it('is taken over by a window that does not see the secrets another stored', async () => {
    await (await bench.live()).dispose(false);
    const url = await bench.onlyAddress();
    bench.blind = true;
    const next = bench.relay();
    next.setRole('follower');
    await stands(next, 'follower');
    next.setRole('leader');
    await stands(next, 'live');
    assert.equal(await bench.onlyAddress(), url);
    await bench.happen(() => bench.sandbox.life.createTicket());
  });

  it('does not begin by itself long after, and then removes what was left', async () => {
    await (await bench.live()).dispose(true);
    bench.clock.advance(24 * 60 * 60_000);
    const next = bench.relay();
    await bench.lead(next);
    assert.equal(next.status().state, 'off');
    let left = 3;
    while (left > 0) left = (await bench.registered()).length;
    assert.equal(next.status().state, 'off');
  });

  it('begins by itself where that was set', async () => {
    await (await bench.live()).dispose(true);
    bench.clock.advance(24 * 60 * 60_000);
    bench.settings = { ...bench.settings, autoStart: true };
    const next = bench.relay();
    next.setRole('leader');
    await stands(next, 'live');
    assert.equal(bench.caughtUp.length, 1);
    await bench.onlyAddress();
  });

  it('unregisters a name that somebody else may get, when the last window closes', async () => {
    bench.tunnels.anonymousService = true;
    await (await bench.live()).dispose(true);
    assert.deepEqual(await bench.registered(), []);
  });

  it('sweeps what a crash left, and touches nothing of anybody else', async () => {
    await bench.leave();
    await bench.leave(`/lc/${installId}/${'y'.repeat(32)}`, 'ticket_created');
    const other = await bench.leave(`/lc/another-laptop/${'z'.repeat(32)}`);
    const foreign = await bench.leave('/hooks/of-somebody');
    const relay = await bench.live();
    const ids = (await bench.registered()).map(({ id }) => id);
    assert.equal(ids.length, 5);
    assert.ok(ids.includes(other) && ids.includes(foreign));
    assert.deepEqual(await relay.foreignWebhooks(), [
      { id: other, event: 'chat_started', host: '127.0.0.1' },
    ]);
    await relay.removeForeign([other, foreign]);
    assert.deepEqual(
      (await bench.registered()).filter(({ id }) => id === other || id === foreign).map(({ id }) => id),
      [foreign],
    );
  });

  it('follows a change of the wanted events without a new address', async () => {
    const relay = await bench.live();
    const url = await bench.onlyAddress();
    bench.settings = { ...bench.settings, events: ['ticket_created'] };
    relay.refresh('events');
    await stands(relay, 'registering');
    await stands(relay, 'live');
    assert.equal(await bench.onlyAddress(['ticket_created']), url);
  });

  it('needs a person where nobody is signed in, and goes on once somebody is', async () => {
    bench.account = undefined;
    const relay = bench.relay();
    await bench.lead(relay);
    assert.equal((await relay.start({ interactive: true })).state, 'needs-user');
    assert.deepEqual(relay.view.problem, { kind: 'livechat', failure: { code: 'not-signed-in' } });
    bench.account = 'classic:owner';
    relay.refresh('account');
    await stands(relay, 'live');
    await bench.onlyAddress();
  });

  it('takes no old path to another account', async () => {
    const relay = await bench.live();
    const url = await bench.onlyAddress();
    bench.account = 'classic:second';
    relay.refresh('account');
    await reached(relay, ({ state }) => state !== 'live');
    await stands(relay, 'live');
    assert.notEqual(await bench.onlyAddress(), url);
    assert.equal((await bench.happen(() => bench.sandbox.life.createTicket())).account, 'classic:second');
  });

  it('writes no path and no token to the log, and tells of each what must be hidden', async () => {
    const lines: string[] = [];
    const note = (line: string): void => void lines.push(line);
    const hidden = new Set<string>();
    const relay = await bench.live({
      log: { trace: note, debug: note, info: note, warn: note, error: note },
      hide: (secret) => hidden.add(secret),
    });
    bench.tunnels.host = 'localhost';
    bench.tunnels.close();
    bench.clock.advance(1_000);
    await stands(relay, 'live');
    await relay.sendTestEvent('ticket_created', 'Ada Test');
    const rows = await bench.registered();
    await relay.stop();
    const secrets = rows.flatMap(({ url, secret }) => [new URL(url).pathname, secret ?? '']);
    assert.ok(secrets.every((secret) => hidden.has(secret)));
    assert.ok(lines.length > 0);
    assert.ok(lines.every((line) => [...hidden].every((secret) => !line.includes(secret))));
  });

  it('does nothing in a window that does not lead', async () => {
    const relay = bench.relay();
    relay.setRole('follower');
    assert.equal((await relay.start({ interactive: true })).state, 'follower');
    assert.equal((await relay.stop()).state, 'follower');
    assert.equal(bench.tunnels.opened, 0);
  });

  it('lets go of everything but the registrations when the lead is lost', async () => {
    const relay = await bench.live();
    const url = await bench.onlyAddress();
    relay.setRole('electing');
    await relay.release();
    assert.equal(bench.tunnels.disposed, 1);
    const next = bench.relay();
    next.setRole('follower');
    next.setRole('leader');
    await stands(next, 'live');
    assert.equal(await bench.onlyAddress(), url);
  });
}).timeout(15_000);
