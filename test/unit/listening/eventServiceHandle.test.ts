import assert from 'node:assert/strict';
import { silentLog } from '../../../src/core/base/log';
import type { AccountStore } from '../../../src/core/stores/accountStore';
import { SessionStore } from '../../../src/core/stores/sessionStore';
import { EventServiceHandle } from '../../../src/ui/listening/eventServiceHandle';
import { FakeClock } from '../sandbox/fakeClock';
import { ada, ben } from '../stores/support/accounts';
import { failing, hasCode } from '../stores/support/failures';
import { fakeConnection } from '../stores/support/fakeConnection';
import { Machine } from '../stores/support/machine';
import { turn } from '../stores/support/turn';
import { allEvents, FakeEventService } from './support/fakeEventService';

describe('the door to listening', () => {
  let accounts: AccountStore;
  let session: SessionStore;
  let clock: FakeClock;
  let eventService: FakeEventService;
  let openings: number;
  let fault: Error | undefined;
  let warnings: string[];
  let autoStarts: boolean;
  let handle: EventServiceHandle;

  beforeEach(() => {
    accounts = new Machine().window();
    session = new SessionStore(accounts, () => Promise.resolve(fakeConnection()));
    clock = new FakeClock();
    eventService = new FakeEventService();
    openings = 0;
    fault = undefined;
    warnings = [];
    autoStarts = false;
    const log = { ...silentLog, warn: (line: string) => warnings.push(line) };
    handle = new EventServiceHandle(
      { session, clock, log },
      {
        events: () => allEvents,
        autoStarts: () => autoStarts,
        open: () => {
          openings += 1;
          const thrown = fault;
          fault = undefined;
          return thrown ? Promise.reject(thrown) : Promise.resolve(eventService);
        },
      },
    );
  });
  afterEach(async () => {
    await handle.dispose();
    session.dispose();
    accounts.dispose();
  });

  const openFor = async (credential = ada): Promise<void> => {
    await accounts.add(credential);
    clock.advance(1_000);
    await turn();
    eventService.asked.length = 0;
  };

  it('opens nothing while nobody is signed in, and has no events then', async () => {
    clock.advance(60_000);
    assert.deepEqual(await handle.activity.page({}), { entries: [] });
    assert.equal(await handle.activity.unreadCount(), 0);
    await assert.rejects(handle.start({ interactive: true }), hasCode('not-signed-in'));
    assert.equal(openings, 0);
    assert.deepEqual(handle.view, { state: 'off', events: allEvents });
  });

  it('opens by itself a while after somebody signed in, and once', async () => {
    await accounts.add(ada);
    await turn();
    assert.equal(openings, 0);
    clock.advance(1_000);
    await turn();
    assert.equal(openings, 1);
    assert.equal(await handle.activity.unreadCount(), 3);
    await handle.start({ interactive: true });
    assert.equal(openings, 1);
  });

  it('does not wait when a person asks', async () => {
    await accounts.add(ada);
    await handle.start({ interactive: true });
    assert.deepEqual(eventService.asked, ['not focused', 'start with a person']);
  });

  it('hands on what the desk tells', async () => {
    await openFor();
    const states: string[] = [];
    handle.onDidChange(({ state }) => states.push(state));
    eventService.become({ state: 'opening' });
    eventService.become({ state: 'live' });
    assert.deepEqual(states, ['opening', 'live']);
    assert.equal(handle.view.state, 'live');
    assert.equal(handle.status().state, 'live');
  });

  it('remembers the focus for a desk that opens later', async () => {
    handle.setFocused(true);
    await accounts.add(ada);
    await handle.stop();
    assert.equal(eventService.asked[0], 'focused');
  });

  it('goes on with another account when that becomes the active one', async () => {
    await openFor();
    await accounts.add(ben);
    assert.deepEqual(eventService.asked, ['refresh account']);
  });

  it('changes nothing when only the connection is opened anew', async () => {
    await openFor();
    session.reopen();
    assert.deepEqual(eventService.asked, []);
  });

  it('goes on after a refused key was mended', async () => {
    await openFor();
    await assert.rejects(session.run(failing({ code: 'unauthorized' })));
    await accounts.add({ ...ada, secret: 'another' });
    assert.deepEqual(eventService.asked, ['retry']);
  });

  it('stops before the active account leaves, and only then', async () => {
    await openFor();
    await handle.leave(ben.account);
    assert.deepEqual(eventService.asked, []);
    await handle.leave(ada.account);
    assert.deepEqual(eventService.asked, ['stop']);
  });

  it('keeps nobody from signing out where it cannot stop', async () => {
    await openFor();
    eventService.fault = new Error('no answer');
    await handle.leave(ada.account);
    assert.equal(warnings.length, 1);
  });

  it('tries anew where the desk could not be opened', async () => {
    fault = new Error('EACCES');
    await accounts.add(ada);
    clock.advance(1_000);
    await turn();
    assert.equal(warnings.length, 1);
    await handle.start({ interactive: false });
    assert.equal(openings, 2);
  });

  it('begins by itself where that is wished, and this window leads and rests', async () => {
    autoStarts = true;
    eventService.view = { state: 'electing', events: allEvents };
    await accounts.add(ada);
    clock.advance(1_000);
    await turn();
    eventService.asked.length = 0;
    eventService.become({ state: 'off' });
    eventService.become({ state: 'off' });
    assert.deepEqual(eventService.asked, ['start without a person']);
  });

  for (const [what, role, state] of [
    ['what another window leads', 'follower', 'off'],
    ['what is under way', 'leader', 'opening'],
  ] as const) {
    it(`does not begin by itself ${what}`, async () => {
      autoStarts = true;
      eventService.role = role;
      eventService.view = { state, events: allEvents };
      await accounts.add(ada);
      clock.advance(1_000);
      await turn();
      assert.deepEqual(eventService.asked, ['not focused']);
    });
  }

  it('ends with the window, and opens nothing from then on', async () => {
    await openFor();
    await handle.dispose();
    await handle.dispose();
    assert.deepEqual(eventService.asked, ['dispose']);
    await assert.rejects(handle.stop(), hasCode('cancelled'));
  });

  it('ends a desk that was still being opened', async () => {
    await accounts.add(ada);
    clock.advance(1_000);
    await handle.dispose();
    assert.deepEqual(eventService.asked, ['dispose']);
  });
});
