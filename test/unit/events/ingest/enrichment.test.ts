import assert from 'node:assert/strict';
import { systemClock } from '../../../../src/core/base/clock';
import { silentLog } from '../../../../src/core/base/log';
import type { Arrival } from '../../../../src/core/domain/arrival';
import type { EventTransportKind } from '../../../../src/core/domain/capabilities';
import { fail } from '../../../../src/core/domain/failure';
import { changeState, testDatabase } from '../../storage/support/testDatabase';
import { openJournal } from '../../../../src/core/events/journal/openJournal';
import type { Lookups } from '../../../../src/core/events/ingest/eventEnricher';
import { EventServiceBench, type OpenWindow } from '../support/eventServiceBench';
import { livePort, lookupsOf } from '../support/connectionPorts';
import { ListenerBench } from '../support/listenerBench';

const account = 'platform:owner';

describe('reference-only events', function () {
  this.timeout(20_000);
  let bench: EventServiceBench;
  let way: EventTransportKind;
  beforeEach(async () => {
    bench = await EventServiceBench.open(await ListenerBench.openPlatform());
    way = 'webhooks';
  });
  afterEach(() => bench.close());

  const window = (lookups: Partial<Lookups> = {}): Promise<OpenWindow> => {
    const { connection } = bench.account;
    const { live } = connection;
    assert.ok(live);
    return bench.window({
      lookups: { ...lookupsOf(connection), ...lookups },
      transport: () => way,
      live: livePort(live),
    });
  };
  const listening = async (lookups: Partial<Lookups> = {}): Promise<OpenWindow> => {
    const one = await window(lookups);
    assert.equal((await one.eventService.start({ interactive: true })).state, 'live');
    return one;
  };
  const callsOf = (route: string): number =>
    bench.account.calls.filter((call) => call.route.endsWith(route)).length;
  const reported = ({ arrivals }: OpenWindow): string[] => arrivals.map(({ kind }) => kind);
  const post = async (body: unknown): Promise<number> => {
    const [{ url } = { url: '' }] = await bench.account.registered();
    const headers = { 'content-type': 'application/json' };
    return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).status;
  };

  it('are completed with one call each, and then reported', async () => {
    const one = await listening();
    const { simulator } = bench.account.sandbox;
    const chat = simulator.startChat({ name: 'Kim', text: 'Hello there' });
    await bench.until(() => one.arrivals.length === 1);
    simulator.endChat(chat);
    await bench.until(() => one.arrivals.length === 2);
    simulator.createTicket({ subject: 'Where is it?' });
    await bench.until(() => one.arrivals.length === 3);
    const [started, ended, created] = one.arrivals;
    assert.ok(started?.kind === 'chat_started' && ended?.kind === 'chat_ended');
    assert.equal(ended.visitor.name, 'Kim');
    assert.ok(ended.chat.messages.some(({ text }) => text === 'Hello there'));
    assert.ok(ended.chat.ended_timestamp);
    assert.equal(ended.chat.started_timestamp, started.chat.started_timestamp);
    assert.ok(created?.kind === 'ticket_created' && created.ticket.subject === 'Where is it?');
    assert.ok(one.arrivals.every(({ reference }) => reference === undefined));
    assert.deepEqual([callsOf('/get_chat'), callsOf('/tickets/*')], [1, 1]);
    const { entries } = await one.eventService.journal.page();
    assert.deepEqual(entries.map(({ arrival }) => arrival).reverse(), one.arrivals);
  });

  it('are reported with the known fields if a chat cannot be read', async () => {
    const one = await listening({ chat: () => fail({ code: 'forbidden', reasons: [] }) });
    const { simulator } = bench.account.sandbox;
    const chat = simulator.startChat({ name: 'Kim', email: 'kim@mail.test' });
    await bench.until(() => one.arrivals.length === 1);
    simulator.endChat(chat);
    await bench.until(() => one.arrivals.length === 2);
    const [started, ended] = one.arrivals;
    assert.ok(started?.kind === 'chat_started' && ended?.kind === 'chat_ended');
    assert.deepEqual(ended.visitor, started.visitor);
    assert.equal(ended.chat.started_timestamp, started.chat.started_timestamp);
    assert.ok(ended.chat.ended_timestamp);
  });

  it('are ignored for a spoofed ticket, without a call for its retry', async () => {
    const one = await listening();
    const forged = { eventType: 'tickets.create', payload: { ID: '11111111-2222-3333-4444-555555555555' } };
    assert.equal(await post(forged), 200);
    await bench.until(() => callsOf('/tickets/*') === 1);
    assert.equal(await post(forged), 200);
    bench.account.sandbox.simulator.createTicket({ subject: 'A true one' });
    await bench.until(() => one.arrivals.length === 1);
    assert.deepEqual(reported(one), ['ticket_created']);
    assert.equal(callsOf('/tickets/*'), 2);
    assert.equal((await one.eventService.journal.page()).entries.length, 1);
    assert.equal(await one.eventService.journal.unreadCount(), 1);
  });

  it('are refused with 503 while too many spoofed tickets wait', async () => {
    await listening({
      ticket: (_, { signal }) => new Promise((_done, no) => signal?.addEventListener('abort', no)),
    });
    const idOf = (at: number): string => `11111111-2222-3333-4444-${String(at).padStart(12, '0')}`;
    const forge = (at: number) => post({ eventType: 'tickets.create', payload: { ID: idOf(at) } });
    const answers = new Set<number>();
    for (let at = 0; at < 210; at += 1) answers.add(await forge(at));
    assert.deepEqual([...answers], [200, 503]);
  });

  it('are not fetched after a gap if HelpDesk refuses webhooks and polling has no consent', async () => {
    const noWebhook = { status: 404, match: { method: 'POST', path: '/helpdesk/v1/webhooks' } };
    for (const [pollsTickets, listings] of [
      [false, 0],
      [true, 1],
    ] as const) {
      bench.account.sandbox.faults.next(noWebhook);
      bench.account.settings = { ...bench.account.settings, pollsTickets };
      bench.account.calls.length = 0;
      const liveAt = Date.now() - 60 * 60_000;
      await changeState(bench.dir, 'listener', () => ({ account, liveAt }));
      const one = await listening();
      assert.equal(one.eventService.view.newTickets, pollsTickets ? 'polling' : 'refused');
      await bench.until(() => callsOf('/list_archives') === 1);
      assert.equal(callsOf('/tickets'), listings);
      await one.eventService.stop();
      await one.eventService.dispose();
    }
  });

  it('are reported once even if the same ticket is delivered again', async () => {
    const one = await listening();
    bench.account.sandbox.simulator.createTicket({ subject: 'Once' });
    await bench.until(() => one.arrivals.length === 1);
    const [arrival] = one.arrivals;
    assert.ok(arrival?.kind === 'ticket_created');
    const again = { eventType: 'tickets.create', payload: { ID: arrival.ticket.id }, createdAt: 'later' };
    assert.equal(await post(again), 200);
    bench.account.sandbox.simulator.createTicket({ subject: 'Twice' });
    await bench.until(() => one.arrivals.length === 2);
    assert.equal(callsOf('/tickets/*'), 2);
  });

  it('are completed and shown after a crash before completion', async () => {
    const { simulator } = bench.account.sandbox;
    const chat = simulator.startChat({ name: 'Kim' });
    simulator.endChat(chat);
    const { rows } = await bench.account.connection.chats.list({});
    const ended = rows[0];
    assert.ok(ended);
    const database = await testDatabase(bench.dir);
    const journal = openJournal({ database, clock: systemClock, log: silentLog });
    const bare = { agents: [], groups: [], tags: [], messages: [], events: [] };
    const left: Arrival = {
      kind: 'chat_ended',
      eventId: 'sha256-left',
      account,
      chat: { id: ended.chat.id, ...bare },
      visitor: {},
      pre_chat_survey: [],
      reference: { chatId: 'unknown' },
    };
    assert.equal(await journal.accept(left), 'kept');
    await journal.dispose();
    await database.close();
    const one = await window({ chat: () => Promise.resolve(ended) });
    await bench.until(() => one.shown.length === 1);
    assert.deepEqual(
      one.arrivals.map((arrival) => arrival.kind === 'chat_ended' && arrival.visitor.name),
      ['Kim'],
    );
    assert.deepEqual(one.shown, [{ kind: 'one', surface: 'toast', arrival: one.arrivals[0] }]);
    assert.equal(one.arrivals[0]?.eventId, 'sha256-left');
  });

  it('are identical from any source: none is lost or duplicated when the transport changes', async () => {
    way = 'socket';
    const one = await listening();
    const { simulator } = bench.account.sandbox;
    assert.deepEqual(await bench.account.registered(), []);
    const first = simulator.startChat({ name: 'First' });
    await bench.until(() => one.arrivals.length === 1);

    way = 'webhooks';
    one.eventService.refresh('account');
    const between = simulator.startChat({ name: 'Between' });
    await bench.until(
      () => one.eventService.status().state === 'live' && one.eventService.status().tunnel === 'fake',
    );
    await bench.until(() => one.arrivals.length === 2);
    assert.equal((await bench.account.registered()).length, 3);
    simulator.endChat(first);
    await bench.until(() => one.arrivals.length === 3);

    way = 'socket';
    one.eventService.refresh('account');
    simulator.endChat(between);
    await bench.until(
      () => one.eventService.status().state === 'live' && one.eventService.status().tunnel === undefined,
    );
    await bench.until(() => one.arrivals.length === 4);
    assert.deepEqual(await bench.account.registered(), [], 'nothing stays that nobody listens to');
    const last = simulator.startChat({ name: 'Last' });
    await bench.until(() => one.arrivals.length === 5);
    simulator.endChat(last);
    await bench.until(() => one.arrivals.length === 6);
    const names = one.arrivals.map((arrival) =>
      arrival.kind === 'ticket_created' ? 'ticket' : `${arrival.kind} ${arrival.visitor.name ?? ''}`,
    );
    assert.deepEqual(names.sort(), [
      'chat_ended Between',
      'chat_ended First',
      'chat_ended Last',
      'chat_started Between',
      'chat_started First',
      'chat_started Last',
    ]);
    await one.eventService.stop();
    assert.deepEqual(await bench.account.registered(), []);
  });
});
