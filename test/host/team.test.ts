import assert from 'node:assert/strict';
import { workspace } from 'vscode';
import { createTeamKey, parseTeamKey } from '../../src/core/team/teamKey';
import { hostileArguments } from '../unit/support/hostileArguments';
import { freePort, NatsServer, type NatsUser } from '../unit/team/support/natsServer';
import { accessTo, chatStarted, publish } from '../unit/team/support/teamMachine';
import { call, refusalOf, refused } from './support/codeCalls';
import { eventually } from './support/eventually';
import { ExtensionFixture } from './support/extensionFixture';

const user: NatsUser = { user: 'ada', password: 'password-of-nats' };
const credentials = { user: user.user, password: user.password };

interface Status {
  readonly state: string;
  readonly tunnel?: string;
}

describe('a team', function () {
  this.timeout(60_000);
  let extension: ExtensionFixture;
  let server: NatsServer;
  let teamKey: string;
  /** Ids differ in each run: the editor keeps the events of all tests. */
  let run = Date.now();

  beforeEach(async () => {
    extension = new ExtensionFixture();
    server = await NatsServer.start([user]);
    teamKey = createTeamKey();
    run += 1;
  });
  afterEach(async () => {
    await call('livechat.team.leave', {});
    await extension.settings.set('livechat.team.servers', undefined);
    await server.dispose();
    await extension.end();
  });

  const status = (): Promise<Status> => call('livechat.webhooks.status', {});
  const join = (more: object = {}): Promise<Status> =>
    call('livechat.team.join', { servers: [server.address], credentials, teamKey, ...more });
  const send = async (name: string, key = teamKey): Promise<void> => {
    const parsed = parseTeamKey(key);
    assert.ok(parsed);
    const arrival = chatStarted(`${name}${run}`);
    const named = arrival.kind === 'ticket_created' ? arrival : { ...arrival, visitor: { name } };
    await publish(accessTo(server, user, parsed), named);
  };
  const messagesWith = (text: string): readonly string[] =>
    extension.shown.messages.filter((message) => message.includes(text));

  it('is joined by code while signed out, shows each event once, and is left', async () => {
    await send('Before');
    assert.equal((await join()).state, 'live');
    assert.equal((await status()).tunnel, 'team');
    assert.deepEqual(workspace.getConfiguration().get('livechat.team.servers'), [server.address]);
    await eventually('the event that was missed', () => messagesWith('Before').length === 1);
    await send('Kim Lee');
    await eventually('a notification', () => messagesWith('Chat started: Kim Lee').length > 0);
    await server.kill();
    await eventually('the listener to wait', async () => (await status()).state === 'backoff');
    await server.run();
    await eventually('the listener to be live again', async () => (await status()).state === 'live');
    await send('Bo Berg');
    await eventually('the next notification', () => messagesWith('Bo Berg').length > 0);
    assert.equal(messagesWith('Kim Lee').length, 1);
    assert.equal((await call<Status>('livechat.team.leave', {})).state, 'off');
    assert.equal((await status()).tunnel, undefined);
    await refused(call('livechat.webhooks.start', {}), 'not-signed-in', /Sign in first/);
  });

  it('refuses what cannot work, and stores nothing of it', async () => {
    const invalid: readonly (readonly [object, RegExp])[] = [
      [{ teamKey: teamKey.slice(0, -1) }, /not a team key/],
      [{ teamKey: undefined }, /not a team key/],
      [{ servers: ['nats://nats.example.com:4222'] }, /“nats:\/\/nats\.example\.com:4222” cannot be used/],
      [{ servers: [] }, /addresses of NATS servers/],
      [{ servers: 'x' }, /addresses of NATS servers/],
      [{ credentials: { user: 'ada' } }, /credentials must be/],
      [{ receive: 'yes' }, /receive/],
      [{ key: 1 }, /“key” is not an argument/],
    ];
    for (const [more, says] of invalid) await refused(join(more), 'invalid-input', says);
    await refused(call('livechat.team.join', { credentials, teamKey }), 'invalid-input', /NATS servers/);
    const other = `nats://127.0.0.1:${await freePort()}`;
    await refused(join({ servers: [other] }), 'network', /does not respond/);
    const wrong = { user: 'ada', password: 'wrong' };
    await refused(join({ credentials: wrong }), 'unauthorized', /refused your credentials/);
    assert.equal((await status()).state, 'off');
    assert.deepEqual(workspace.getConfiguration().get('livechat.team.servers'), []);
  });

  it('refuses a hostile argument', async () => {
    for (const [name, argument] of hostileArguments({ servers: [server.address], credentials, teamKey })) {
      const { code, message } = await refusalOf(call('livechat.team.join', argument));
      assert.equal(code, 'invalid-input', `${name}: ${message}`);
      assert.ok(message.length < 3_000, name);
    }
    assert.equal((await status()).state, 'off');
  });

  it('needs the key with which its events are encrypted, and creates a new one without using it', async () => {
    await send('Kim Lee');
    const { teamKey: created } = await call<{ readonly teamKey: string }>('livechat.team.newKey', {});
    assert.ok(parseTeamKey(created));
    assert.equal(messagesWith(created).length, 1);
    assert.equal((await join({ teamKey: created })).state, 'needs-user');
    const id = parseTeamKey(teamKey)?.id ?? '';
    await eventually('the key to be named', () => messagesWith(id).length > 0);
    assert.equal((await join()).state, 'live');
    await eventually('the event', () => messagesWith('Chat started: Kim Lee').length === 1);
    await call('livechat.team.newKey', {});
    assert.equal((await status()).state, 'live');
  });

  it('forgets its secrets where the setting has no server any more', async () => {
    await send('Before');
    assert.equal((await join()).state, 'live');
    await extension.settings.set('livechat.team.servers', undefined);
    await call('livechat.team.leave', {});
    await extension.settings.set('livechat.team.servers', [server.address]);
    assert.equal((await status()).tunnel, undefined);
    await refused(call('livechat.webhooks.start', {}), 'not-signed-in', /Sign in first/);
  });

  it('stays a receiver that joins again from the palette', async () => {
    await send('Before');
    assert.equal((await join({ receive: true })).state, 'live');
    const done = extension.run('livechat.team.join');
    await extension.inputs.type(1, server.address);
    await extension.inputs.pick('User and Password');
    await extension.inputs.type(3, user.user);
    await extension.inputs.type(3, user.password);
    await extension.inputs.type(4, teamKey);
    await done;
    await eventually('the message', () => messagesWith('may be its receiver').length === 1);
  });

  it('is joined from the palette, which says what is wrong where it was typed', async () => {
    await send('Kim Lee');
    const done = extension.run('livechat.team.join');
    await extension.inputs.type(1, server.address);
    await extension.inputs.pick('User and Password');
    await extension.inputs.type(3, user.user);
    await extension.inputs.type(3, user.password);
    const box = await extension.inputs.type(4, 'livechat-team-x');
    assert.match(await extension.inputs.problem(box), /not a team key/);
    assert.equal(box.password, true);
    await extension.inputs.type(4, teamKey);
    await done;
    assert.equal((await status()).state, 'live');
    await eventually('the message', () => messagesWith('has joined the team').length === 1);
  });
});
