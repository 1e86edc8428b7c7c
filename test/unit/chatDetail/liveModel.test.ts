import assert from 'node:assert/strict';
import { StorageError } from '../../../src/core/storage/storageError';
import type { LiveModel } from '../../../src/ui/chatDetail/live/liveModel';
import { stateOf } from '../../../src/core/chats/chatState';
import { memoryDraft } from '../stores/support/memoryDraft';
import { agent, chatWith, customer, me, openLive, said } from './support/openLive';

/** “hello” as Base64. */
const data = 'aGVsbG8=';

describe('the composer of a chat', () => {
  it('sends a file as private as a message: with the switch on, or while whispering', async () => {
    const { live, done, set } = openLive();
    const paste = (isPrivate = false) =>
      live.paste({ name: 'a.png', type: 'image/png', size: 5, data }, isPrivate);
    await paste();
    await live.pickFile(false);
    await paste(true);
    await live.pickFile(true);
    set(chatWith([], { users: [customer, { ...agent, isHidden: true }] }));
    await paste();
    await live.pickFile(false);
    assert.deepEqual(done, [
      ['file', 'a.png', 5, false, 5],
      ['pick', false],
      ['file', 'a.png', 5, true, 5],
      ['pick', true],
      ['file', 'a.png', 5, true, 5],
      ['pick', true],
    ]);
  });

  it('sends files of the editor one after the other, and says which could not be sent', async () => {
    const { live, done } = openLive();
    assert.deepEqual(await live.drop(['file:///a.txt', 'file:///b.txt'], false), { outcome: 'accepted' });
    assert.deepEqual(await live.drop(['file:///folder', 'file:///c.txt'], true), {
      outcome: 'refused',
      problem: 'unreadable',
    });
    assert.deepEqual(done, [
      ['fileAt', 'file:///a.txt', false],
      ['fileAt', 'file:///b.txt', false],
      ['fileAt', 'file:///folder', true],
      ['fileAt', 'file:///c.txt', true],
    ]);
    done.length = 0;
    await live.drop(
      Array.from({ length: 100 }, (_, index) => `file:///${index}`),
      false,
    );
    assert.equal(done.length, 10);
  });

  it('names a pasted file that has no name, and answers why it was not sent', async () => {
    const names: string[] = [];
    const { live } = openLive(chatWith([]), {
      sendFile: ({ name }) => {
        names.push(name);
        return Promise.resolve('too large');
      },
    });
    const answer = await live.paste({ name: '\u202E', type: '', size: 99_999_999 }, false);
    assert.deepEqual([names, answer], [['pasted'], { outcome: 'refused', problem: 'too large' }]);
  });

  it('resumes an ended chat with what is typed, which then leaves the composer', async () => {
    const { model, live, done, drafts, set } = openLive();
    set(chatWith([], { isActive: false }));
    assert.equal(model.view.live?.composer?.resumes, true);
    await live.act('resume');
    await live.draft({ message: ' Hello again ' }, 1);
    await live.act('resume');
    assert.deepEqual(done, [
      ['act', 'resume'],
      ['resumeWith', 'Hello again'],
    ]);
    assert.deepEqual([model.view.live.composer.values, drafts.at(-1)], [{}, {}]);
  });

  it('keeps what is typed if the person does not resume the chat', async () => {
    const { model, live } = openLive(chatWith([], { isActive: false }), {
      resumeWith: () => Promise.resolve(false),
    });
    await live.draft({ message: 'Hello' }, 1);
    await live.act('resume');
    assert.deepEqual(model.view.live?.composer?.values, { message: 'Hello' });
  });

  it('never sends a private note with resuming, because the customer would see it', async () => {
    const { model, live, done } = openLive(chatWith([], { isActive: false }));
    await live.draft({ message: 'for us', private: true }, 1);
    await live.act('resume');
    assert.deepEqual(done, [['act', 'resume']]);
    assert.deepEqual(model.view.live?.composer?.values, { message: 'for us', private: true });
  });

  it('works without a draft that cannot be read', async () => {
    const get = () => Promise.reject(new StorageError('locked', 'SQLITE 5'));
    const { model, live } = openLive(chatWith([]), {
      draft: () => ({ ...memoryDraft({ input: { values: {} }, at: 0 }), get }),
    });
    await Promise.resolve();
    assert.equal(await live.draft({ message: 'Hi' }, 7), 7);
    assert.deepEqual(model.view.live?.composer?.values, { message: 'Hi' });
  });
});

