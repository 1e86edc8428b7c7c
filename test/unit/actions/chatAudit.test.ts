import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { LiveChatApi } from '../../../src/core/domain/connection';
import { failureOf } from '../../../src/core/domain/failure';
import type { Fault } from '../../../src/sandbox/server/faults';
import { filesBelow } from '../support/sourceUnits';
import { ChatsFixture } from './support/chatsFixture';
import { myChat, writePaths } from './support/chatWritePaths';
import { afterPanel } from './support/sendInPanel';

/**
 * What each method does. `unlogged` ones change only what the person's app shows, or to whom. A new method does not
 * compile until it is listed.
 */
const methods: Readonly<Record<keyof LiveChatApi, 'reads' | 'writes' | 'unlogged'>> = {
  login: 'reads',
  timeLimits: 'reads',
  running: 'reads',
  get: 'reads',
  transferAgents: 'reads',
  tags: 'reads',
  findThread: 'reads',
  search: 'reads',
  follow: 'unlogged',
  unfollow: 'unlogged',
  markSeen: 'unlogged',
  send: 'writes',
  sendFile: 'writes',
  upload: 'writes',
  join: 'writes',
  leave: 'writes',
  transfer: 'writes',
  resume: 'writes',
  close: 'writes',
  tag: 'writes',
  untag: 'writes',
};

/** Where they may be called: each of these files logs its calls, or is called by one that does. */
const writers = [
  'src/core/actions/chats/chatActions.ts',
  'src/core/actions/chats/handOver.ts',
  'src/core/actions/sendMessage.ts',
  'src/core/api/checkedWrites.ts',
  'src/core/chats/sendMessageOnce.ts',
];

/** Faults of the call, and what the log says then. */
const cases: Readonly<Record<string, { readonly fault?: Fault; readonly outcome: string }>> = {
  nothing: { outcome: 'done' },
  'a 403': { fault: { status: 403 }, outcome: 'failed forbidden' },
  'a 500': { fault: { status: 500 }, outcome: 'lost server' },
  // It was executed, as reading the chat shows.
  'a lost response': { fault: { truncate: true }, outcome: 'done server' },
};

describe('The audit log has one entry for each change of a chat:', () => {
  let fixture: ChatsFixture;
  beforeEach(async () => (fixture = await ChatsFixture.open()));
  afterEach(() => fixture.close());

  for (const [name, path] of Object.entries(writePaths)) {
    const { route, prepare = myChat, run, action, after, afterResponse, outcomes } = path;
    it(name, async () => {
      for (const [what, { fault, outcome }] of Object.entries(cases)) {
        const chatId = await prepare(fixture);
        const before = (await fixture.log()).length;
        if (fault) fixture.failNext(route, fault);
        try {
          await run(fixture, chatId);
        } catch (thrown) {
          if (!failureOf(thrown)) throw thrown;
        }
        fixture.clearFaults();
        const entries = (await fixture.log()).slice(before);
        const values = after?.(fixture) ?? (fault ? undefined : afterResponse?.(fixture, chatId));
        if (fixture.chats.customerView(chatId).isActive) fixture.chats.customerLeaves(chatId);
        assert.deepEqual(
          entries.map((entry) => [
            entry.action,
            entry.target,
            entry.after,
            [entry.outcome, entry.code].filter(Boolean).join(' '),
          ]),
          [[action, chatId, values, outcomes?.[what] ?? outcome]],
          what,
        );
      }
    });
  }

  it('a message that is sent again, twice', async () => {
    const chatId = myChat(fixture);
    fixture.failNext('send_event', { status: 403 });
    await afterPanel(fixture, chatId, async (outgoing) => {
      const first = outgoing.send(chatId, { kind: 'text', text: 'Hi' }, false);
      const isSending = () => outgoing.of(chatId)[0]?.state.kind === 'sending';
      while (isSending()) await new Promise((done) => setImmediate(done));
      return outgoing.retry(first);
    });
    assert.deepEqual(
      (await fixture.log()).map(({ action, outcome }) => [action, outcome]),
      [
        ['chat.send', 'failed'],
        ['chat.send', 'done'],
      ],
    );
  });

  it('for every writing method, which nothing else calls', () => {
    const writes = Object.entries(methods).flatMap(([name, what]) => (what === 'writes' ? [name] : []));
    const tested = new Set(Object.values(writePaths).map(({ calls }) => calls));
    assert.deepEqual([...tested].sort(), [...writes].sort());
    const call = new RegExp(`\\b(?:api|liveChats)\\??\\.(?:${writes.join('|')})\\(`);
    const callers = ['src/core', 'src/ui', 'src/wiring']
      .flatMap((folder) => filesBelow(folder, ['.ts']))
      .filter((file) => call.test(readFileSync(file, 'utf8')));
    assert.deepEqual(
      callers.filter((file) => !writers.includes(file)),
      [],
    );
    assert.ok(callers.length >= 3, callers.join());
  });
});
