import assert from 'node:assert/strict';
import { silentLog } from '../../../src/core/base/log';
import type { AccountStore } from '../../../src/core/stores/accounts/accountStore';
import { SessionStore } from '../../../src/core/stores/sessionStore';
import { EventServiceHandle } from '../../../src/ui/listening/eventServiceHandle';
import { FakeClock } from '../support/fakeClock';
import { ada, ben } from '../stores/support/accounts';
import { failing, hasCode } from '../stores/support/failures';
import { fakeConnection } from '../stores/support/fakeConnection';
import { Machine } from '../stores/support/machine';
import { turn } from '../stores/support/turn';
import { allEvents, FakeEventService } from './support/fakeEventService';

describe('EventServiceHandle', () => {
  let accounts: AccountStore;
  let session: SessionStore;
  let clock: FakeClock;
  let eventService: FakeEventService;
  let openings: number;
  let fault: Error | undefined;
  let warnings: string[];
  let autoStarts: boolean;
  let handle: EventServiceHandle;
  let team: { isJoined: boolean };

  beforeEach(() => {
    accounts = new Machine().window();
    session = new SessionStore(accounts, () => Promise.resolve(fakeConnection()));
    clock = new FakeClock();
    eventService = new FakeEventService();
    openings = 0;
    fault = undefined;
    warnings = [];
    autoStarts = false;
    team = { isJoined: false };
    const log = { ...silentLog, warn: (line: string) => warnings.push(line) };
    handle = new EventServiceHandle(
      { session, clock, log },
      {
        events: () => allEvents,
        team: {
          get isJoined() {
            return team.isJoined;
          },
          onDidChange: () => ({ dispose: () => undefined }),
        },
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
    eventService.calls.length = 0;
  };

  it('stays closed and has no events while signed out', async () => {
    clock.advance(60_000);
    assert.deepEqual(await handle.activity.page({}), { entries: [] });
    assert.equal(await handle.activity.unreadCount(), 0);
    await assert.rejects(handle.start({ interactive: true }), hasCode('not-signed-in'));
    assert.equal(openings, 0);
    assert.deepEqual(handle.view, { state: 'off', events: allEvents });
  });

  it('opens once, a moment after sign-in', async () => {
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

  it('opens at once for a command', async () => {
    await accounts.add(ada);
    await handle.start({ interactive: true });
    assert.deepEqual(eventService.calls, ['not focused', 'start interactive']);
  });

  it('passes on the view of the service', async () => {
    await openFor();
    const states: string[] = [];
    handle.onDidChange(({ state }) => states.push(state));
    eventService.setView({ state: 'opening' });
    eventService.setView({ state: 'live' });
    assert.deepEqual(states, ['opening', 'live']);
    assert.equal(handle.view.state, 'live');
    assert.equal(handle.status().state, 'live');
  });

  it('passes the focus to a service that opens later', async () => {
    handle.setFocused(true);
    await accounts.add(ada);
    await handle.stop();
    assert.equal(eventService.calls[0], 'focused');
  });

  it('refreshes when another account becomes active', async () => {
    await openFor();
    await accounts.add(ben);
    assert.deepEqual(eventService.calls, ['refresh account']);
  });

  it('does nothing when only the connection is reopened', async () => {
    await openFor();
    session.reconnect();
    assert.deepEqual(eventService.calls, []);
  });

  it('retries after a refused key was replaced', async () => {
    await openFor();
    await assert.rejects(session.run(failing({ code: 'unauthorized' })));
    await accounts.add({ ...ada, secret: 'another' });
    assert.deepEqual(eventService.calls, ['retry']);
  });

  it('retries when the session changes while LiveChat’s answer is the problem', async () => {
    await openFor();
    const failure = { code: 'invalid-input', field: 'livechat.helpdeskUrl', reasons: [] } as const;
    eventService.setView({ state: 'needs-user', problem: { kind: 'livechat', failure } });
    // As after a change of the URL in the settings.
    session.reconnect();
    assert.deepEqual(eventService.calls, ['retry']);
  });

  it('stops before the active account signs out, and only for that account', async () => {
    await openFor();
    await handle.leave(ben.account);
    assert.deepEqual(eventService.calls, []);
    await handle.leave(ada.account);
    assert.deepEqual(eventService.calls, ['stop']);
  });

  it('goes on listening to a team while the account signs out', async () => {
    await openFor();
    team.isJoined = true;
    eventService.setView({ state: 'live', tunnel: 'team' });
    await handle.leave(ada.account);
    assert.deepEqual(eventService.calls, []);
  });

  it('stops receiving for a team before the account signs out, and listens as a member afterwards', async () => {
    await openFor();
    team.isJoined = true;
    eventService.setView({ state: 'live', tunnel: 'cloudflared' });
    await handle.leave(ada.account);
    assert.deepEqual(eventService.calls, ['stop']);
    await accounts.remove(ada.account);
    await turn();
    assert.deepEqual(eventService.calls, ['stop', 'refresh account', 'start non-interactive']);
  });

  it('does not prevent signing out if it cannot stop', async () => {
    await openFor();
    eventService.fault = new Error('no answer');
    await handle.leave(ada.account);
    assert.equal(warnings.length, 1);
  });

  it('opens again with the next call after a failure', async () => {
    fault = new Error('EACCES');
    await accounts.add(ada);
    clock.advance(1_000);
    await turn();
    assert.equal(warnings.length, 1);
    await handle.start({ interactive: false });
    assert.equal(openings, 2);
  });

  it('starts automatically if enabled, in a leader that is off', async () => {
    autoStarts = true;
    eventService.view = { state: 'electing', events: allEvents };
    await accounts.add(ada);
    clock.advance(1_000);
    await turn();
    eventService.calls.length = 0;
    eventService.setView({ state: 'off' });
    eventService.setView({ state: 'off' });
    assert.deepEqual(eventService.calls, ['start non-interactive']);
  });

  for (const [what, role, state] of [
    ['in a follower', 'follower', 'off'],
    ['in a leader that resumes', 'leader', 'opening'],
  ] as const) {
    it(`does not start automatically ${what}`, async () => {
      autoStarts = true;
      eventService.role = role;
      eventService.view = { state, events: allEvents };
      await accounts.add(ada);
      clock.advance(1_000);
      await turn();
      assert.deepEqual(eventService.calls, ['not focused']);
    });
  }

  it('is disposed of once, and cannot be opened afterwards', async () => {
    await openFor();
    await handle.dispose();
    await handle.dispose();
    assert.deepEqual(eventService.calls, ['dispose']);
    await assert.rejects(handle.stop(), hasCode('cancelled'));
  });

  it('disposes of a service that is still being opened', async () => {
    await accounts.add(ada);
    clock.advance(1_000);
    await handle.dispose();
    assert.deepEqual(eventService.calls, ['dispose']);
  });
});
