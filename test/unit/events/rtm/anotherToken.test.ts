import assert from 'node:assert/strict';
import type { Session } from '../../../../src/core/events/rtm/session';
import { FakeRtm } from './support/fakeRtm';

describe('another token for a session of the socket', () => {
  let rtm: FakeRtm;
  beforeEach(() => (rtm = new FakeRtm()));

  const opened = async (): Promise<Session> => {
    const result = await rtm.session();
    assert.ok(result.kind === 'open');
    await rtm.settled();
    return result.session;
  };

  it('is put in while the socket stays', async () => {
    const session = await opened();
    rtm.replies.set('update_session', () => ({}));
    assert.equal(await session.renew('Bearer two'), true);
    assert.deepEqual(
      rtm.asked('update_session').map(({ payload }) => payload),
      [{ token: 'Bearer two' }],
    );
    assert.deepEqual([rtm.ends, rtm.closed], [[], undefined]);
  });

  it('that is refused ends the session as a refused login does', async () => {
    const session = await opened();
    rtm.refuse('update_session', 'authentication');
    assert.equal(await session.renew('Bearer two'), false);
    assert.deepEqual(rtm.ends, [{ end: { kind: 'refused', type: 'authentication' }, reaction: 'sign-in' }]);
  });

  it('to which nobody answers ends nothing', async () => {
    const session = await opened();
    const renewing = session.renew('Bearer two');
    rtm.clock.advance(15_000);
    assert.equal(await renewing, false);
    assert.deepEqual(rtm.ends, []);
  });
});
