import assert from 'node:assert/strict';
import type { RtmSession } from '../../../../src/core/events/rtm/rtmSession';
import { FakeRtm } from './support/fakeRtm';

describe('RTM session token renewal', () => {
  let rtm: FakeRtm;
  beforeEach(() => (rtm = new FakeRtm()));

  const opened = async (): Promise<RtmSession> => {
    const result = await rtm.session();
    assert.ok(result.kind === 'open');
    await rtm.flush();
    return result.session;
  };

  it('replaces the token on the open socket', async () => {
    const session = await opened();
    rtm.replies.set('update_session', () => ({}));
    assert.equal(await session.renew('Bearer two'), true);
    assert.deepEqual(
      rtm.requestsOf('update_session').map(({ payload }) => payload),
      [{ token: 'Bearer two' }],
    );
    assert.deepEqual([rtm.ends, rtm.closed], [[], undefined]);
  });

  it('ends the session like a failed login if the token is rejected', async () => {
    const session = await opened();
    rtm.reject('update_session', 'authentication');
    assert.equal(await session.renew('Bearer two'), false);
    assert.deepEqual(rtm.ends, [{ end: { kind: 'refused', type: 'authentication' }, reaction: 'sign-in' }]);
  });

  it('keeps the session if the server does not respond', async () => {
    const session = await opened();
    const renewing = session.renew('Bearer two');
    rtm.clock.advance(15_000);
    assert.equal(await renewing, false);
    assert.deepEqual(rtm.ends, []);
  });
});
