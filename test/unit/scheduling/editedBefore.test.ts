import assert from 'node:assert/strict';
import { chatWith, openLive } from '../chatDetail/support/openLive';
import { shownModel, ticket } from '../ticketDetail/support/openModel';

const saved = { kind: 'saved', ticket, sent: [], newMessages: [], warnings: [] } as const;

describe('the draft of a ticket that another window has edited before', () => {
  for (const isSent of [true, false]) {
    it(`stays when this window ${isSent ? 'sends' : 'cannot send'} what it shows`, async () => {
      const { model, updates, world } = await shownModel();
      await model.draft({ values: { message: 'Hello' } }, 600);
      [world.draft, world.draftedAt] = [{ message: 'World' }, 900];
      const answer = model.submit('reply', { values: { message: 'Hello' } });
      const update = await updates.last();
      assert.deepEqual(world.draft, { message: 'World' });
      if (isSent) await update.answer(saved);
      else await update.fail({ code: 'not-found' });
      await answer;
      const message = isSent ? 'World' : 'Hello\nWorld';
      assert.deepEqual([world.draft, model.form?.values.message], [{ message }, message]);
    });
  }

  it('is shown beside what is typed here once that is reported', async () => {
    for (const [typed, shown] of [
      [undefined, 'Hello'],
      ['Hello', 'Hello'],
      ['World', 'World\nHello'],
    ] as const) {
      const { model, world } = await shownModel();
      if (typed !== undefined) await model.draft({ values: { message: typed } }, 600);
      [world.draft, world.draftedAt] = [{ message: 'Hello', status: 'solved' }, 900];
      await model.typedElsewhere(true);
      assert.deepEqual([model.form?.values.message, model.form?.values.status], [shown, 'solved']);
      assert.deepEqual(world.draft, { message: shown, status: 'solved' });
    }
  });

  it('is not shown before the save that is under way is over', async () => {
    const { model, updates, world } = await shownModel();
    await model.draft({ values: { message: 'Hello' } }, 600);
    const answer = model.submit('reply', { values: { message: 'Hello' } });
    [world.draft, world.draftedAt] = [{ message: 'World' }, 900];
    await model.typedElsewhere(true);
    assert.equal(model.form?.values.message, 'Hello');
    await (await updates.last()).answer(saved);
    await answer;
    assert.equal(model.form.values.message, 'World');
  });
});

describe('the draft of a chat that another window has edited before', () => {
  const edit = { message: 'World' };

  it('stays when this window sends what it shows, or clears it', async () => {
    const { live, stored, model } = openLive();
    await live.draft({ message: 'Hello' }, 600);
    Object.assign(stored, { values: edit, at: 900 });
    // Without a wait, the page clears its input at once.
    const at = await live.draft({}, 1_000);
    await live.send({ text: 'Hello', isPrivate: false, customId: 'one' });
    const { composer } = model.view.live ?? {};
    assert.deepEqual([stored.values, composer?.values, at], [edit, edit, 1_000]);
    // A page that is loaded again must not take its cleared input for newer.
    assert.equal(composer?.lastEditAt, 1_000);
  });

  it('has no longer what was sent', async () => {
    const { live, stored } = openLive();
    await live.draft({ message: 'Hello' }, 600);
    Object.assign(stored, { values: { message: 'Hello\nWorld' }, at: 900 });
    await live.draft({}, 1_000);
    assert.deepEqual(stored.values, edit);
  });

  it('stays when an ended chat is resumed with what this window shows', async () => {
    const { live, stored, model } = openLive(chatWith([], { isActive: false }));
    await live.draft({ message: 'Hello' }, 600);
    Object.assign(stored, { values: edit, at: 900 });
    await live.act('resume');
    assert.deepEqual([stored.values, model.view.live?.composer?.values], [edit, edit]);
  });

  it('is shown beside what is typed here once that is reported', async () => {
    for (const [typed, shown] of [
      [{}, 'World'],
      [{ message: 'Hello' }, 'Hello\nWorld'],
    ] as const) {
      const { live, stored, model } = openLive();
      await live.draft(typed, 600);
      Object.assign(stored, { values: edit, at: 900 });
      await live.typedElsewhere();
      const message = { message: shown };
      assert.deepEqual([stored.values, model.view.live?.composer?.values], [message, message]);
    }
  });
});
