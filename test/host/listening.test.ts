import assert from 'node:assert/strict';
import type { LiveChatConnection } from '../../src/core/domain/connection';
import { connect } from '../../src/core/api/connect';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { call, refused, shapeFaults, type Shape } from './support/codeCalls';
import { ExtensionFixture } from './support/extensionFixture';
import { eventually } from './support/eventually';

const statusShape: Shape = {
  state: 'text',
  'tunnel?': 'text',
  'publicUrl?': 'text',
  events: 'texts',
  'since?': 'time',
  'lastEventAt?': 'time',
};
const allEvents = ['chat_started', 'chat_ended', 'ticket_created'];

interface Status {
  readonly state: string;
  readonly tunnel?: string;
  readonly publicUrl?: string;
  readonly events: readonly string[];
  readonly since?: string;
  readonly lastEventAt?: string;
}

describe('listening commands called by code', () => {
  let extension: ExtensionFixture;
  beforeEach(() => (extension = new ExtensionFixture()));
  afterEach(() => extension.end());

  const status = async (command: string, ...args: readonly unknown[]): Promise<Status> => {
    const given = await call<Status>(`livechat.webhooks.${command}`, ...args);
    assert.deepEqual(shapeFaults(given, statusShape), []);
    return given;
  };

  describe('without an account', () => {
    it('return the status, and refuse everything else', async () => {
      for (const args of [[], [{}]]) {
        const { state, events, tunnel, publicUrl, since } = await status('status', ...args);
        assert.deepEqual([state, events], ['off', allEvents]);
        assert.deepEqual([tunnel, publicUrl, since], [undefined, undefined, undefined]);
      }
      assert.equal((await status('stop')).state, 'off');
      for (const command of ['start', 'doctor', 'cleanUp']) {
        for (const args of [[], [{}]]) {
          const work = call(`livechat.webhooks.${command}`, ...args);
          await refused(work, 'not-signed-in', /Sign in first/);
        }
      }
      assert.deepEqual(extension.shown.messages, []);
    });
  });

  describe('with an account', () => {
    let sandbox: Sandbox;
    let connection: LiveChatConnection;

    beforeEach(async () => {
      sandbox = await extension.sandbox({ tickets: 25, agents: 3 });
      // Another account than in earlier tests, whose last events may still be collected for one notification.
      const { login, apiKey } = sandbox.credentials[1]!;
      connection = connect({
        credential: { account: { id: 'classic:x', kind: 'classic', name: login }, secret: apiKey },
        apiUrl: sandbox.url,
        callsPerMinute: 10_000,
        timeoutMs: 5_000,
        onCall: () => undefined,
      });
      await extension.signIn(login, apiKey);
    });
    afterEach(async () => {
      await call('livechat.webhooks.stop', {});
      connection.dispose();
    });

    const registered = async (): Promise<readonly string[]> =>
      (await connection.webhooks.list()).map(({ event }) => event).sort();
    const isReported = (text: string): Promise<unknown> =>
      eventually(text, () => extension.shown.messages.filter((message) => message === text).length === 1);

    it('start listens and reports events, and stop removes everything', async () => {
      const live = await status('start', {});
      assert.deepEqual([live.state, live.tunnel, live.events], ['live', 'manual', allEvents]);
      assert.match(live.publicUrl ?? '', /^http:\/\/127\.0\.0\.1:\d+$/);
      assert.ok(Math.abs(Date.parse(live.since ?? '') - Date.now()) < 60_000);
      assert.deepEqual(await registered(), [...allEvents].sort());
      await extension.untilKey('livechat.listening', true);

      sandbox.simulator.startChat({ name: 'Kim [x](command:y)' });
      await isReported('Chat started: Kim [x] (command:y)');
      sandbox.simulator.endChat();
      // Otherwise it would be combined with events of a later test.
      await isReported('Chat ended: Kim [x] (command:y)');
      assert.match((await status('status')).lastEventAt ?? '', /Z$/);

      assert.equal((await status('stop', {})).state, 'off');
      assert.deepEqual(await registered(), []);
      await extension.untilKey('livechat.listening', false);
    });

    it('start and stop without an argument do the same, and a second start changes nothing', async () => {
      const live = await status('start');
      assert.equal(live.state, 'live');
      const ids = (await connection.webhooks.list()).map(({ id }) => id);
      assert.deepEqual(await status('start', {}), live);
      assert.deepEqual(
        (await connection.webhooks.list()).map(({ id }) => id),
        ids,
      );
      assert.equal((await status('stop')).state, 'off');
      assert.deepEqual(await registered(), []);
    });

    it('with a refused key stop ends listening, and start tries the key again', async () => {
      const { login } = sandbox.credentials[1]!;
      await status('start', {});
      sandbox.faults.revokeKey(login);
      await refused(call('livechat.ticket.list', {}), 'unauthorized', /refused/);
      await extension.untilKey('livechat.session', 'rejected');
      assert.equal((await status('stop', {})).state, 'off');
      await refused(call('livechat.webhooks.start', {}), 'unauthorized', /refused/);
      sandbox.faults.restoreKey(login);
      assert.equal((await status('start', {})).state, 'live');
      await extension.untilKey('livechat.session', 'signed-in');
    });

    it('signing out stops listening and unregisters the webhooks', async () => {
      await status('start', {});
      await call('livechat.account.signOut');
      assert.deepEqual(await registered(), []);
      assert.equal((await status('status')).state, 'off');
    });

    it('the settings select the events and their notifications', async () => {
      await extension.settings.set('livechat.webhooks.events', ['chat_started', 'ticket_created']);
      await extension.settings.set('livechat.notifications.chatStarted', 'off');
      await extension.settings.set('livechat.notifications.ticketCreated', 'statusBar');
      await status('start', {});
      assert.deepEqual(await registered(), ['chat_started', 'ticket_created']);
      const before = extension.shown.messages.length;
      sandbox.simulator.startChat();
      sandbox.simulator.createTicket();
      await sandbox.webhooks.idle();
      await extension.settings.set('livechat.webhooks.events', ['chat_ended']);
      await eventually('the other event', async () => (await registered()).join() === 'chat_ended');
      sandbox.simulator.endChat();
      await eventually('a toast', () => extension.shown.messages.length > before);
      assert.match(extension.shown.messages.slice(before).join(), /^Chat ended: [^,]+$/);
    });

    it('the user’s own address on this machine needs no consent', async () => {
      await extension.settings.set('livechat.webhooks.tunnel', 'manual');
      await refused(call('livechat.webhooks.start', {}), 'invalid-input', /livechat\.webhooks\.publicUrl/);
      const live = await status('start', {}).catch(() => undefined);
      assert.equal(live, undefined);
      await extension.settings.set('livechat.webhooks.tunnel', 'auto');
      const { publicUrl = '' } = await status('start', {});
      await status('stop', {});
      await extension.settings.set('livechat.webhooks.port', Number(new URL(publicUrl).port));
      await extension.settings.set('livechat.webhooks.publicUrl', publicUrl);
      await extension.settings.set('livechat.webhooks.tunnel', 'manual');
      assert.deepEqual((await status('start', {})).publicUrl, publicUrl);
    });

    it('refuses a tunnel without consent, and one that is not installed', async () => {
      await extension.settings.set('livechat.webhooks.tunnel', 'devtunnel');
      await refused(call('livechat.webhooks.start', {}), 'forbidden', /not yet allowed/);
      await extension.settings.set('livechat.webhooks.tunnel', 'codespaces');
      await refused(call('livechat.webhooks.start', {}), 'unsupported', /not a codespace/);
      assert.deepEqual(await registered(), []);
    });

    it('doctor runs all checks, and cleanUp removes webhooks of other installations', async () => {
      await status('start', {});
      assert.equal((await status('doctor', {})).state, 'live');
      const path = `/lc/another-install/${'x'.repeat(32)}`;
      await connection.webhooks.create({ event: 'chat_ended', url: `https://old.example${path}` });
      assert.equal((await registered()).length, 4);
      await status('cleanUp', { confirmed: true });
      assert.deepEqual(await registered(), [...allEvents].sort());
    });

    it('cleanUp removes nothing without confirmation', async () => {
      const path = `/lc/another-install/${'x'.repeat(32)}`;
      await connection.webhooks.create({ event: 'chat_ended', url: `https://old.example${path}` });
      await refused(call('livechat.webhooks.cleanUp', {}), 'cancelled', /./);
      assert.deepEqual(await registered(), ['chat_ended']);
    });
  });
});
