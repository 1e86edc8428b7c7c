import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock, type Clock } from '../../../../src/core/base/clock';
import { silentLog } from '../../../../src/core/base/log';
import { accountId } from '../../../../src/core/domain/account';
import { openEventService } from '../../../../src/core/events/service/openEventService';
import type { EventService } from '../../../../src/core/events/service/eventService';
import { PresenceBoard } from '../../../../src/core/presence/presenceBoard';
import type { Activity } from '../../../../src/core/presence/presenceMessage';
import type { PlatformCredential } from '../../../../src/sandbox/platform/tokens';
import type { Database } from '../../../../src/core/storage/database';
import { anyAccount, type AnyAccount } from '../../api/support/anyAccount';
import { testDatabase } from '../../storage/support/testDatabase';
import { callsOf, livePort, noSecrets } from '../support/connectionPorts';

const giveUpMs = 20_000;
const faster = 5;
/** Waits are shorter; the server answers at once. */
const fastClock: Clock = {
  now: () => systemClock.now() * faster,
  after: (ms, run) => systemClock.after(ms / faster, run),
};
const ticket = { kind: 'ticket', id: 'T1' } as const;
const reading: Activity = { ...ticket, doing: 'reading' };

interface Window {
  readonly service: EventService;
  readonly board: PresenceBoard;
  /** @param account the active one by default */
  readonly show: (on?: readonly Activity[], account?: string) => Promise<void>;
  readonly shown: () => readonly string[];
}

describe('agents on several machines who listen through a socket', function () {
  this.timeout(60_000);
  let account: AnyAccount;
  let cleanUp: (() => Promise<unknown>)[];
  beforeEach(async () => {
    account = await anyAccount('platform', { tickets: 25, agents: 3, hostile: false });
    cleanUp = [() => account.dispose()];
  });
  afterEach(async () => {
    for (const one of cleanUp.reverse()) await one();
  });

  const until = async (isTrue: () => boolean, what: string): Promise<void> => {
    const begun = Date.now();
    while (!isTrue()) {
      if (Date.now() - begun > giveUpMs) assert.fail(`${what} never came true`);
      await new Promise((done) => setTimeout(done, 5));
    }
  };
  const credentialOf = (index: number): PlatformCredential =>
    account.sandbox.platform.credentials[index] ?? assert.fail('no such agent');
  const folder = async (): Promise<string> => {
    const dir = await mkdtemp(path.join(tmpdir(), 'presence-'));
    cleanUp.push(() => rm(dir, { recursive: true }));
    return dir;
  };

  /** A window that shows who else reads and types. @param dir the machine's */
  const open = async (
    dir: string,
    { accountId: name, token, login }: PlatformCredential,
  ): Promise<Window> => {
    const connection = account.connect({
      account: { id: accountId('platform', name), kind: 'platform', name, login },
      secret: token,
    });
    const database: Database = await testDatabase(dir);
    cleanUp.push(() => database.close());
    const service = await openEventService({
      ...{ database, dir, clock: fastClock, log: silentLog, secrets: noSecrets },
      random: () => 0,
      installId: path.basename(dir).replace(/\W/g, '-'),
      settings: () => ({ events: ['chat_started'], port: 0, autoStart: false, presence: true }),
      account: () => accountId('platform', name),
      ...callsOf(connection),
      live: livePort(connection.live ?? assert.fail('no socket')),
      transport: () => 'socket',
      choose: () => assert.fail('a tunnel was asked for'),
      surfaceOf: () => 'off',
      isDoNotDisturb: () => false,
      answers: () => Promise.resolve(),
      show: () => undefined,
    });
    cleanUp.push(() => service.dispose());
    const board = new PresenceBoard({ clock: fastClock, changed: () => undefined });
    cleanUp.push(() => {
      board.dispose();
      return Promise.resolve();
    });
    service.onDidPushChat(({ push }) => {
      if (push.kind === 'multicast') board.receive(push.by, push.content);
    });
    await until(() => service.role !== 'electing', 'the election');
    if (service.role === 'leader') await service.start({ interactive: true });
    return {
      ...{ service, board },
      show: (on, of = accountId('platform', name)) =>
        service.ask('presence', on ? { shown: { account: of, on } } : {}),
      shown: () => board.of(ticket).map(({ login: who, doing }) => `${who} ${doing}`),
    };
  };

  it('see what others read and type in every window, not themselves, and that they left', async () => {
    const [kim, ada] = [credentialOf(0), credentialOf(1)];
    const adasDir = await folder();
    const reader = await open(adasDir, ada);
    const second = await open(adasDir, ada);
    await reader.show([]);
    await second.show([]);
    const writer = await open(await folder(), kim);
    await writer.show([reading]);
    await until(() => reader.shown().length > 0 && second.shown().length > 0, 'the reader');
    assert.deepEqual([reader.shown(), second.shown()], [[`${kim.login} reading`], [`${kim.login} reading`]]);
    assert.equal(second.service.role, 'follower');
    // A second window of the same machine: its leader sends for both, and the agent counts once.
    await second.show([{ ...ticket, doing: 'typing' }]);
    await reader.show([reading]);
    await until(() => writer.shown().includes(`${ada.login} typing`), 'the typing');
    assert.equal(writer.shown().length, 1);
    await second.show([]);
    await until(() => writer.shown().includes(`${ada.login} reading`), 'the reading');
    assert.deepEqual(reader.shown(), [`${kim.login} reading`]);
    // A window that has not followed to another account yet.
    await reader.show([{ ...ticket, doing: 'typing' }], 'platform:other');
    await until(() => writer.shown().length === 0, 'nothing of another account');
    await writer.service.dispose();
    await until(() => reader.shown().length === 0 && second.shown().length === 0, 'the end');
  });

  it('say in every window that the token lacks the scope, and nothing else fails', async () => {
    const { login } = credentialOf(0);
    const scopes = [
      'chats--access:rw',
      'customers:ro',
      'agents--all:ro',
      'agents-bot--all:ro',
      'accounts--my:ro',
    ];
    const token = account.sandbox.platform.switches.issueToken(login, scopes);
    const dir = await folder();
    const leader = await open(dir, token);
    const follower = await open(dir, token);
    assert.equal(leader.service.view.presence, undefined);
    await leader.show([reading]);
    await until(() => follower.service.view.presence === 'refused', 'the refusal');
    assert.equal(leader.service.view.presence, 'refused');
    assert.equal(leader.service.view.state, 'live');
    await leader.show();
    await until(() => follower.service.view.presence === undefined, 'the end of it');
  });
});
