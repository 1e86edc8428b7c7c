import assert from 'node:assert/strict';
import { FakeClock } from '../support/fakeClock';
import { noTiming } from '../support/replyTiming';
import { chatWith, openLive } from '../chatDetail/support/openLive';
import { shownModel } from '../ticketDetail/support/openModel';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Replies that wait ten seconds, and what is noted of them. */
function waiting() {
  const clock = new FakeClock();
  const notes: string[] = [];
  const note = (ms: number) => {
    notes.push(`waits ${ms}`);
    return Promise.resolve((isClosed: boolean) => {
      notes.push(isClosed ? 'closed' : 'over');
      return Promise.resolve();
    });
  };
  return { clock, notes, ...noTiming({ clock, note, seconds: () => 10 }) };
}

describe('a reply that waits before it is sent', () => {
  it('is sent after the wait, and was noted until then', async () => {
    const { hold, clock, notes } = waiting();
    const sent = hold.wait();
    clock.advance(4_000);
    assert.equal(hold.view?.leftMs, 6_000);
    clock.advance(6_000);
    assert.equal(await sent, true);
    assert.deepEqual([notes, hold.view], [['waits 10000', 'over'], undefined]);
  });

  it('is not sent once it is taken back, or its panel is closed, which is noted', async () => {
    const [taken, closed] = [waiting(), waiting()];
    const results = [taken.hold.wait(), closed.hold.wait()];
    taken.hold.takeBack();
    closed.hold.dispose();
    assert.deepEqual(await Promise.all(results), [false, false]);
    assert.deepEqual([taken.notes.at(-1), closed.notes.at(-1)], ['over', 'closed']);
  });

  it('waits also where it cannot be noted', async () => {
    const { hold, clock } = { ...waiting() };
    const broken = noTiming({ clock, seconds: () => 10, note: () => Promise.reject(new Error('full')) }).hold;
    const sent = broken.wait();
    clock.advance(10_000);
    assert.equal(await sent, true);
    assert.equal(hold.view, undefined);
  });
});

describe('the reply of a ticket panel', () => {
  const input = { values: { message: ' Exactly\n this ' } };

  it('waits, can be taken back exactly as it was, and is its draft all the time', async () => {
    const { hold, clock } = waiting();
    const { model, updates, world } = await shownModel(undefined, undefined, { hold });
    const answer = model.submit('reply', input);
    clock.advance(9_000);
    await turn();
    assert.deepEqual([updates.all.length, model.busy, world.draft], [0, 'reply', input.values]);
    model.hold.takeBack();
    assert.deepEqual(await answer, { outcome: 'refused', problems: [] });
    assert.deepEqual([model.busy, model.form?.values.message], [undefined, ' Exactly\n this ']);
    assert.deepEqual([updates.all.length, world.draft], [0, input.values]);
  });

  it('is not sent with another account that is active after the wait', async () => {
    const { hold, clock } = waiting();
    const { model, updates, world } = await shownModel(undefined, undefined, { hold });
    const answer = model.submit('reply', input);
    world.account = 'other';
    clock.advance(10_000);
    assert.equal((await answer).failure, 'otherAccount');
    assert.deepEqual([updates.all.length, world.draft], [0, input.values]);
  });

  it('is not sent if the panel is closed meanwhile', async () => {
    const { hold, clock } = waiting();
    const { model, updates, world } = await shownModel(undefined, undefined, { hold });
    const answer = model.submit('reply', input);
    model.dispose();
    clock.advance(20_000);
    await answer;
    assert.deepEqual([updates.all.length, world.draft], [0, input.values]);
  });

  it('is scheduled as it is, with the ticket as it was seen, and stays typed if the user cancels', async () => {
    const later: unknown[] = [];
    const notices = [undefined, 'tomorrow'];
    const { model, updates, world } = await shownModel(undefined, undefined, {
      later: (change, seen) => {
        later.push([change.change.message, seen.id]);
        return Promise.resolve(notices.shift());
      },
    });
    assert.equal((await model.submit('reply', input, true)).outcome, 'refused');
    assert.deepEqual([model.form?.values.message, world.draft], [' Exactly\n this ', input.values]);
    assert.equal((await model.submit('reply', input, true)).outcome, 'saved');
    assert.deepEqual([model.notice, world.draft, updates.all.length], ['tomorrow', undefined, 0]);
    assert.equal(later.length, 2);
    assert.deepEqual(later[0], later[1]);
  });
});

describe('a message of a chat panel', () => {
  const message = { text: 'Hello', isPrivate: false, customId: 'one' };

  it('stays in the composer until it is sent, or taken back', async () => {
    const { hold, clock } = waiting();
    const { live, done, drafts } = openLive(chatWith([]), { hold });
    await live.draft({ message: 'Hello' }, 1);
    const first = live.send(message);
    clock.advance(9_000);
    live.endHold();
    assert.deepEqual(await first, { outcome: 'refused' });
    const sent = () => done.filter((each) => Array.isArray(each) && each[0] === 'send');
    assert.deepEqual([sent(), drafts.at(-1)], [[], { message: 'Hello' }]);
    const second = live.send(message);
    clock.advance(10_000);
    assert.deepEqual(await second, { outcome: 'accepted' });
    assert.deepEqual([sent(), drafts.at(-1)], [[['send', message]], {}]);
  });

  it('is scheduled, and leaves what was typed since', async () => {
    const { live, drafts } = openLive(chatWith([]), { later: () => Promise.resolve('tomorrow') });
    await live.draft({ message: 'Hello and more' }, 1);
    const about = { text: 'Hello', isPrivate: false };
    assert.deepEqual(await live.later(about), { outcome: 'accepted', notice: 'tomorrow' });
    assert.deepEqual(drafts.at(-1), { message: 'Hello and more' });
    await live.draft({ message: 'Hello' }, 2);
    await live.later(about);
    assert.deepEqual(drafts.at(-1), {});
  });
});
