import assert from 'node:assert/strict';
import { FakeClock } from '../support/fakeClock';
import { noTiming } from '../support/replyTiming';
import type { FormValues } from '../../../src/protocol/form';
import { chatWith, openLive } from '../chatDetail/support/openLive';
import { shownModel, ticket } from '../ticketDetail/support/openModel';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const saved = { kind: 'saved', ticket, sent: [], newMessages: [], warnings: [] } as const;

function waiting() {
  const clock = new FakeClock();
  return { clock, ...noTiming({ clock, seconds: () => 10 }) };
}

describe('the draft of a ticket that another window edits while its reply waits', () => {
  const reply = { values: { message: 'Hello' } };

  /** The other window has the same draft, and edits it. */
  async function edited(draft: FormValues, isSent: boolean) {
    const { delay, clock } = waiting();
    const { model, updates, world } = await shownModel(undefined, undefined, { delay });
    const answer = model.submit('reply', reply);
    await turn();
    [world.draft, world.draftedAt] = [draft, 900];
    if (isSent) {
      clock.advance(10_000);
      const update = await updates.last();
      assert.equal(update.question.input.change.message, 'Hello');
      await update.answer(saved);
    } else model.delay.takeBack();
    await answer;
    const { message, private: isPrivate } = model.form?.values ?? {};
    return { draft: world.draft, typed: [message, isPrivate] };
  }

  it('stays as it is once the reply was sent as it waited', async () => {
    const text = 'Hello, and much more';
    assert.deepEqual(await edited({ message: text }, true), {
      draft: { message: text },
      typed: [text, false],
    });
  });

  it('has no longer what was sent, where that has lines of its own in it', async () => {
    const { draft, typed } = await edited({ message: 'Before\nHello', status: 'solved' }, true);
    assert.deepEqual([draft, typed], [{ message: 'Before', status: 'solved' }, ['Before', false]]);
    assert.deepEqual((await edited({ message: 'Hello' }, true)).draft, undefined);
  });

  it('is beside the reply once that is taken back', async () => {
    const { draft, typed } = await edited({ message: 'Something else', status: 'solved' }, false);
    const message = 'Hello\nSomething else';
    assert.deepEqual([draft, typed], [{ message, status: 'solved' }, [message, false]]);
  });

  it('is taken as it is if it has the reply, and never made public', async () => {
    assert.deepEqual((await edited({ message: 'Hello\nMore' }, false)).typed, ['Hello\nMore', false]);
    assert.deepEqual((await edited({ message: 'A note', private: true }, false)).typed, [
      'Hello\nA note',
      true,
    ]);
  });

  it('loses nothing if the message was removed there', async () => {
    assert.deepEqual((await edited({ status: 'solved' }, false)).typed, ['Hello', false]);
  });

  it('stays if the reply is scheduled meanwhile', async () => {
    const { model, world } = await shownModel(undefined, undefined, {
      later: () => {
        [world.draft, world.draftedAt] = [{ message: 'From the other window' }, 900];
        return Promise.resolve('tomorrow');
      },
    });
    assert.equal((await model.submit('reply', reply, true)).outcome, 'saved');
    assert.deepEqual(world.draft, { message: 'From the other window' });
    assert.equal(model.form?.values.message, 'From the other window');
  });

  it('is not discarded with what this window shows', async () => {
    const { model, world } = await shownModel();
    await model.draft(reply, 600);
    [world.draft, world.draftedAt] = [{ message: 'From the other window' }, 900];
    model.discard('reply');
    await turn();
    assert.deepEqual(world.draft, { message: 'From the other window' });
  });
});

