import assert from 'node:assert/strict';
import { Emitter } from '../../../src/core/base/event';
import { FakeClock } from '../support/fakeClock';
import { noTiming } from '../support/replyTiming';
import { chatComposer } from '../../../src/ui/chatDetail/chatComposer';
import { ticketComposer } from '../../../src/ui/ticketDetail/ticketComposer';
import { chatWith, openLive } from '../chatDetail/support/openLive';
import { shownModel, ticket } from '../ticketDetail/support/openModel';

const reply = { text: 'Hello', isPrivate: false };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Replies that wait ten seconds, and what is noted of them. */
function waiting() {
  const clock = new FakeClock();
  const notes: string[] = [];
  const note = (ms: number) => {
    notes.push(`waits ${ms}`);
    return Promise.resolve((why?: string) => {
      notes.push(why ?? 'over');
      return Promise.resolve(true);
    });
  };
  return { clock, notes, ...noTiming({ clock, note, seconds: () => 10 }) };
}

describe('a reply that waits before it is sent', () => {
  it('is sent after the wait, and was noted until then', async () => {
    const { delay, clock, notes } = waiting();
    const sent = delay.wait(reply);
    clock.advance(4_000);
    assert.equal(delay.view?.leftMs, 6_000);
    clock.advance(6_000);
    assert.equal(await sent, true);
    assert.deepEqual([notes, delay.view], [['waits 10000', 'over'], undefined]);
  });

  it('is not sent once it is taken back, or its panel is closed, which is noted', async () => {
    const [taken, closed] = [waiting(), waiting()];
    const results = [taken.delay.wait(reply), closed.delay.wait(reply)];
    taken.delay.takeBack();
    closed.delay.dispose();
    assert.deepEqual(await Promise.all(results), [false, false]);
    assert.deepEqual([taken.notes.at(-1), closed.notes.at(-1)], ['over', 'closed']);
  });

  it('waits also where it cannot be noted', async () => {
    const { delay, clock } = { ...waiting() };
    const note = () => Promise.reject(new Error('full'));
    const broken = noTiming({ clock, note, seconds: () => 10 }).delay;
    const sent = broken.wait(reply);
    clock.advance(10_000);
    assert.equal(await sent, true);
    assert.equal(delay.view, undefined);
  });
});

describe('a reply whose wait does not end as planned', () => {
  it('is not sent long after its time, which is noted', async () => {
    const { delay, clock, notes } = waiting();
    const sent = delay.wait(reply);
    clock.advance(4 * 3_600_000);
    assert.deepEqual([await sent, notes.at(-1)], [false, 'late']);
  });

  it('is not sent if another window has said that it was not', async () => {
    const clock = new FakeClock();
    const note = () => Promise.resolve(() => Promise.resolve(false));
    const sent = noTiming({ clock, note, seconds: () => 10 }).delay.wait(reply);
    clock.advance(10_000);
    assert.equal(await sent, false);
  });

  it('can be taken back until its note has ended, and is sent if the note cannot be removed', async () => {
    const clock = new FakeClock();
    let end = (): void => undefined;
    const slow = () => Promise.resolve(() => new Promise<boolean>((resolve) => (end = () => resolve(true))));
    const { delay } = noTiming({ clock, note: slow, seconds: () => 10 });
    const late = delay.wait(reply);
    clock.advance(10_000);
    await turn();
    delay.takeBack();
    end();
    assert.equal(await late, false);
    const broken = () => Promise.resolve(() => Promise.reject(new Error('locked')));
    const sent = noTiming({ clock, note: broken, seconds: () => 10 }).delay.wait(reply);
    clock.advance(10_000);
    assert.equal(await sent, true);
  });

  it('is shown anew once its setting changes', () => {
    const changed = new Emitter<void>();
    const { delay } = noTiming({ onDidChangeSeconds: changed.event });
    let count = 0;
    delay.onDidChange(() => (count += 1));
    changed.fire();
    delay.dispose();
    changed.fire();
    assert.equal(count, 1);
  });
});

