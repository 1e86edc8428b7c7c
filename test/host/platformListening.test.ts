import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { call } from './support/codeCalls';
import { Desk } from './support/desk';
import { eventually } from './support/eventually';

interface Status {
  readonly state: string;
  readonly tunnel?: string;
  readonly events: readonly string[];
}

describe('listening with a platform account', () => {
  let desk: Desk;
  let sandbox: Sandbox;

  beforeEach(async () => {
    desk = new Desk();
    sandbox = await desk.platformSandbox({ tickets: 25, agents: 3 });
    await desk.signInToPlatform(sandbox);
  });
  afterEach(async () => {
    await call('livechat.webhooks.stop', {});
    await desk.end();
  });

  it('begins without a question where code asks for it, and then with chats only', async () => {
    const before = desk.shown.messages.length;
    const live = await call<Status>('livechat.webhooks.start', {});
    assert.deepEqual(
      [live.state, live.tunnel, live.events],
      ['live', undefined, ['chat_started', 'chat_ended']],
    );
    assert.deepEqual(desk.shown.messages.slice(before), []);
    sandbox.life.startChat({ name: 'Kim' });
    await eventually('the toast', () => desk.shown.messages.includes('Chat started: Kim'));
    sandbox.life.endChat();
    await eventually('the toast', () => desk.shown.messages.includes('Chat ended: Kim'));
  });

  it('does not begin where a person gives up when told what new tickets cost', async () => {
    const { state } = await call<Status>('livechat.webhooks.start');
    assert.equal(state, 'off');
    assert.ok(desk.shown.messages.includes('Ask LiveChat for new tickets every 5 minutes?'));
    assert.equal(sandbox.platform.rtm.sessions, 0);
  });

  it('asks nothing where tickets are not wanted', async () => {
    await desk.settings.set('livechat.webhooks.events', ['chat_started']);
    const { state, events } = await call<Status>('livechat.webhooks.start');
    assert.deepEqual([state, events], ['live', ['chat_started']]);
    assert.ok(!desk.shown.messages.some((text) => text.includes('new tickets')));
  });
});
