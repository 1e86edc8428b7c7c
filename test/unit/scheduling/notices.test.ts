import assert from 'node:assert/strict';
import { window } from 'vscode';
import type { ScheduledItem } from '../../../src/core/scheduling/scheduledItem';
import { forgetUnsentDelayed } from '../../../src/core/scheduling/unsentDelayed';
import type { DraftValues } from '../../../src/core/stores/drafts/draft';
import { showNotices } from '../../../src/ui/scheduling/notices';
import { noShield } from '../../../src/ui/shell/shield';
import { account, ScheduleFixture } from './support/scheduleFixture';

const item: ScheduledItem = {
  ...{ id: 1, account, kind: 'reply', target: 'ticket', targetId: 'A1', title: 'Zipper' },
  ...{ dueAt: 0, createdAt: 0, state: 'unsent', reply: { text: 'Hello', isPrivate: false } },
};
const delayed = { ...item, id: 2, kind: 'delayed', why: { kind: 'closed' } } as const;
const reminder = { ...item, id: 3, kind: 'reminder', state: 'shown' } as const;

/** Answers each notice, in order. @returns the buttons of the notices, and what was done */
async function answering(
  items: readonly ScheduledItem[],
  answers: readonly (string | undefined)[],
  { isOwn = true, isKept = true, said = [] as string[] } = {},
): Promise<readonly [buttons: unknown, done: unknown]> {
  const [buttons, done]: [string[][], string[]] = [[], []];
  const left = [...answers];
  const show = (text: string, ...titles: string[]) => {
    said.push(text);
    buttons.push(titles);
    return Promise.resolve(left.shift());
  };
  const { showInformationMessage, showWarningMessage } = window;
  Object.assign(window, { showInformationMessage: show, showWarningMessage: show });
  const note = (what: string) => (about?: ScheduledItem) => {
    done.push([what, about?.id].filter((part) => part !== undefined).join(' '));
    return Promise.resolve();
  };
  try {
    await showNotices(items, noShield.shown, {
      ...{ show: note('show'), open: note('open'), edit: note('edit'), move: note('move') },
      ...{ remove: note('ask to remove'), done: note('done'), isOwn: () => isOwn },
      keep: () => Promise.resolve(isKept),
      otherAccount: () => (isOwn ? undefined : 'ben'),
    });
  } finally {
    Object.assign(window, { showInformationMessage, showWarningMessage });
  }
  return [buttons, done];
}

describe('notices of scheduled replies and reminders', () => {
  it('keep a reminder if no new time is selected, or another account is active', async () => {
    const buttons = [['Open Ticket', 'Snooze…']];
    assert.deepEqual(await answering([reminder], ['Snooze…']), [buttons, ['move 3']]);
    assert.deepEqual(await answering([reminder], ['Open Ticket'], { isOwn: false }), [buttons, []]);
    assert.deepEqual(await answering([reminder], ['Open Ticket']), [buttons, ['done 3', 'open 3']]);
    assert.deepEqual(await answering([reminder], [undefined]), [buttons, ['done 3']]);
  });

  it('ask before the text of a reply is lost, also of one that may have been sent', async () => {
    const buttons = [['Open Ticket', 'Discard']];
    for (const state of ['unsent', 'unconfirmed'] as const)
      assert.deepEqual(await answering([{ ...item, state }], ['Discard']), [buttons, ['ask to remove 1']]);
    assert.deepEqual(await answering([item], ['Open Ticket']), [buttons, ['edit 1']]);
  });

  it('discard nothing of several at once', async () => {
    assert.deepEqual(await answering([item, { ...item, id: 4 }, reminder], ['Show List']), [
      [['Show List']],
      ['show'],
    ]);
  });

  it('are shown once for a reply that waited in its composer, whose text is a draft', async () => {
    assert.deepEqual(await answering([delayed], [undefined]), [[['Open Ticket']], ['done 2']]);
    assert.deepEqual(await answering([delayed], ['Open Ticket']), [[['Open Ticket']], ['done 2', 'open 2']]);
    assert.deepEqual(await answering([delayed, reminder], ['Open Ticket', 'Open Ticket'], { isOwn: false }), [
      [['Open Ticket', 'Snooze…'], ['Open Ticket']],
      [],
    ]);
    const ofChat = { ...delayed, target: 'chat' } as const;
    assert.deepEqual(await answering([ofChat], ['Open Chat']), [[['Open Chat']], ['done 2', 'open 2']]);
  });

  it('say where the text is kept, and only if it is', async () => {
    const textOf = async (about: ScheduledItem, isKept = true): Promise<string> => {
      const said: string[] = [];
      await answering([about], [undefined], { isKept, said });
      return said.join();
    };
    const unsent = 'Your reply to “Zipper” was not sent. ';
    const asleep = 'No editor was running at that time, or the computer was asleep.';
    const late = { ...delayed, why: { kind: 'late' } } as const;
    assert.equal(await textOf(late), `${unsent}${asleep} Its text is kept as a draft.`);
    assert.equal(await textOf(late, false), `${unsent}${asleep}`);
    const closed = 'Its tab or window was closed while it waited.';
    assert.equal(await textOf(delayed), `${unsent}${closed} Its text is kept as a draft.`);
    const kept = 'Its text is kept in the list of scheduled replies.';
    assert.ok((await textOf({ ...item, why: { kind: 'late' } })).endsWith(`${asleep} ${kept}`));
    assert.ok(!(await textOf({ ...item, state: 'unconfirmed' })).includes('kept'));
  });

  it('name the account of an item if another one is active', async () => {
    for (const about of [item, delayed, reminder]) {
      for (const isOwn of [true, false]) {
        const said: string[] = [];
        await answering([about], [undefined], { isOwn, said });
        assert.equal(said.join().endsWith(' It belongs to account ben.'), !isOwn, said.join());
      }
    }
  });
});

describe('a reply that waited in its composer and was not sent', () => {
  let fixture: ScheduleFixture;
  beforeEach(async () => {
    fixture = await ScheduleFixture.open();
  });
  afterEach(() => fixture.close());

  it('is forgotten once its draft was sent or discarded', async () => {
    const owner = 'closed window';
    const changed = async (values: DraftValues | undefined, targetId: string): Promise<void> => {
      const id = { account, subject: `reply/${targetId}` } as const;
      const draft = values && { ...id, title: '', savedAt: '', values };
      const drafts = { get: () => Promise.resolve(draft) };
      await forgetUnsentDelayed(() => Promise.resolve(fixture.database), drafts, id);
    };
    const now = fixture.clock.now();
    const about = { account, target: 'ticket', kind: 'delayed', dueAt: now, title: '' } as const;
    const id = await fixture.rows.add({ ...about, targetId: 'A1' }, now, owner);
    await changed(undefined, 'A1');
    assert.ok(await fixture.rows.get(id), 'it still waits');
    await fixture.rows.unsent(id, owner, 'unsent', { kind: 'closed' });
    await changed({ message: 'Hello' }, 'A1');
    await changed(undefined, 'A2');
    assert.ok(await fixture.rows.get(id), 'its draft is there');
    await changed({ status: 'solved' }, 'A1');
    assert.equal(await fixture.rows.get(id), undefined);
  });
});