describe('the reply of a ticket panel', () => {
  const input = { values: { message: ' Exactly\n this ' } };

  it('waits, can be taken back exactly as it was, and is its draft all the time', async () => {
    const { delay, clock } = waiting();
    const { model, updates, world } = await shownModel(undefined, undefined, { delay });
    const answer = model.submit('reply', input);
    clock.advance(9_000);
    await turn();
    assert.deepEqual([updates.all.length, model.busy, world.draft], [0, 'reply', input.values]);
    model.delay.takeBack();
    assert.deepEqual(await answer, { outcome: 'refused', problems: [] });
    assert.deepEqual([model.busy, model.form?.values.message], [undefined, ' Exactly\n this ']);
    assert.deepEqual([updates.all.length, world.draft], [0, input.values]);
  });

  it('is not sent with another account that is active after the wait', async () => {
    const { delay, clock } = waiting();
    const { model, updates, world } = await shownModel(undefined, undefined, { delay });
    const answer = model.submit('reply', input);
    world.account = 'other';
    clock.advance(10_000);
    assert.equal((await answer).failure, 'otherAccount');
    assert.deepEqual([updates.all.length, world.draft], [0, input.values]);
  });

  it('is not sent if the panel is closed meanwhile', async () => {
    const { delay, clock } = waiting();
    const { model, updates, world } = await shownModel(undefined, undefined, { delay });
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

describe('what comes into the draft of a ticket while its reply waits', () => {
  const input = { values: { message: 'Hello' } };

  async function edited(isSent: boolean) {
    const { delay, clock } = waiting();
    const { model, updates, world } = await shownModel(undefined, undefined, { delay });
    const answer = model.submit('reply', input);
    await turn();
    [world.draft, world.draftedAt] = [{ message: 'Scheduled before\nHello' }, 900];
    await model.typed.draft.look();
    if (isSent) {
      clock.advance(10_000);
      const update = await updates.last();
      await update.answer({ kind: 'saved', ticket, sent: [], newMessages: [], warnings: [] });
    } else model.delay.takeBack();
    return { model, world, outcome: (await answer).outcome };
  }

  it('stays typed without what was sent', async () => {
    const { model, world, outcome } = await edited(true);
    assert.deepEqual([outcome, model.form?.values.message], ['saved', 'Scheduled before']);
    assert.deepEqual(world.draft, { message: 'Scheduled before' });
  });

  it('is typed once the reply is taken back', async () => {
    const { model, world, outcome } = await edited(false);
    const both = 'Scheduled before\nHello';
    assert.deepEqual([outcome, model.form?.values.message], ['refused', both]);
    assert.deepEqual(world.draft, { message: both });
  });

  it('is forgotten if it was only the reply', async () => {
    const { delay, clock } = waiting();
    const { model, updates, world } = await shownModel(undefined, undefined, { delay });
    const answer = model.submit('reply', input);
    await model.typed.draft.look();
    clock.advance(10_000);
    const update = await updates.last();
    await update.answer({ kind: 'saved', ticket, sent: [], newMessages: [], warnings: [] });
    await answer;
    assert.deepEqual([model.form?.values.message, world.draft], ['', undefined]);
  });
});

describe('a canned reply', () => {
  const app = {} as Parameters<typeof chatComposer>[0];

  it('cannot be inserted while what is typed waits', async () => {
    const { delay } = waiting();
    const { model } = await shownModel(undefined, undefined, { delay });
    const composer = ticketComposer(app, { model } as unknown as Parameters<typeof ticketComposer>[1]);
    assert.equal(composer?.isLocked, false);
    const answer = model.submit('reply', { values: { message: 'Hello' } });
    assert.equal(composer.isLocked, true);
    delay.takeBack();
    await answer;
    assert.equal(composer.isLocked, false);
    for (const hasDelayedReply of [true, false]) {
      const panel = { hasComposer: true, hasDelayedReply } as unknown as Parameters<typeof chatComposer>[1];
      assert.equal(chatComposer(app, panel)?.isLocked, hasDelayedReply);
    }
  });
});

describe('a message of a chat panel', () => {
  const message = { text: 'Hello', isPrivate: false, customId: 'one' };

  it('stays in the composer until it is sent, or taken back', async () => {
    const { delay, clock } = waiting();
    const { live, done, drafts } = openLive(chatWith([]), { delay });
    await live.draft({ message: 'Hello' }, 1);
    const first = live.send(message);
    clock.advance(9_000);
    live.endDelay();
    assert.deepEqual(await first, { outcome: 'refused' });
    const sent = () => done.filter((each) => Array.isArray(each) && each[0] === 'send');
    assert.deepEqual([sent(), drafts.at(-1)], [[], { message: 'Hello' }]);
    const second = live.send(message);
    clock.advance(10_000);
    assert.deepEqual(await second, { outcome: 'accepted' });
    assert.deepEqual([sent(), drafts.at(-1)], [[['send', message]], {}]);
  });

  it('leaves what came into the composer while it waited', async () => {
    const { delay, clock } = waiting();
    const { live, drafts } = openLive(chatWith([]), { delay });
    await live.draft({ message: 'Hello' }, 1);
    const sent = live.send(message);
    live.prepend('Not sent before', false);
    clock.advance(10_000);
    assert.deepEqual(await sent, { outcome: 'accepted' });
    assert.deepEqual(drafts.at(-1), { message: 'Not sent before' });
  });

  it('is not scheduled while it waits, or if it was sent or changed while the time was selected', async () => {
    const { delay, clock } = waiting();
    const stored: boolean[] = [];
    let meanwhile = (): unknown => undefined;
    const { live, drafts } = openLive(chatWith([]), {
      delay,
      later: async (_message, isTyped) => {
        await meanwhile();
        stored.push(isTyped());
        return isTyped() ? 'tomorrow' : undefined;
      },
    });
    const about = { text: 'Hello', isPrivate: false };
    const refused = { outcome: 'refused', problem: 'The reply was not scheduled.' };
    await live.draft({ message: 'Hello' }, 1);
    const sent = live.send(message);
    assert.deepEqual([await live.later(about), stored], [refused, []]);
    clock.advance(10_000);
    await sent;
    await live.draft({ message: 'Hello' }, clock.now() + 1);
    meanwhile = () => void live.send({ ...message, customId: 'two' });
    assert.deepEqual(await live.later(about), refused);
    live.endDelay();
    await turn();
    meanwhile = () => live.draft({ message: 'Something else' }, clock.now() + 2);
    assert.deepEqual(await live.later(about), refused);
    assert.deepEqual([stored, drafts.at(-1)], [[false, false], { message: 'Something else' }]);
  });

  it('is not scheduled if LiveChat does not accept its length', async () => {
    const { live } = openLive(chatWith([]), { later: () => Promise.resolve('tomorrow') });
    assert.deepEqual(await live.later({ text: 'x'.repeat(16_385), isPrivate: false }), {
      outcome: 'refused',
      problem: 'The message is too long for LiveChat.',
    });
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
