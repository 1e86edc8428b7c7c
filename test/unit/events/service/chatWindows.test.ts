import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import type { LiveChat } from '../../../../src/core/domain/liveChat';
import { anyAccount, type AnyAccount } from '../../api/support/anyAccount';
import type { ChatWindowCommand, ChatWindowReport, ChatWindowSpec } from '../support/chatWindowProcess';

interface Window {
  readonly child: ChildProcess;
  readonly shown: string[];
  role: string;
  state: string;
  chat: LiveChat | undefined;
  isCurrent: boolean;
}

describe('running chats in several windows', function () {
  this.timeout(90_000);
  let account: AnyAccount;
  let folder: string;
  let windows: Window[];

  beforeEach(async () => {
    account = await anyAccount('platform', { tickets: 25, agents: 3, hostile: false });
    folder = mkdtempSync(path.join(tmpdir(), 'chats-'));
    windows = [];
    buildSync({
      entryPoints: ['test/unit/events/support/chatWindowProcess.ts'],
      bundle: true,
      platform: 'node',
      target: 'node22',
      outfile: path.join(folder, 'window.js'),
    });
  });
  afterEach(async () => {
    for (const window of windows) await kill(window);
    await account.dispose();
    rmSync(folder, { recursive: true });
  });

  const until = async (isTrue: () => boolean | Promise<boolean>, what: string): Promise<void> => {
    const begun = Date.now();
    while (!(await isTrue())) {
      const seen = windows.map(({ role, state, shown }) => [role, state, shown]);
      assert.ok(Date.now() - begun < 30_000, `${what} never came true: ${JSON.stringify(seen)}`);
      await new Promise((done) => setTimeout(done, 10));
    }
  };
  const kill = async ({ child }: Window): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await ended;
  };
  const send = ({ child }: Window, command: ChatWindowCommand): void => void child.send(command);
  const open = async (): Promise<Window> => {
    const { credential, login, sandbox } = account;
    const { helpdeskUrl, accountsUrl } = sandbox.platform;
    const spec: ChatWindowSpec = {
      dir: path.join(folder, 'desk'),
      credential: { ...credential, account: { ...credential.account, login } },
      addresses: { apiUrl: sandbox.url, helpdeskUrl, accountsUrl },
    };
    const child = fork(path.join(folder, 'window.js'), [JSON.stringify(spec)], { execArgv: [] });
    const window: Window = {
      child,
      shown: [],
      role: 'electing',
      state: '',
      chat: undefined,
      isCurrent: false,
    };
    child.on('message', (message) => {
      const report = message as ChatWindowReport;
      if (report.type === 'shown') window.shown.push(report.text);
      else if (report.type === 'view') Object.assign(window, { role: report.role, state: report.state });
      else Object.assign(window, { chat: report.chat, isCurrent: report.isCurrent });
    });
    windows.push(window);
    await until(() => window.role !== 'electing', 'the election');
    return window;
  };
  const shown = (): readonly string[] => windows.flatMap((window) => window.shown);
  const times = (text: string): number => shown().filter((one) => one === text).length;
  const equalsServer = async ({ chat, isCurrent }: Window, chatId: string): Promise<boolean> => {
    const fetched = await account.connection.liveChats?.get({ chatId });
    const facts = (one: LiveChat | undefined) => [
      one?.events,
      one?.users.map(({ id, isPresent, isHidden }) => [id, isPresent, isHidden]),
      one?.tags,
      one?.isActive,
    ];
    // Between processes, absent fields are lost.
    return isCurrent && JSON.stringify(facts(chat)) === JSON.stringify(facts(fetched));
  };

  it('are notified of once, also after the window that showed one was killed', async () => {
    const { chats } = account.sandbox;
    const first = await open();
    send(first, { do: 'start' });
    await until(() => first.state === 'live', 'listening');
    const second = await open();
    const { chatId } = chats.startChat({ name: 'Kim', text: 'Hi', agent: account.login });
    await until(() => shown().length > 0, 'the assignment');
    send(second, { do: 'open', chatId });
    await until(() => equalsServer(second, chatId), 'the panel');
    chats.customerWrites(chatId, 'one');
    await until(() => equalsServer(second, chatId), 'the message in the panel');
    await kill(second);
    // The leader learns of it from the end of the connection.
    let sent = 0;
    await until(() => {
      sent += 1;
      if (sent % 50 === 1) chats.customerWrites(chatId, `two ${sent}`);
      return shown().some((text) => text.startsWith('message two'));
    }, 'a notification soon after');
    assert.ok(sent < 300, `after ${sent} looks`);
    assert.deepEqual([times('assigned Kim'), times('message one')], [1, 0]);
  });

  it('equal the server, and are notified of once, after another window had to take over', async () => {
    const { chats } = account.sandbox;
    const first = await open();
    send(first, { do: 'start' });
    await until(() => first.state === 'live', 'listening');
    const second = await open();
    const kim = chats.startChat({ name: 'Kim', text: 'Hi', agent: account.login });
    const lee = chats.startChat({ name: 'Lee', text: 'Hi', agent: account.login });
    send(second, { do: 'open', chatId: kim.chatId });
    await until(() => equalsServer(second, kim.chatId), 'the panel');
    await until(() => shown().length >= 2, 'both assignments');
    await kill(first);
    // Missed by every window.
    chats.customerWrites(kim.chatId, 'while no window led');
    chats.customerTypes(kim.chatId, 'and');
    await until(() => second.role === 'leader' && second.state === 'live', 'the take-over');
    await until(() => equalsServer(second, kim.chatId), 'the panel after the take-over');
    const third = await open();
    chats.customerWrites(kim.chatId, 'shown in the panel');
    chats.customerWrites(lee.chatId, 'shown nowhere');
    await until(() => times('message shown nowhere') > 0, 'the notification');
    await until(() => equalsServer(second, kim.chatId), 'the panel with the message');
    assert.deepEqual(
      ['assigned Kim', 'assigned Lee', 'message shown nowhere', 'message shown in the panel'].map(times),
      [1, 1, 1, 0],
    );
    assert.equal(third.role, 'follower');
  });
});