describe('the draft of a chat that another window edits while its message waits', () => {
  const message = { text: 'Hello', isPrivate: false, customId: 'one' };
  const edit = { message: 'From the other window' };

  async function edited(isSent: boolean, values: FormValues = edit) {
    const { delay, clock } = waiting();
    const { live, done, stored, model } = openLive(chatWith([]), { delay });
    await live.draft({ message: 'Hello' }, 1);
    const sent = live.send(message);
    Object.assign(stored, { values, at: clock.now() + 500 });
    if (isSent) clock.advance(10_000);
    else live.endDelay();
    await sent;
    await turn();
    const all = done.filter((each) => Array.isArray(each) && each[0] === 'send');
    return { all, stored: stored.values, typed: model.view.live?.composer?.values };
  }

  it('stays once the message was sent as it waited', async () => {
    assert.deepEqual(await edited(true), { all: [['send', message]], stored: edit, typed: edit });
    const { stored, typed } = await edited(true, { message: 'Hello\nMore' });
    assert.deepEqual([stored, typed], [{ message: 'More' }, { message: 'More' }]);
  });

  it('is beside the message once that is taken back', async () => {
    const both = { message: 'Hello\nFrom the other window' };
    assert.deepEqual(await edited(false), { all: [], stored: both, typed: both });
    const note = { message: 'A note', private: true };
    assert.deepEqual((await edited(false, note)).typed, { message: 'Hello\nA note', private: true });
  });

  it('stays if the message is scheduled meanwhile', async () => {
    const { live, stored, model } = openLive(chatWith([]), {
      later: (_message, take) => {
        assert.equal(take(), true);
        Object.assign(stored, { values: edit, at: 50 });
        return Promise.resolve('tomorrow');
      },
    });
    await live.draft({ message: 'Hello' }, 1);
    assert.equal((await live.later({ text: 'Hello', isPrivate: false })).outcome, 'accepted');
    assert.deepEqual([stored.values, model.view.live?.composer?.values], [edit, edit]);
  });
});

describe('a message that is sent while it is being scheduled', () => {
  const about = { text: 'Hello', isPrivate: false };
  const message = { ...about, customId: 'one' };

  /** The time is selected, and the message is being stored. */
  function storing(chat = chatWith([]), delay = noTiming().delay) {
    let stored = (_notice: string | undefined): void => undefined;
    const opened = openLive(chat, {
      delay,
      later: (_message, take) => {
        if (!take()) return Promise.resolve(undefined);
        return new Promise((resolve) => (stored = resolve));
      },
    });
    const sends = () =>
      opened.done.filter((each) => Array.isArray(each) && /^(send|resume)/.test(String(each[0])));
    return { ...opened, sends, finish: (notice: string | undefined) => stored(notice) };
  }

  for (const seconds of [0, 10]) {
    it(`is only scheduled, if messages wait for ${seconds} s`, async () => {
      const clock = new FakeClock();
      const { delay } = noTiming({ clock, seconds: () => seconds });
      const { live, sends, finish, drafts } = storing(chatWith([]), delay);
      await live.draft({ message: 'Hello' }, 1);
      const scheduled = live.later(about);
      await turn();
      // Without a wait, the page clears its input at once.
      if (seconds === 0) await live.draft({}, 2);
      const sent = live.send(message);
      await turn();
      finish('tomorrow');
      const accepted = { outcome: 'accepted', notice: 'tomorrow' };
      assert.deepEqual(await Promise.all([scheduled, sent]), [accepted, accepted]);
      clock.advance(20_000);
      await turn();
      assert.deepEqual([sends(), drafts.at(-1)], [[], {}]);
    });
  }

  it('is sent if it could not be stored', async () => {
    const { live, sends, finish } = storing();
    await live.draft({ message: 'Hello' }, 1);
    const scheduled = live.later(about);
    await turn();
    const sent = live.send(message);
    finish(undefined);
    await Promise.all([scheduled, sent]);
    assert.deepEqual(sends(), [['send', message]]);
  });

  it('does not resume a chat that has ended meanwhile', async () => {
    const { live, sends, finish, set } = storing();
    await live.draft({ message: 'Hello' }, 1);
    const scheduled = live.later(about);
    await turn();
    set(chatWith([], { isActive: false }));
    const resumed = Promise.resolve(live.act('resume'));
    await turn();
    finish('tomorrow');
    await Promise.all([scheduled, resumed]);
    assert.deepEqual(sends(), []);
  });

  it('is not sent again by an Enter that comes after its wait', async () => {
    const { delay, clock } = waiting();
    const { live, done } = openLive(chatWith([]), { delay });
    await live.draft({ message: 'Hello' }, 1);
    const sent = live.send(message);
    clock.advance(10_000);
    await sent;
    const again = live.send({ ...message, customId: 'two' });
    clock.advance(10_000);
    assert.deepEqual(await again, { outcome: 'refused' });
    assert.equal(done.filter((each) => Array.isArray(each) && each[0] === 'send').length, 1);
  });
});
