import assert from 'node:assert/strict';
import type { ArrivalKind } from '../../../src/core/domain/arrival';
import { Consents, type TicketPollingChoice } from '../../../src/ui/tunnels/consents';
import { TicketPolling } from '../../../src/ui/listening/ticketPolling';
import { allEvents } from './support/fakeEventService';
import { MemoryStorage } from './support/memoryStorage';

const chats = allEvents.filter((kind) => kind !== 'ticket_created');

describe('TicketPolling', () => {
  let storage: MemoryStorage;
  let account: string | undefined;
  let polled: readonly ArrivalKind[];
  let refused: boolean;
  let wanted: readonly ArrivalKind[];
  let answer: TicketPollingChoice | undefined;
  let asked: number;
  let free: boolean;
  let consents: Consents;
  let choice: TicketPolling;

  beforeEach(() => {
    storage = new MemoryStorage();
    account = 'platform:a';
    polled = ['ticket_created'];
    refused = false;
    wanted = allEvents;
    answer = 'ask';
    asked = 0;
    free = false;
    consents = new Consents(storage);
    choice = window(consents);
  });

  const window = (its = new Consents(storage)): TicketPolling =>
    new TicketPolling({
      consents: its,
      account: () => account,
      polled: () => polled,
      isRefused: () => refused,
      wanted: () => wanted,
      isFree: () => free,
      ask: () => {
        asked += 1;
        return Promise.resolve(answer);
      },
    });

  it('is off until chosen: only kinds that arrive as events are listened for', () => {
    assert.equal(choice.isEnabled, false);
    assert.deepEqual(choice.events, chats);
    assert.equal(asked, 0);
  });

  it('is on without a question if calls are free', async () => {
    free = true;
    assert.equal(await choice.prepare(), 'ready');
    assert.equal(asked, 0);
    assert.deepEqual(choice.events, allEvents);
  });

  it('offers a choice when the webhook for tickets was refused', async () => {
    polled = [];
    assert.equal(choice.isOpen, false);
    assert.equal(await choice.prepare(), 'ready');
    assert.equal(asked, 0);
    refused = true;
    assert.equal(choice.isOpen, true);
    assert.deepEqual(choice.events, allEvents, 'the next start tries the webhook again');
    assert.equal(await choice.prepare(), 'ready');
    assert.deepEqual([asked, choice.isEnabled], [1, true]);
  });

  it('asks once per account, across windows', async () => {
    assert.equal(await choice.prepare(), 'ready');
    assert.deepEqual([asked, choice.isEnabled], [1, true]);
    assert.deepEqual(choice.events, allEvents);
    assert.equal(await window().prepare(), 'ready');
    assert.equal(asked, 1);
  });

  it('does not ask again after “chats only”', async () => {
    answer = 'chats-only';
    assert.equal(await choice.prepare(), 'ready');
    assert.equal(await choice.prepare(), 'ready');
    assert.deepEqual([asked, choice.isEnabled], [1, false]);
    assert.deepEqual(choice.events, chats);
  });

  it('stores nothing when cancelled, and asks again', async () => {
    answer = undefined;
    assert.equal(await choice.prepare(), 'cancelled');
    assert.equal(storage.value, undefined);
    answer = 'ask';
    assert.equal(await choice.prepare(), 'ready');
    assert.equal(asked, 2);
  });

  it('keeps a choice per account', async () => {
    await choice.prepare();
    account = 'platform:b';
    assert.equal(choice.isEnabled, false);
    answer = 'chats-only';
    await choice.prepare();
    account = 'platform:a';
    assert.deepEqual([asked, choice.isEnabled], [2, true]);
  });

  it('does not ask when tickets arrive as events, are not wanted, or while signed out', async () => {
    polled = [];
    assert.deepEqual([choice.isOpen, choice.events], [false, allEvents]);
    assert.equal(await choice.prepare(), 'ready');
    polled = ['ticket_created'];
    wanted = chats;
    assert.deepEqual([choice.isOpen, choice.events], [false, chats]);
    assert.equal(await choice.prepare(), 'ready');
    wanted = allEvents;
    account = undefined;
    assert.equal(choice.isOpen, false);
    assert.equal(await choice.prepare(), 'ready');
    assert.equal(asked, 0);
  });

  it('can be changed, and follows another window after loading', async () => {
    await choice.prepare();
    const other = window();
    answer = 'chats-only';
    assert.equal(await other.change(), true);
    assert.equal(choice.isEnabled, true);
    await consents.load();
    assert.equal(choice.isEnabled, false);
    answer = undefined;
    assert.equal(await choice.change(), false);
    assert.equal(choice.isEnabled, false);
  });

  it('applies to the account that was active when the question was asked', async () => {
    const slow = new TicketPolling({
      consents,
      account: () => account,
      polled: () => polled,
      isFree: () => false,
      isRefused: () => refused,
      wanted: () => wanted,
      ask: () => {
        account = 'platform:b';
        return Promise.resolve('ask');
      },
    });
    await slow.prepare();
    assert.deepEqual(
      [consents.newTicketsOf('platform:a'), consents.newTicketsOf('platform:b')],
      ['ask', undefined],
    );
  });

  it('is deleted with the account, unlike other consents', async () => {
    await consents.agree('cloudflared:Cloudflare', 'cloudflared');
    await choice.prepare();
    await consents.forget('platform:a');
    const later = new Consents(storage);
    await later.load();
    assert.equal(later.newTicketsOf('platform:a'), undefined);
    assert.equal(later.has('cloudflared:Cloudflare'), true);
  });

  it('is off when the stored value is malformed', async () => {
    for (const newTickets of ['ask', 7, null, ['ask'], { 'platform:a': 'yes' }, { 'platform:a': true }]) {
      storage.value = { agreed: [], newTickets };
      await consents.load();
      assert.equal(choice.isEnabled, false, JSON.stringify(newTickets));
    }
    await consents.load();
    assert.equal(consents.newTicketsOf('constructor'), undefined);
  });
});
