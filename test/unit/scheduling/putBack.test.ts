import assert from 'node:assert/strict';
import { putBack } from '../../../src/ui/scheduling/putBack';
import type { DraftValues } from '../../../src/core/stores/drafts/draftStore';

describe('a scheduled reply that is put back into its composer', () => {
  const target = { account: 'classic:ada', target: 'ticket', targetId: 'A1', title: 'Zipper' } as const;

  const composer = (values?: DraftValues, isChatOpen = false) => {
    const kept: unknown[] = [];
    const put: unknown[] = [];
    const drafts = {
      get: () => Promise.resolve(values && { ...target, subject: 'reply/A1' as const, savedAt: '', values }),
      keep: (_id: unknown, _title: string, next: DraftValues) => {
        kept.push(next);
        return Promise.resolve(undefined);
      },
    };
    const rooms = {
      openTicket: () => Promise.resolve(),
      openChat: () => Promise.resolve(),
      typedElsewhere: (id: string) => put.push(id),
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
    assert.deepEqual([kept, put], [[{ message: 'Hello\nMore', status: 'solved' }], ['A1']]);
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
});
