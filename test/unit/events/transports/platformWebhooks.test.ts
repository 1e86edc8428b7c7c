import assert from 'node:assert/strict';
import type { Arrival, ArrivalKind } from '../../../../src/core/domain/arrival';
import { ticketPollMs } from '../../../../src/core/domain/callCost';
import type { Listener } from '../../../../src/core/events/listener/listener';
import { ListenerBench, installId, passUntil, reached, stands } from '../support/listenerBench';

const chats: readonly ArrivalKind[] = ['chat_started', 'chat_ended'];
const elsewhere = (install: string): string => `https://other.test/lc/${install}/${'y'.repeat(32)}`;

describe('webhooks of a platform account', () => {
  let bench: ListenerBench;
  beforeEach(async () => (bench = await ListenerBench.openPlatform()));
  afterEach(() => bench.close());

  const routes = (): string[] => bench.calls.map(({ method, route }) => `${method} ${route}`);
  const made = (): number => routes().filter((route) => route.endsWith('/register_webhook')).length;
  const post = async (url: string, body: unknown): Promise<number> => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).status;
  };
  /** A webhook that another program registered for the same application. */
  const others = async (count: number, url = (at: number) => `https://crm${at}.test/hook`): Promise<void> => {
    for (let at = 0; at < count; at += 1)
      await bench.connection.webhooks.create({ event: 'chat_started', url: url(at) });
  };

  it('are registered once for each event, for tickets at HelpDesk, and deliver each event once', async () => {
    const listener = await bench.live();
    await bench.onlyAddress();
    assert.equal(listener.view.newTickets, 'webhook');
    assert.deepEqual(listener.status().events, ['chat_started', 'chat_ended', 'ticket_created']);
    const { simulator } = bench.sandbox;
    let chat = '';
    const started = await bench.happen(() => (chat = simulator.startChat({ name: 'Kim' })));
    assert.ok(started.kind === 'chat_started' && started.visitor.name === 'Kim');
    assert.equal(started.reference, undefined);
    const ended = await bench.happen(() => simulator.endChat(chat));
    assert.ok(ended.kind === 'chat_ended' && ended.reference?.chatId, 'its ids are all that is told');
    assert.equal(ended.chat.id, started.chat.id);
    const created = await bench.happen(() => simulator.createTicket({ subject: 'Believe me' }));
    assert.ok(created.kind === 'ticket_created' && created.reference);
    assert.equal(created.ticket.subject, undefined, 'nothing is believed that nobody proved');
    assert.equal(bench.arrivals.length, 3);
  });

  it('are not created again if HelpDesk does not list a created one', async () => {
    const listener = await bench.live();
    const path = '/helpdesk/v1/webhooks';
    bench.sandbox.faults.next({ status: 404, match: { method: 'GET', path }, times: Infinity });
    const countOf = (route: string): number => routes().filter((one) => one === route).length;
    const [lists, creations] = [countOf('GET /webhooks'), countOf('POST /webhooks')];
    assert.equal(creations, 1);
    bench.clock.sleep(7 * 60 * 60_000);
    await passUntil(bench.clock, 0, () => countOf('GET /webhooks') > lists);
    bench.clock.advance(60_000);
    await reached(listener, ({ lastProbeAt }) => lastProbeAt === new Date(bench.clock.now()).toISOString());
    assert.equal(listener.view.state, 'live');
    assert.deepEqual([countOf('GET /webhooks'), countOf('POST /webhooks')], [lists + 1, creations]);
  });

  it('are rechecked, reused after a restart and removed if HelpDesk never lists them', async () => {
    const path = '/helpdesk/v1/webhooks';
    bench.sandbox.faults.next({ status: 404, match: { method: 'GET', path }, times: Infinity });
    const countOf = (route: string): number => routes().filter((one) => one === route).length;
    const listener = await bench.live();
    assert.ok((await listener.doctor()).every(({ result }) => result === 'ok'));
    await listener.start({ interactive: true, recheck: true });
    await stands(listener, 'live');
    await listener.dispose(true);
    const again = bench.listener();
    again.setRole('leader');
    await stands(again, 'live');
    assert.equal(countOf('POST /webhooks'), 1);
    await again.stop();
    assert.equal(countOf('DELETE /webhooks/*'), 1);
  });

  it('are reused after a restart, without a new registration', async () => {
    await (await bench.live()).dispose(true);
    const before = (await bench.registered()).map(({ id }) => id);
    const makings = made();
    const again = bench.listener();
    again.setRole('leader');
    await stands(again, 'live');
    assert.deepEqual(
      (await bench.registered()).map(({ id }) => id),
      before,
    );
    assert.equal(made(), makings);
    await bench.happen(() => bench.sandbox.simulator.startChat());
  });

  it('are replaced if their secret was lost, without a duplicate', async () => {
    await (await bench.live()).dispose(true);
    const before = (await bench.registered()).map(({ id }) => id);
    bench.secrets.clear();
    const again = bench.listener();
    again.setRole('leader');
    await stands(again, 'live');
    await bench.onlyAddress();
    const after = (await bench.registered()).map(({ id }) => id);
    assert.ok(!after.some((id) => before.includes(id) && !id.startsWith('helpdesk:')));
    await bench.happen(() => bench.sandbox.simulator.startChat());
  });

  it('wait for the user if other clients use all three slots, and keep theirs', async () => {
    await others(2);
    await others(1, () => elsewhere('another-machine'));
    const listener = bench.listener();
    await bench.lead(listener);
    assert.equal((await listener.start({ interactive: true })).state, 'needs-user');
    assert.deepEqual(listener.view.problem, {
      kind: 'full',
      event: 'chat_started',
      hosts: ['crm0.test', 'crm1.test', 'other.test'],
      isOurs: true,
    });
    const starts = (await bench.registered()).filter(({ event }) => event === 'chat_started');
    assert.equal(starts.length, 3);
    const foreign = (await listener.foreign?.list()) ?? [];
    assert.deepEqual(
      foreign.map(({ host }) => host),
      ['other.test'],
    );
    await listener.foreign?.remove(foreign.map(({ id }) => id));
    listener.retry({ interactive: true });
    await stands(listener, 'live');
    await bench.happen(() => bench.sandbox.simulator.startChat());
    await listener.stop();
    assert.deepEqual((await bench.registered()).map(({ url }) => new URL(url).host).sort(), [
      'crm0.test',
      'crm1.test',
    ]);
  });

  it('replace the old ones when the address changes and all slots are used', async () => {
    await others(2);
    const listener = await bench.live();
    bench.tunnels.host = 'localhost';
    bench.tunnels.close();
    bench.clock.advance(1_000);
    await stands(listener, 'live');
    const starts = (await bench.registered()).filter(({ event }) => event === 'chat_started');
    assert.deepEqual(starts.map(({ url }) => new URL(url).hostname).sort(), [
      'crm0.test',
      'crm1.test',
      'localhost',
    ]);
    await bench.happen(() => bench.sandbox.simulator.startChat());
  });

  it('are removed from both APIs when listening stops', async () => {
    const listener = await bench.live();
    assert.equal((await listener.stop()).state, 'off');
    assert.deepEqual(await bench.registered(), []);
    assert.equal(bench.secrets.size, 0);
  });

  it('are accepted only with their secret, while no HelpDesk webhook is registered', async () => {
    bench.settings = { ...bench.settings, events: chats };
    await bench.live();
    const url = await bench.onlyAddress(chats);
    const payload = { chat_id: 'C1', thread_id: 'T1' };
    for (const secret of ['wrong', '', undefined]) {
      assert.equal(await post(url, { action: 'chat_deactivated', payload, secret_key: secret }), 401);
    }
    const forged = { eventType: 'tickets.create', payload: { ID: 'abc' } };
    assert.equal(await post(url, forged), 401);
    assert.deepEqual(bench.arrivals, []);
  });

  it('accept unverified new tickets, and nothing else, once a HelpDesk webhook is registered', async () => {
    await bench.live();
    const url = await bench.onlyAddress();
    assert.equal(await post(url, { eventType: 'tickets.update', payload: { ID: 'abc' } }), 401);
    assert.equal(await post(url, { eventType: 'tickets.create', payload: { ID: '../x' } }), 401);
    assert.equal(await post(url, { eventType: 'tickets.create', payload: { ID: 'abc' } }), 200);
    assert.deepEqual(
      bench.arrivals.map(({ reference }) => reference),
      [{}],
    );
  });

  it('pass the diagnostics, and deliver a test event of each kind', async () => {
    const listener = await bench.live();
    const checks = await listener.doctor();
    assert.deepEqual([...new Set(checks.map(({ result }) => result))], ['ok'], JSON.stringify(checks));
    for (const kind of bench.settings.events) {
      assert.equal((await listener.sendTestEvent(kind, 'Ada')).kind, 'delivered');
    }
    assert.deepEqual(
      bench.arrivals.map(({ kind, reference }) => [kind, reference]),
      bench.settings.events.map((kind) => [kind, undefined]),
    );
  });

  const malformed = {
    'no such address': { status: 404 },
    'a refusal': { status: 403 },
    'an error': { status: 500, times: 9 },
    'a word in place of a webhook': { status: 200, body: 'OK' },
  };
  for (const [name, fault] of Object.entries(malformed)) {
    it(`work without HelpDesk if its response is ${name}, and report it`, async () => {
      bench.sandbox.faults.next({ ...fault, match: { method: 'POST', path: '/helpdesk/v1/webhooks' } });
      const listener = await bench.live();
      assert.equal(listener.view.newTickets, 'refused');
      assert.deepEqual(listener.status().events, chats);
      await bench.onlyAddress(chats);
      await bench.happen(() => bench.sandbox.simulator.startChat());
      bench.sandbox.faults.clear();
      await listener.stop();
      assert.deepEqual(await bench.registered(), []);
    });
  }

  const listings = (): number =>
    routes().filter((route) => route === 'GET /tickets' || route.endsWith('/tickets')).length;
  /** Advances to the next ticket poll, and answers each health check on the way. */
  const aWhileOf = async (listener: Listener): Promise<void> => {
    const end = bench.clock.now() + ticketPollMs;
    while (bench.clock.now() < end) {
      bench.clock.advance(60_000);
      const now = new Date(bench.clock.now()).toISOString();
      await reached(listener, ({ lastProbeAt }) => lastProbeAt === now);
    }
  };

  it('are replaced by polling for tickets if HelpDesk refuses webhooks and the user agreed', async () => {
    bench.sandbox.faults.next({ status: 404, match: { method: 'POST', path: '/helpdesk/v1/webhooks' } });
    const listener = await bench.live();
    await aWhileOf(listener);
    assert.equal(listings(), 0);
    bench.settings = { ...bench.settings, pollsTickets: true };
    assert.equal(listener.view.newTickets, 'polling');
    bench.sandbox.simulator.createTicket({ subject: 'Found' });
    await aWhileOf(listener);
    const isIt = (one: Arrival): boolean => one.kind === 'ticket_created' && one.ticket.subject === 'Found';
    await passUntil(bench.clock, 0, () => bench.arrivals.some(isIt));
    assert.ok(bench.arrivals.find(isIt)?.eventId.startsWith('live-'));
    assert.equal(listings(), 1);
  });

  it('need no polling while a HelpDesk webhook reports new tickets', async () => {
    bench.settings = { ...bench.settings, pollsTickets: true };
    const listener = await bench.live();
    await aWhileOf(listener);
    assert.equal(listener.view.newTickets, 'webhook');
    assert.equal(listings(), 0);
  });

  it('work without HelpDesk if the account does not have it', async () => {
    bench.sandbox.platform.switches.setProducts(['LiveChat']);
    const listener = await bench.live();
    assert.equal(listener.view.newTickets, 'refused');
    await bench.onlyAddress(chats);
  });

  it('replace only those that an earlier run of this installation left for the application', async () => {
    await bench.leave();
    await others(1);
    await bench.live();
    const urls = (await bench.registered()).map(({ url }) => url);
    assert.equal(urls.filter((url) => url.includes(`/lc/${installId}/`)).length, 3);
    assert.ok(urls.some((url) => url.startsWith('https://crm0.test/')));
  });
});

describe('webhooks of an application that does not exist', () => {
  it('wait for the user to enter another client id', async () => {
    const bench = await ListenerBench.openPlatform('0123456789abcdef');
    try {
      const listener = bench.listener();
      await bench.lead(listener);
      assert.equal((await listener.start({ interactive: true })).state, 'needs-user');
      const failure = { code: 'unsupported', field: 'clientId' };
      assert.deepEqual(listener.view.problem, { kind: 'livechat', failure });
    } finally {
      await bench.close();
    }
  });
});

describe('a gateway that does not know a webhook call', () => {
  it('is not taken for an application that does not exist, and is retried', async () => {
    const bench = await ListenerBench.openPlatform();
    try {
      const listener = bench.listener();
      await bench.lead(listener);
      const body = { message: 'no Route matched' };
      const path = '/v3.6/configuration/action/list_webhooks';
      bench.sandbox.faults.next({ status: 404, body, match: { method: 'POST', path }, times: 1 });
      assert.equal((await listener.start({ interactive: true })).state, 'backoff');
      assert.deepEqual(listener.view.problem, { kind: 'livechat', failure: { code: 'not-found' } });
    } finally {
      await bench.close();
    }
  });
});
