import assert from 'node:assert/strict';
import { keepAsDraft, putBack } from '../../../src/ui/scheduling/putBack';
import type { ScheduledItem } from '../../../src/core/scheduling/scheduledItem';
import type { DraftValues } from '../../../src/core/stores/drafts/draft';

describe('a scheduled reply that is put back into its composer', () => {
  const target = { account: 'classic:ada', target: 'ticket', targetId: 'A1', title: 'Zipper' } as const;

  const composer = (values?: DraftValues, isChatOpen = false, savedAt = '') => {
    const kept: unknown[] = [];
    const put: unknown[] = [];
    const drafts = {
      get: () => Promise.resolve(values && { ...target, subject: 'reply/A1' as const, savedAt, values }),
      keep: (_id: unknown, _title: string, next: DraftValues) => {
        kept.push(next);
        return Promise.resolve(undefined);
      },
    };
    const rooms = {
      openTicket: () => Promise.resolve(),
      openChat: () => Promise.resolve(),
      prependToChat: (...text: unknown[]) => {
        if (isChatOpen) put.push(text);
        return isChatOpen;
      },
    };
    return { kept, put, app: { drafts } as unknown as Parameters<typeof putBack>[0], rooms };
  };

  it('is before what is typed there, and leaves other fields', async () => {
    const { app, rooms, kept, put } = composer({ message: 'More', status: 'solved' });
    assert.equal(await putBack(app, rooms, target, { text: 'Hello', isPrivate: false }), true);
    assert.deepEqual([kept, put], [[{ message: 'Hello\nMore', status: 'solved' }], []]);
  });

  it('never shows a private note to the customer', async () => {
    for (const [isPrivate, values] of [
      [true, { message: 'Public' }],
      [false, { message: 'Note', private: true }],
    ] as const) {
      const { app, rooms, kept } = composer(values);
      await putBack(app, rooms, target, { text: 'Hello', isPrivate });
      assert.equal((kept[0] as DraftValues).private, true);
    }
    const { app, rooms, kept } = composer({ private: true });
    await putBack(app, rooms, target, { text: 'Hello', isPrivate: false });
    assert.deepEqual(kept, [{ message: 'Hello' }]);
  });

  it('goes into the panel of a chat that is open', async () => {
    const { app, rooms, kept, put } = composer(undefined, true);
    const chat = { ...target, target: 'chat', targetId: 'C1' } as const;
    assert.equal(await putBack(app, rooms, chat, { text: 'Hello', isPrivate: true }), true);
    assert.deepEqual([kept, put], [[], [['C1', 'Hello', true]]]);
  });

  it('is made sure to be in the draft if it waited in its composer and was not sent', async () => {
    const item: ScheduledItem = {
      ...{ ...target, id: 1, kind: 'delayed', state: 'unsent', why: { kind: 'closed' }, createdAt: 1_000 },
      ...{ dueAt: 9_000, reply: { text: 'Hello', isPrivate: false } },
    };
    const at = (ms: number): string => new Date(ms).toISOString();
    for (const [values, savedAt, left] of [
      [undefined, '', [{ message: 'Hello' }]],
      [{ message: 'Hello' }, at(500), []],
      [{ message: 'Before\nHello' }, at(5_000), []],
      // Another window has edited the draft while it waited, or after that.
      [{ message: 'Other' }, at(5_000), [{ message: 'Hello\nOther' }]],
      [{ message: 'Other' }, at(20_000), [{ message: 'Hello\nOther' }]],
      // The user has gone on with it.
      [{ message: 'Hello, and more' }, at(20_000), []],
    ] as const) {
      const { app, rooms, kept } = composer(values, false, savedAt);
      assert.equal(await keepAsDraft(app, rooms, item), true);
      assert.deepEqual(kept, left);
    }
    const chat = composer({ message: 'Hello' }, true);
    assert.equal(await keepAsDraft(chat.app, chat.rooms, { ...item, target: 'chat', targetId: 'C1' }), true);
    assert.deepEqual([chat.kept, chat.put], [[], []]);
    const { app, rooms } = composer();
    Object.assign(app.drafts, { keep: () => Promise.resolve('full') });
    assert.equal(await keepAsDraft(app, rooms, item), false);
  });
});