describe('earlier threads of a chat', () => {
  const newest = chatWith([said('7', 'c1', 'new')], {
    threadId: 'T3',
    startedAt: '2026-03-01T00:00:00Z',
    previousThreadId: 'T2',
  });
  const before = chatWith([said('2', me, 'middle')], {
    threadId: 'T2',
    isActive: false,
    startedAt: '2026-02-01T00:00:00Z',
    previousThreadId: 'T1',
  });
  const first = chatWith([said('1', 'c1', 'old')], {
    threadId: 'T1',
    isActive: false,
    startedAt: '2026-01-01T00:00:00Z',
  });
  const shown = ({ events }: LiveModel): unknown[] => events.map(({ line, text }) => line ?? text);

  it('are read on request, one call each, and stand above the newest one under their dates', async () => {
    const reads: string[] = [];
    const threads = new Map([before, first].map((thread) => [thread.threadId, thread]));
    const { model, live } = openLive(newest, {
      readThread: (threadId) => {
        reads.push(threadId);
        return Promise.resolve(threads.get(threadId));
      },
    });
    assert.deepEqual([shown(model), model.view.live?.earlier?.id], [['new'], 'earlier']);
    await live.act('earlier');
    assert.deepEqual(shown(model), [
      'conversation of 2026-02-01T00:00:00Z',
      'middle',
      'conversation of 2026-03-01T00:00:00Z',
      'new',
    ]);
    const { events } = model;
    await live.act('earlier');
    assert.deepEqual(shown(model).slice(0, 2), ['conversation of 2026-01-01T00:00:00Z', 'old']);
    assert.deepEqual([reads, model.view.live?.earlier], [['T2', 'T1'], undefined]);
    // Only what is new is sent to the page.
    assert.ok(model.events.slice(2).every((event, at) => event === events[at]));
    await live.act('earlier');
    assert.deepEqual(reads, ['T2', 'T1']);
  });

  it('do not say how far their messages got', async () => {
    const { model, live } = openLive(newest, { readThread: () => Promise.resolve(before) });
    await live.act('earlier');
    assert.deepEqual(
      model.events.map(({ delivery }) => delivery),
      [undefined, undefined, undefined, undefined],
    );
  });

  it('can be asked for again if they could not be read', async () => {
    const { model, live } = openLive(newest, { readThread: () => Promise.resolve(undefined) });
    await live.act('earlier');
    assert.deepEqual([shown(model), model.view.live?.earlier?.id], [['new'], 'earlier']);
  });

  it('include what was shown when another thread began, without a call', () => {
    const { model, set, done } = openLive(before);
    set(newest);
    assert.deepEqual(shown(model).slice(1), ['middle', 'conversation of 2026-03-01T00:00:00Z', 'new']);
    assert.deepEqual(done, []);
    // A thread in between was missed.
    set({ ...newest, threadId: 'T5', previousThreadId: 'T4' });
    assert.deepEqual(shown(model), ['new']);
  });
});

describe('the customer’s view of a chat', () => {
  it('has what the customer sees of all threads, and of what is being sent only messages', async () => {
    const note = said('2', me, 'secret', { isPrivate: true });
    const { model, live, outgoing, set } = openLive(chatWith([said('1', 'c1', 'Hi'), note]));
    const delivery = { state: 'sending', label: 'Sending' } as const;
    outgoing.push(
      { customId: 'x', text: 'secret', isPrivate: true, delivery },
      { customId: 'y', text: 'Hello', isPrivate: false, delivery },
    );
    set(chatWith([said('3', 'c1', 'Again'), note], { threadId: 'T2', previousThreadId: 'T' }));
    await live.act('customersView');
    assert.deepEqual(
      model.events.map(({ text, delivery: state }) => [text, state?.state]),
      [
        ['Hi', undefined],
        ['Again', undefined],
        ['Hello', 'sending'],
      ],
    );
  });

  it('shows only whom the customer sees typing, and not what the customer types', async () => {
    const users = [customer, { ...agent }, { ...agent, id: 'whisper', name: 'Bea', isHidden: true as const }];
    const until = Number.MAX_SAFE_INTEGER;
    const { model, live, set } = openLive();
    set({
      ...stateOf(chatWith([], { users })),
      typing: [
        { userId: 'c1', until },
        { userId: me, until },
        { userId: 'whisper', until },
      ],
      sneakPeek: { userId: 'c1', text: 'not sent', until },
    });
    assert.deepEqual([model.view.live?.typing, model.view.live?.peek?.text], ['Kim, Bea typing', 'not sent']);
    await live.act('customersView');
    assert.deepEqual([model.view.live?.typing, model.view.live?.peek], ['Ann typing', undefined]);
  });
});

describe('the rating of a chat', () => {
  const ratingOf = (more: object): unknown =>
    openLive(chatWith([], more))
      .model.view.chat?.sections.find(({ id }) => id === 'chat')
      ?.facts.find(({ label }) => label === 'Rating')?.texts;

  it('is shown with the customer’s comment', () => {
    assert.equal(ratingOf({}), undefined);
    assert.deepEqual(ratingOf({ rating: 1 }), ['Good']);
    assert.deepEqual(ratingOf({ rating: 0, ratingComment: 'Too\u202E slow' }), ['Bad', 'Too slow']);
    assert.deepEqual(ratingOf({ ratingComment: 'Thanks' }), ['Thanks']);
  });
});

describe('a chat that was not fetched yet', () => {
  it('is shown as it was kept, with its age and the failure, and not as running', () => {
    const kept = { chat: chatWith([said('1', 'c1', 'Hello')]), readAt: 7 };
    const failure = { code: 'network', cause: 'ENOTFOUND', host: 'x' } as const;
    const unknown = { state: undefined, onDidChange: () => nothing, ...nothing };
    const { model } = openLive(chatWith([]), { chat: { ...unknown, kept, failure } });
    assert.deepEqual(model.view.chat?.status, { value: 'ended', label: 'read at 7' });
    assert.deepEqual(model.view.problem, { title: 'network', text: '' });
    assert.equal(model.view.live, undefined);
    assert.deepEqual(
      model.events.map(({ text }) => text),
      ['Hello'],
    );
    const ended = { chat: { ...kept.chat, isActive: false }, readAt: 7 };
    const over = openLive(chatWith([]), { chat: { ...unknown, kept: ended, failure: undefined } });
    assert.equal(over.model.view.chat?.status.label, 'ended · read at 7');
  });
});

const nothing = { dispose: () => undefined };
