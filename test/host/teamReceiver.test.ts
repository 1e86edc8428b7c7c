import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { createTeamKey } from '../../src/core/team/teamKey';
import { NatsServer, type NatsUser } from '../unit/team/support/natsServer';
import { accessTo, publish } from '../unit/team/support/teamMachine';
import { call } from './support/codeCalls';
import { eventually } from './support/eventually';
import { ExtensionFixture } from './support/extensionFixture';

const user: NatsUser = { user: 'duty', password: 'password-of-nats' };

interface Status {
  readonly state: string;
  readonly tunnel?: string;
}

describe('a member that may be the receiver of its team', function () {
  this.timeout(60_000);
  let extension: ExtensionFixture;
  let sandbox: Sandbox;
  let server: NatsServer;

  beforeEach(async () => {
    extension = new ExtensionFixture();
    server = await NatsServer.start([user]);
    sandbox = await extension.sandbox();
    const { login, apiKey } = sandbox.credentials[0]!;
    await extension.signIn(login, apiKey);
  });
  afterEach(async () => {
    await call('livechat.team.leave', {});
    await call('livechat.webhooks.stop', {});
    await extension.settings.set('livechat.team.servers', undefined);
    await extension.end();
    await server.dispose();
  });

  const status = (): Promise<Status> => call('livechat.webhooks.status', {});
  const join = (): Promise<Status> =>
    call('livechat.team.join', {
      servers: [server.address],
      credentials: user,
      teamKey: createTeamKey(),
      receive: true,
    });
  const receives = async (): Promise<boolean> => {
    const { state, tunnel } = await status();
    return state === 'live' && tunnel !== 'team';
  };
  const messagesWith = (text: string): readonly string[] =>
    extension.shown.messages.filter((message) => message.includes(text));

  it('says what it did not publish when the team is left while NATS is down', async () => {
    await join();
    await eventually('it to be the receiver', receives);
    await server.kill();
    const name = `Kim ${Date.now()}`;
    sandbox.simulator.startChat({ name });
    await eventually('the chat', () => messagesWith(name).length > 0);
    await call('livechat.team.leave', {});
    assert.equal(messagesWith('Events that were not published to the team: 1').length, 1);
    await eventually('listening to be off', async () => (await status()).state === 'off');
  });

  it('asks for the tunnel first, and is an ordinary member without it', async () => {
    await extension.settings.set('livechat.webhooks.tunnel', 'manual');
    await extension.settings.set('livechat.webhooks.publicUrl', 'https://livechat.example.com');
    // Where no receiver ever was, a member waits for the stream.
    await publish(accessTo(server, user));
    assert.equal((await join()).state, 'live');
    assert.equal((await status()).tunnel, 'team');
    await extension.run('livechat.webhooks.start');
    assert.equal(messagesWith('livechat.example.com').length, 1, 'the question');
    assert.equal(messagesWith('Listening to your team’s NATS server.').length, 1);
    const { state, tunnel } = await status();
    assert.deepEqual([state, tunnel], ['live', 'team']);
  });
});
