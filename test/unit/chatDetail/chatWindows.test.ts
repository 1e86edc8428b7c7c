import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { draftPort } from '../../../src/core/stores/drafts/draftPort';
import type { DraftId } from '../../../src/core/stores/drafts/draft';
import type { FormValues } from '../../../src/protocol/form';
import { TwoWindows } from '../stores/support/twoWindows';
import { noTiming } from '../support/replyTiming';
import { FakeClock } from '../support/fakeClock';
import { chatWith, openLive } from './support/openLive';

const id: DraftId = { account: 'platform:a', subject: 'chat/C' };
const message = { text: 'Hello', isPrivate: false, customId: 'one' };
const refused = /^Another window has just changed/;

describe('a chat that is open in two windows', () => {
  let windows: TwoWindows;
  let now: number;

  beforeEach(() => {
    windows = new TwoWindows();
    now = 0;
  });
  afterEach(() => windows.close());

  const open = async (follows = true, more: ReturnType<typeof noTiming> | object = {}) => {
    const drafts = windows.open(follows);
    const opened = openLive(chatWith([]), { ...more, draft: (title) => draftPort(drafts, id, title) });
    const { model, live, done } = opened;
    await live.drafted;
    return {
      ...{ model, live, drafts },
      get values() {
        return { ...model.view.live?.composer?.values };
      },
      get revision() {
        return model.view.live?.composer?.revision;
      },
      sent: () => done.filter((each) => Array.isArray(each) && each[0] === 'send').length,
      /** @param revision the last one that the page took */
      type: async (text: string, revision?: number, isPrivate = false) => {
        now += 1;
        const values = { ...(text !== '' && { message: text }), ...(isPrivate && { private: true }) };
        return await live.draft(values, now, revision);
      },
    };
  };
  type Window = Awaited<ReturnType<typeof open>>;
  const shows = (window: Window, values: FormValues): Promise<void> =>
    windows.until(() => isDeepStrictEqual(window.values, values), JSON.stringify(values));

  const stores = (expected: FormValues): Promise<void> =>
    windows.until(
      async () => isDeepStrictEqual(await windows.values(id), expected),
      JSON.stringify(expected),
    );

  it('shows what is typed, sent or discarded in the other window', async () => {
    const [here, there] = [await open(), await open()];
    await here.type('Hello');
    await shows(there, { message: 'Hello' });
    assert.equal(there.model.view.live?.composer?.isRestored, true);
    await there.type('Hello you');
    await shows(here, { message: 'Hello you' });
    await here.type('');
    await shows(there, {});
    await there.type('Again');
    await shows(here, { message: 'Again' });
    await there.drafts.discard(id);
    await shows(here, {});
    await shows(there, {});
  });

  it('loses nothing with the next key press, also where changes of other windows are not noticed', async () => {
    const [here, there] = [await open(false), await open(false)];
    await here.type('Hello');
    await there.type('World');
    await shows(there, { message: 'World\nHello' });
    await stores({ message: 'World\nHello' });
    await here.type('Hello you');
    await stores({ message: 'Hello you\nWorld' });
    await shows(here, { message: 'Hello you\nWorld' });
  });

  it('changes nothing if both windows have typed the same', async () => {
    const [here, there] = [await open(false), await open(false)];
    await here.type('Hello');
    await there.type('Hello');
    await here.type('Hello you');
    assert.deepEqual(
      [here.values, await windows.values(id)],
      [{ message: 'Hello you' }, { message: 'Hello you' }],
    );
  });

  it('shows no part of a private note to the customer', async () => {
    const [here, there] = [await open(false), await open(false)];
    await here.type('for us', undefined, true);
    await there.type('Hello');
    await shows(there, { message: 'Hello\nfor us', private: true });
  });

  it('keeps what was typed before the page showed the other window’s text', async () => {
    const [here, there] = [await open(), await open()];
    const { revision } = here;
    await here.type('H', revision);
    await shows(there, { message: 'H' });
    await there.type('H\nWorld');
    await shows(here, { message: 'H\nWorld' });
    await here.type('He', revision);
    await shows(here, { message: 'He\nWorld' });
    await shows(there, { message: 'He\nWorld' });
  });

  it('does not send again what the other window has sent', async () => {
    const [here, there] = [await open(), await open()];
    await here.type('Hello');
    await shows(there, { message: 'Hello' });
    const { revision } = there;
    await here.type('');
    await here.live.send(message);
    await shows(there, {});
    // The page has not shown that yet: it clears its input, and sends.
    await there.type('', revision);
    const answer = await there.live.send({ ...message, customId: 'two' });
    assert.equal(answer.outcome, 'refused');
    assert.match(answer.problem ?? '', refused);
    assert.deepEqual([here.sent(), there.sent(), await windows.values(id)], [1, 0, undefined]);
    await there.type('Hello', there.revision);
    assert.equal((await there.live.send({ ...message, customId: 'three' })).outcome, 'accepted');
  });

  it('does not send a message that waited and was sent by the other window meanwhile', async () => {
    const clock = new FakeClock();
    const here = await open(false);
    const there = await open(false, noTiming({ clock, seconds: () => 10 }));
    await here.type('Hello');
    await there.type('Hello');
    const waiting = there.live.send(message);
    await here.type('');
    await here.live.send({ ...message, customId: 'two' });
    clock.advance(10_000);
    assert.match((await waiting).problem ?? '', refused);
    assert.deepEqual([here.sent(), there.sent(), there.values], [1, 0, { message: 'Hello' }]);
  });
});
