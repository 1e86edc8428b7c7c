import assert from 'node:assert/strict';
import { chatWith, openLive } from '../chatDetail/support/openLive';
import { shownModel, ticket } from '../ticketDetail/support/openModel';

const saved = { kind: 'saved', ticket, sent: [], newMessages: [], warnings: [] } as const;

describe('the draft of a ticket that another window has edited before', () => {
  it('is shown before this window sends what it has, which then leaves what was added', async () => {
    const { model, updates, world } = await shownModel();
    await model.draft({ values: { message: 'Hello' } }, 600);
    [world.draft, world.draftedAt] = [{ message: 'Hello\nWorld' }, 900];
    const input = { values: { message: 'Hello' } };
    const { failure, outcome } = await model.submit('reply', input);
    assert.deepEqual([outcome, failure, updates.all.length], ['refused', 'changed elsewhere', 0]);
    assert.equal(model.form?.values.message, 'Hello\nWorld');
  });

  for (const isSent of [true, false]) {
    it(`stays when this window ${isSent ? 'has sent' : 'could not send'} what it showed`, async () => {
      const { model, updates, world } = await shownModel();
      await model.draft({ values: { message: 'Hello' } }, 600);
      const answer = model.submit('reply', { values: { message: 'Hello' } });
      const update = await updates.last();
      [world.draft, world.draftedAt] = [{ message: 'Hello\nWorld' }, 900];
      if (isSent) await update.answer(saved);
      else await update.fail({ code: 'not-found' });
      await answer;
      const message = isSent ? 'World' : 'Hello\nWorld';
      assert.deepEqual([world.draft, model.form?.values.message], [{ message }, message]);
    });
  }

  it('is not sent again if the other window has sent it', async () => {
    const { model, updates, world } = await shownModel();
    await model.draft({ values: { message: 'Hello' } }, 600);
    [world.draft, world.draftedAt] = [undefined, 900];
    assert.equal((await model.submit('reply', { values: { message: 'Hello' } })).outcome, 'refused');
    assert.deepEqual([model.form?.values.message, updates.all.length, world.draft], ['', 0, undefined]);
  });

  it('is shown beside what is typed here with the next key press', async () => {
    for (const [typed, shown] of [
      [undefined, 'Hello'],
      ['Hello', 'Hello'],
      ['World', 'World\nHello'],
    ] as const) {
      const { model, world } = await shownModel();
      [world.draft, world.draftedAt] = [{ message: 'Hello', status: 'solved' }, 900];
      if (typed === undefined) await model.typed.draft.look();
      else await model.draft({ values: { message: typed } }, 600);
      assert.deepEqual([model.form?.values.message, model.form?.values.status], [shown, 'solved']);
      assert.deepEqual(world.draft, { message: shown, status: 'solved' });
    }
  });

  it('is not shown before the save that is under way is over', async () => {
    const { model, updates, world } = await shownModel();
    await model.draft({ values: { message: 'Hello' } }, 600);
    const answer = model.submit('reply', { values: { message: 'Hello' } });
    const update = await updates.last();
    [world.draft, world.draftedAt] = [{ message: 'World' }, 900];
    await model.typed.draft.look();
    assert.equal(model.form?.values.message, 'Hello');
    await update.answer(saved);
    await answer;
    assert.equal(model.form.values.message, 'World');
  });
});

describe('the draft of a chat that another window has edited before', () => {
  const both = { message: 'Hello\nWorld' };
  const edit = { message: 'World' };

  it('stays when this window sends what it shows, or clears it', async () => {
    const { live, stored, model } = openLive();
    await live.draft({ message: 'Hello' }, 600);
    Object.assign(stored, { values: both, at: 900 });
    // Without a wait, the page clears its input at once.
    const at = await live.draft({}, 1_000);
    await live.send({ text: 'Hello', isPrivate: false, customId: 'one' });
    const { composer } = model.view.live ?? {};
    assert.deepEqual([stored.values, composer?.values, at], [edit, edit, 1_000]);
    // A page that is loaded again must not take its cleared input for newer.
    assert.ok((composer?.lastEditAt ?? 0) >= 1_000);
  });

  it('stays when an ended chat is resumed with what this window shows', async () => {
    const { live, stored, model } = openLive(chatWith([], { isActive: false }));
    await live.draft({ message: 'Hello' }, 600);
    Object.assign(stored, { values: both, at: 900 });
    await live.act('resume');
    assert.deepEqual([stored.values, model.view.live?.composer?.values], [edit, edit]);
  });

  it('is shown beside what is typed here with the next key press', async () => {
    const { live, stored, model } = openLive();
    Object.assign(stored, { values: edit, at: 500 });
    await live.draft({ message: 'Hello' }, 600);
    assert.deepEqual([stored.values, model.view.live?.composer?.values], [both, both]);
  });
});
