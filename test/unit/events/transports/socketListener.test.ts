import assert from 'node:assert/strict';
import type { Arrival } from '../../../../src/core/domain/arrival';
import type { Page } from '../../../../src/core/domain/connection';
import { fail } from '../../../../src/core/domain/failure';
import { ticketPollMs } from '../../../../src/core/domain/callCost';
import type { TicketRow } from '../../../../src/core/domain/ticket';
import type { Listener } from '../../../../src/core/events/listener/listener';
import type { ListenerSettings } from '../../../../src/core/events/status/listenerStatus';
import { chat, FakeRtm } from '../rtm/support/fakeRtm';
import { reached, stands } from '../support/listenerBench';
import { livePort, noTickets, listenerOver, type SocketParts } from '../support/socketBench';

describe('listening through a socket', () => {
  let rtm: FakeRtm;
  let listeners: Listener[];
  let arrivals: Arrival[];
  let caughtUp: number[];
  let moved: string[];
  let stored: unknown;
  let settings: ListenerSettings;

  beforeEach(() => {
    rtm = new FakeRtm();
    [listeners, arrivals, caughtUp, moved] = [[], [], [], []];
    stored = undefined;
    settings = { events: ['chat_started', 'chat_ended', 'ticket_created'], port: 0, autoStart: false };
  });
  afterEach(async () => {
    for (const listener of listeners) await listener.dispose(true);
  });

  const createListener = (parts: SocketParts = {}): Listener => {
    const listener = listenerOver(rtm, {
      settings: () => settings,
      accept: (arrival) => Promise.resolve(arrivals.push(arrival)),
      catchUp: (since) => Promise.resolve(caughtUp.push(since)),
      storage: {
        read: () => Promise.resolve(structuredClone(stored)),
        write: (value) => {
          stored = structuredClone(value);
          return Promise.resolve();
        },
      },
      live: livePort({ movedTo: (region) => Promise.resolve(void moved.push(region)) }),
      ...parts,
    });
    listeners.push(listener);
    return listener;
  };

  const live = async (parts: SocketParts = {}): Promise<Listener> => {
    const listener = createListener(parts);
    listener.setRole('leader');
    assert.equal((await listener.start({ interactive: true })).state, 'live');
    await rtm.flush();
    return listener;
  };

  it('goes live with one action, and reports chats', async () => {
    const listener = await live();
    rtm.push('incoming_chat', { chat: chat('1') });
    await rtm.flush();
    const [arrival] = arrivals;
    assert.deepEqual([arrival?.kind, arrival?.account], ['chat_started', 'platform:a']);
    assert.match(arrival?.eventId ?? '', /^live-/);
    assert.ok(listener.view.lastEventAt);
    assert.deepEqual([listener.view.tunnel, listener.view.publicUrl], [undefined, undefined]);
  });

  it('ignores events that are not selected in the settings', async () => {
    settings = { ...settings, events: ['chat_ended'] };
    await live();
    rtm.push('incoming_chat', { chat: chat('1') });
    await rtm.flush();
    assert.deepEqual(arrivals, []);
  });

  it('reconnects after increasing delays, and fetches missed events', async () => {
    const listener = await live();
    rtm.opens = false;
    rtm.closeSocket();
    assert.equal(listener.view.state, 'backoff');
    const waits: number[] = [];
    for (let turn = 0; turn < 8; turn += 1) {
      const { nextTryAt } = listener.view;
      waits.push(Date.parse(nextTryAt ?? '') - rtm.clock.now());
      rtm.clock.advance(waits.at(-1) ?? 0);
      await reached(listener, ({ state }) => state === 'registering');
      rtm.clock.advance(15_000);
      await stands(listener, 'backoff');
    }
    assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    rtm.opens = true;
    const before = caughtUp.length;
    listener.retry({ interactive: true });
    await stands(listener, 'live');
    assert.equal(caughtUp.length, before + 1);
  });

  it('does not reconnect after a permanent disconnection until the user starts it', async () => {
    const listener = await live();
    rtm.push('agent_disconnected', { reason: 'connection_evicted' });
    assert.equal(listener.view.state, 'needs-user');
    assert.deepEqual(listener.view.problem, { kind: 'socket', code: 'too-many', word: 'connection_evicted' });
    rtm.clock.advance(3_600_000);
    assert.equal(rtm.requestsOf('login').length, 1);
    assert.equal((await listener.start({ interactive: true })).state, 'live');
  });

  it('reports that it would have made the agent accept chats, and does not reconnect', async () => {
    rtm.status = 'accepting_chats';
    const listener = createListener();
    listener.setRole('leader');
    assert.equal((await listener.start({ interactive: true })).state, 'needs-user');
    assert.deepEqual(listener.view.problem, { kind: 'socket', code: 'went-online' });
  });

  it('keeps an agent accepting chats who began to during the login, and reports it', async () => {
    rtm.status = 'accepting_chats';
    const readings = [false, true];
    const isAccepting = () => Promise.resolve(readings.shift());
    const listener = createListener({ live: livePort({ isAccepting }) });
    listener.setRole('leader');
    assert.equal((await listener.start({ interactive: true })).state, 'live');
    assert.equal(listener.view.note, 'accepting-unconfirmed');
    assert.deepEqual(rtm.requestsOf('set_routing_status'), []);
    assert.equal(rtm.requestsOf('login').length, 2);
  });

  it('keeps an agent of unknown earlier status accepting chats, and reports it', async () => {
    rtm.status = 'accepting_chats';
    const listener = createListener({ live: livePort({ isAccepting: () => Promise.resolve(undefined) }) });
    listener.setRole('leader');
    assert.equal((await listener.start({ interactive: true })).state, 'live');
    assert.equal(listener.view.note, 'accepting-unconfirmed');
    assert.deepEqual(rtm.requestsOf('set_routing_status'), []);
  });

  it('switches to another region once, without a loop', async () => {
    rtm.reject('login', 'misdirected_request', { region: 'fra' });
    const listener = createListener();
    listener.setRole('leader');
    assert.equal((await listener.start({ interactive: true })).state, 'backoff');
    assert.deepEqual(moved, ['fra']);
    assert.equal(rtm.requestsOf('login').length, 2);
  });

  it('reports the fix for a refused key and a refused token', async () => {
    const refused = createListener({
      live: livePort({
        endpoint: async () => await Promise.resolve().then(() => fail({ code: 'unauthorized' })),
      }),
    });
    refused.setRole('leader');
    await refused.start({ interactive: true });
    assert.deepEqual(refused.view.problem, { kind: 'livechat', failure: { code: 'unauthorized' } });
    rtm.reject('login', 'authentication');
    const socket = createListener();
    socket.setRole('leader');
    await socket.start({ interactive: true });
    assert.deepEqual(socket.view.problem, {
      kind: 'socket',
      code: 'token-refused',
      word: 'authentication',
    });
  });

  it('stays off after a stop, even in the next leader', async () => {
    const listener = await live();
    assert.equal((await listener.stop()).state, 'off');
    assert.equal(rtm.closed, 'closed');
    const next = createListener();
    next.setRole('leader');
    await stands(next, 'off');
  });

  it('continues after another leader, and closes the socket for a new leader', async () => {
    const listener = await live();
    listener.setRole('follower');
    await listener.release();
    assert.ok(rtm.closed);
    const next = createListener();
    next.setRole('follower');
    next.setRole('leader');
    await stands(next, 'live');
  });

  it('opens a new socket after the machine slept', async () => {
    const listener = await live();
    rtm.clock.sleep(3_600_000);
    await stands(listener, 'live');
    assert.equal(rtm.requestsOf('login').length, 2);
    assert.ok(caughtUp.length > 0);
  });

  it('fetches events that could not be stored', async () => {
    await live({ accept: () => Promise.reject(new Error('disk full')) });
    rtm.push('incoming_chat', { chat: chat('1') });
    await rtm.flush();
    rtm.replies.set('ping', () => ({}));
    for (let turn = 0; turn < 5; turn += 1) {
      rtm.clock.advance(15_000);
      await rtm.flush();
    }
    assert.equal(caughtUp.length, 1);
  });

  it('checks key, socket, login and response, and stops at the first failure', async () => {
    const listener = await live();
    const well = await listener.doctor();
    assert.deepEqual(
      well.map(({ name, result }) => [name, result]),
      [
        ['key', 'ok'],
        ['socket', 'ok'],
        ['login', 'ok'],
        ['round-trip', 'ok'],
      ],
    );
    await listener.stop();
    const ill = await listener.doctor();
    assert.deepEqual(
      ill.map(({ result }) => result),
      ['ok', 'ok', 'failed', 'skipped'],
    );
  });

  it('sends a test event through the normal path', async () => {
    const listener = await live();
    assert.equal((await listener.sendTestEvent('chat_started', 'Kim')).kind, 'delivered');
    const [arrival] = arrivals;
    assert.equal(arrival?.kind === 'chat_started' && arrival.visitor.name, 'Kim');
  });

  it('polls for tickets only with consent, with one call per poll, and reports each once', async () => {
    let calls = 0;
    let date = '';
    const tickets = (): Promise<Page<TicketRow>> => {
      calls += 1;
      const row = (id: string, made: string): TicketRow => ({
        kind: 'ticket',
        ticket: { id, subject: id, date: made },
        malformed: [],
      });
      const rows = [row('new', date), row('old', '2026-01-01T00:00:00.000Z')];
      return Promise.resolve({ ...noTickets, rows });
    };
    await live({ newTickets: tickets });
    rtm.replies.set('ping', () => ({}));
    const pass = async (): Promise<void> => {
      for (let passed = 0; passed < ticketPollMs; passed += 15_000) {
        rtm.clock.advance(15_000);
        await rtm.flush();
      }
    };
    await pass();
    assert.equal(calls, 0);
    settings = { ...settings, pollsTickets: true };
    date = new Date(rtm.clock.now()).toISOString();
    await pass();
    await pass();
    assert.equal(calls, 2);
    assert.deepEqual(
      arrivals.map(({ kind }) => kind),
      ['ticket_created'],
    );
  });
});
