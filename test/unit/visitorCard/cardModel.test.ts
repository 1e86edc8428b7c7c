import assert from 'node:assert/strict';
import type { PersonFound } from '../../../src/core/actions/searchPerson';
import { FailureError } from '../../../src/core/domain/failure';
import { shieldView } from '../shield/support/people';
import { account, at, Card, chatItem, chatOf, mail, subject, ticketItem } from './support/card';

describe('the visitor card', () => {
  let card: Card;
  beforeEach(() => (card = new Card()));
  afterEach(() => card.model.dispose());

  it('lists the other tickets and chats of the person, newest first, with status and time', async () => {
    card.history = {
      ...{ total: 4, keptSince: at },
      items: [
        chatItem('C1', 'A', 9, 'Thanks!'),
        ticketItem('T0', 8),
        ticketItem('T1', 7),
        ticketItem('T2', 1),
      ],
    };
    await card.open();
    const { entries = [], completeness, person } = card.state();
    assert.deepEqual(
      entries.map(({ kind, id, title, status }) => [kind, id, title, status?.label]),
      [
        ['chat', 'A', 'Thanks!', 'Ended'],
        ['ticket', 'T1', 'Subject of T1', 'Solved'],
        ['ticket', 'T2', 'Subject of T2', 'Solved'],
      ],
    );
    assert.equal(entries[0]?.moment?.iso, new Date(at + 9 * 60_000).toISOString());
    assert.equal(person, mail);
    assert.match(
      completeness ?? '',
      /^From what is kept on this machine since .*2026.*\. LiveChat may have more\.$/,
    );
    assert.deepEqual(card.asked, [`${account} ${mail} 200`]);
  });

  it('says so without an address, and asks for nothing', async () => {
    await card.open({ ...subject, person: { name: 'Kim Doe' } });
    const { person, ...rest } = card.state();
    assert.match(person, /^No e-mail address of this person is known\./);
    assert.deepEqual(Object.keys(rest), ['labels', 'hasAddress']);
    assert.deepEqual(card.asked, []);
  });

  it('says where it could not look', async () => {
    card.history = new Error('locked');
    await card.open();
    assert.match(card.state().completeness ?? '', /could not be read/);
    card.history = { items: [], total: 0 };
    card.items.fire(undefined);
    await card.pass();
    assert.equal(
      card.state().completeness,
      'No other ticket or chat of this person is known here. Nothing is kept on this machine yet. LiveChat may have more.',
    );
  });

  it('reads once for a burst of changes, and not for panels that are passed through', async () => {
    for (const id of ['a', 'b', 'c']) card.model.show({ ...subject, person: { mail: `${id}@example.com` } });
    await card.pass();
    assert.deepEqual(card.asked, [`${account} c@example.com 200`]);
    for (let count = 0; count < 5; count += 1) card.items.fire(undefined);
    await card.pass();
    assert.equal(card.asked.length, 2);
    card.model.show({ ...subject, person: { mail: 'C@EXAMPLE.com' } });
    await card.pass();
    assert.equal(card.asked.length, 2);
  });

  it('reads what has changed while it was hidden once it is shown again', async () => {
    await card.open();
    card.isShown = false;
    card.items.fire(undefined);
    await card.pass();
    assert.equal(card.asked.length, 1);
    card.model.look();
    await card.pass();
    card.model.look();
    await card.pass();
    assert.equal(card.asked.length, 2);
  });

  it('searches LiveChat on request only, with progress, and adds what it finds', async () => {
    card.history = { items: [ticketItem('T1', 7)], total: 1, keptSince: at };
    const running: (string | undefined)[] = [];
    card.search = ({ onProgress }) => {
      onProgress({ calls: 1, tickets: 2, chats: 0 });
      running.push(card.state().search?.text);
      const { events, ...chat } = { ...chatOf('C9', 'Z', 'Found'), events: [] };
      return Promise.resolve({
        tickets: [
          { id: 'T1', modified: '2026-05-01T00:00:00.000Z' },
          { id: 'T9', subject: 'Old' },
        ],
        chats: [{ ...chat, endedAt: '2026-06-02T00:00:00.000Z', events }],
        isComplete: true,
      });
    };
    await card.open();
    await card.model.searchLiveChat();
    assert.deepEqual(running, ['Searching… Calls: 1, tickets: 2, chats: 0']);
    const { entries = [], search, completeness } = card.state();
    assert.deepEqual(
      entries.map(({ id, title }) => [id, title]),
      [
        ['Z', 'Found'],
        ['T1', 'Subject of T1'],
        ['T9', 'Old'],
      ],
    );
    assert.equal(search?.isRunning, false);
    assert.match(search.text, /^Searched LiveChat at .*\. Tickets: 2, chats: 1, calls: 1\.$/);
    assert.ok(!completeness?.includes('may have more'));
  });

  it('says that a classic account cannot search chats, and that pages were left', async () => {
    card.search = () => Promise.resolve({ tickets: [], isComplete: false });
    await card.open();
    await card.model.searchLiveChat();
    assert.match(
      card.state().search?.text ?? '',
      /cannot search chats by person\. There are more pages of results, which were not read\.$/,
    );
  });

  it('shows nothing of a search for the person before', async () => {
    const other = { ...subject, person: { mail: 'ann@example.com' } };
    card.history = { items: [], total: 0, keptSince: at };
    await card.open();
    let finish = (_found: PersonFound): void => undefined;
    card.search = () => new Promise((resolve) => (finish = resolve));
    const searching = card.model.searchLiveChat();
    await card.open(other);
    finish({ tickets: [{ id: 'T9', subject: 'Of Kim' }], isComplete: true });
    await searching;
    assert.deepEqual([card.model.search, card.model.items], [undefined, []]);
  });

  it('says that a search was canceled, or why it failed', async () => {
    const failure = new FailureError({ code: 'cancelled' });
    card.search = ({ signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(failure)));
    await card.open();
    const searching = card.model.searchLiveChat();
    assert.equal(card.state().search?.isRunning, true);
    card.model.cancel();
    await searching;
    assert.deepEqual(card.state().search, { isRunning: false, text: 'The search was canceled.' });
    card.search = () => Promise.reject(new FailureError({ code: 'unauthorized' }));
    await card.model.searchLiveChat();
    assert.notEqual(card.state().search?.text, '');
    assert.equal(card.state().search?.isRunning, false);
  });

  it('ends the search of a person who is no longer shown, and forgets what it found', async () => {
    let aborted = false;
    card.search = ({ signal }) => new Promise(() => signal.addEventListener('abort', () => (aborted = true)));
    await card.open();
    void card.model.searchLiveChat();
    await card.open({ ...subject, person: { mail: 'other@example.com' } });
    assert.equal(aborted, true);
    assert.equal(card.state().search, undefined);
  });

  it('keeps notes as they are typed, and shows those of another window', async () => {
    await card.open();
    assert.deepEqual([card.state().note?.text, card.state().note?.savedAt], ['', 0]);
    assert.equal(await card.model.type('Prefers e-mail', 10), true);
    assert.deepEqual(card.stored, { text: 'Prefers e-mail', savedAt: 10 });
    card.stored = { text: 'Prefers phone', savedAt: 20 };
    card.notes.fire(undefined);
    await card.pass();
    assert.deepEqual([card.state().note?.text, card.state().note?.savedAt], ['Prefers phone', 20]);
    card.stored = undefined;
    card.notes.fire(undefined);
    await card.pass();
    assert.deepEqual([card.state().note?.text, card.state().note?.savedAt], ['', 21]);
  });

  it('says why a note is not saved, and keeps its text', async () => {
    await card.open();
    card.fault = 'full';
    assert.equal(await card.model.type('Do not lose me', 10), false);
    card.notes.fire(undefined);
    await card.pass();
    const { note } = card.state();
    assert.equal(note?.text, 'Do not lose me');
    assert.match(note.problem ?? '', /^The note is not saved\. The disk is full/);
    card.fault = undefined;
    await card.model.type('Do not lose me!', 11);
    assert.equal(card.state().note?.problem, undefined);
  });

  it('is masked by the privacy shield, the note until it is shown', async () => {
    const shield = shieldView();
    card.history = {
      ...{ total: 2, keptSince: at },
      items: [chatItem('C1', 'A', 9, `I am Kim Doe, ${mail}`), ticketItem('T1', 7, `Order of Kim Doe`)],
    };
    card.stored = { text: 'Kim Doe is kind. Write to kim@example.com.', savedAt: 3 };
    await card.open();
    const text = JSON.stringify({ ...card.state(shield), note: { ...card.state(shield).note, key: '' } });
    assert.doesNotMatch(text, /kim|doe|example\.com/i);
    const { note } = card.state(shield);
    assert.match(note?.masked?.text ?? '', /is kind\. Write to E-mail /);
    assert.equal(note?.text, '');
    assert.equal(card.state(shield, true).note?.text, card.stored.text);
    card.stored = { text: 'VIP', savedAt: 4 };
    card.notes.fire(undefined);
    await card.pass();
    assert.deepEqual([card.state(shield).note?.text, card.state(shield).note?.masked], ['VIP', undefined]);
  });
});
