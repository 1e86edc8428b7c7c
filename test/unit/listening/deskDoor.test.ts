import assert from 'node:assert/strict';
import { silentLog } from '../../../src/core/base/log';
import type { AccountStore } from '../../../src/core/stores/accountStore';
import { SessionStore } from '../../../src/core/stores/sessionStore';
import { DeskDoor } from '../../../src/ui/listening/deskDoor';
import { FakeClock } from '../sandbox/fakeClock';
import { ada, ben } from '../stores/support/accounts';
import { failing, hasCode } from '../stores/support/failures';
import { fakeConnection } from '../stores/support/fakeConnection';
import { Machine } from '../stores/support/machine';
import { turn } from '../stores/support/turn';
import { allEvents, FakeDesk } from './support/fakeDesk';

describe('the door to listening', () => {
  let accounts: AccountStore;
  let session: SessionStore;
  let clock: FakeClock;
  let desk: FakeDesk;
  let openings: number;
  let fault: Error | undefined;
  let warnings: string[];
  let byItself: boolean;
  let door: DeskDoor;

  beforeEach(() => {
    accounts = new Machine().window();
    session = new SessionStore(accounts, () => Promise.resolve(fakeConnection()));
    clock = new FakeClock();
    desk = new FakeDesk();
    openings = 0;
    fault = undefined;
    warnings = [];
    byItself = false;
    door = new DeskDoor({
      session,
      clock,
      log: { ...silentLog, warn: (line) => warnings.push(line) },
      events: () => allEvents,
      startsByItself: () => byItself,
      open: () => {
        openings += 1;
        const thrown = fault;
        fault = undefined;
        return thrown ? Promise.reject(thrown) : Promise.resolve(desk);
      },
    });
  });
  afterEach(async () => {
    await door.dispose();
    session.dispose();
    accounts.dispose();
  });

  const openFor = async (credential = ada): Promise<void> => {
    await accounts.add(credential);
    clock.advance(1_000);
    await turn();
    desk.asked.length = 0;
  };

  it('opens nothing while nobody is signed in, and has no events then', async () => {
    clock.advance(60_000);
    assert.deepEqual(await door.activity.page({}), { entries: [] });
    assert.equal(await door.activity.unreadCount(), 0);
    await assert.rejects(door.start({ interactive: true }), hasCode('not-signed-in'));
    assert.equal(openings, 0);
    assert.deepEqual(door.view, { state: 'off', events: allEvents });
  });

  it('opens by itself a while after somebody signed in, and once', async () => {
    await accounts.add(ada);
    await turn();
    assert.equal(openings, 0);
    clock.advance(1_000);
    await turn();
    assert.equal(openings, 1);
    assert.equal(await door.activity.unreadCount(), 3);
    await door.start({ interactive: true });
    assert.equal(openings, 1);
  });

  it('does not wait when a person asks', async () => {
    await accounts.add(ada);
    await door.start({ interactive: true });
    assert.deepEqual(desk.asked, ['not focused', 'start with a person']);
  });

  it('hands on what the desk tells', async () => {
    await openFor();
    const states: string[] = [];
    door.onDidChange(({ state }) => states.push(state));
    desk.become({ state: 'opening' });
    desk.become({ state: 'live' });
    assert.deepEqual(states, ['opening', 'live']);
    assert.equal(door.view.state, 'live');
    assert.equal(door.status().state, 'live');
  });

  it('remembers the focus for a desk that opens later', async () => {
    door.setFocused(true);
    await accounts.add(ada);
    await door.stop();
    assert.equal(desk.asked[0], 'focused');
  });

  it('goes on with another account when that becomes the active one', async () => {
    await openFor();
    await accounts.add(ben);
    assert.deepEqual(desk.asked, ['refresh account']);
  });

  it('changes nothing when only the connection is opened anew', async () => {
    await openFor();
    session.reopen();
    assert.deepEqual(desk.asked, []);
  });

  it('goes on after a refused key was mended', async () => {
    await openFor();
    await assert.rejects(session.run(failing({ code: 'unauthorized' })));
    await accounts.add({ ...ada, secret: 'another' });
    assert.deepEqual(desk.asked, ['retry']);
  });

  it('stops before the active account leaves, and only then', async () => {
    await openFor();
    await door.leave(ben.account);
    assert.deepEqual(desk.asked, []);
    await door.leave(ada.account);
    assert.deepEqual(desk.asked, ['stop']);
  });

  it('keeps nobody from signing out where it cannot stop', async () => {
    await openFor();
    desk.fault = new Error('no answer');
    await door.leave(ada.account);
    assert.equal(warnings.length, 1);
  });

  it('tries anew where the desk could not be opened', async () => {
    fault = new Error('EACCES');
    await accounts.add(ada);
    clock.advance(1_000);
    await turn();
    assert.equal(warnings.length, 1);
    await door.start({ interactive: false });
    assert.equal(openings, 2);
  });

  it('begins by itself where that is wished, and this window leads and rests', async () => {
    byItself = true;
    desk.view = { state: 'electing', events: allEvents };
    await accounts.add(ada);
    clock.advance(1_000);
    await turn();
    desk.asked.length = 0;
    desk.become({ state: 'off' });
    desk.become({ state: 'off' });
    assert.deepEqual(desk.asked, ['start without a person']);
  });

  for (const [what, role, state] of [
    ['what another window leads', 'follower', 'off'],
    ['what is under way', 'leader', 'opening'],
  ] as const) {
    it(`does not begin by itself ${what}`, async () => {
      byItself = true;
      desk.role = role;
      desk.view = { state, events: allEvents };
      await accounts.add(ada);
      clock.advance(1_000);
      await turn();
      assert.deepEqual(desk.asked, ['not focused']);
    });
  }

  it('ends with the window, and opens nothing from then on', async () => {
    await openFor();
    await door.dispose();
    await door.dispose();
    assert.deepEqual(desk.asked, ['dispose']);
    await assert.rejects(door.stop(), hasCode('cancelled'));
  });

  it('ends a desk that was still being opened', async () => {
    await accounts.add(ada);
    clock.advance(1_000);
    await door.dispose();
    assert.deepEqual(desk.asked, ['dispose']);
  });
});
