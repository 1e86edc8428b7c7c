import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox';
import { eventually } from './support/eventually';
import { QuickInputs } from './support/quickInputs';
import { Replaced } from './support/replaced';
import { SecondWindow } from './support/secondWindow';
import { ChangedSettings } from './support/settings';
import { Shown } from './support/shown';

describe('accounts and data on this machine', () => {
  let replaced: Replaced;
  let settings: ChangedSettings;
  let inputs: QuickInputs;
  let shown: Shown;
  let sandbox: Sandbox;
  let window: SecondWindow;
  let file: string;

  beforeEach(async () => {
    replaced = new Replaced();
    settings = new ChangedSettings();
    inputs = new QuickInputs(replaced);
    shown = new Shown(replaced, false);
    sandbox = await startSandbox({ tickets: 25, agents: 3 });
    await settings.set('livechat.apiUrl', sandbox.url);
    window = new SecondWindow();
    file = path.join(window.folder.fsPath, 'desk.db');
  });
  afterEach(async () => {
    window.locked = () => false;
    await inputs.escape();
    await window.close();
    replaced.restore();
    await settings.restore();
    await sandbox.dispose();
  });

  const signIn = async (person = 0): Promise<string> => {
    const { login, apiKey } = sandbox.credentials[person]!;
    const done = window.run('livechat.account.signIn');
    await inputs.pick('Classic');
    await inputs.type(2, login);
    await inputs.type(3, apiKey);
    await done;
    return login;
  };
  const accounts = async (): Promise<readonly string[]> =>
    ((await window.provider?.getSessions(undefined, {})) ?? []).map(({ account }) => account.label);
  const untilShown = (pattern: RegExp): Promise<unknown> =>
    eventually(String(pattern), () => shown.messages.some((message) => pattern.test(message)));
  const database = <T>(work: (connection: DatabaseSync) => T): T => {
    // A thread of the window may be closing it.
    const connection = new DatabaseSync(file, { timeout: 5_000 });
    try {
      return work(connection);
    } finally {
      connection.close();
    }
  };
  const addDraft = (account: string, text: string): void =>
    database((connection) => {
      connection
        .prepare(
          `INSERT INTO drafts (account, subject, title, saved_at, content) VALUES (?, 'reply/1', 'Title', 1, ?)`,
        )
        .run(account, JSON.stringify({ message: text }));
    });
  const filesWith = (text: string): readonly string[] =>
    readdirSync(window.folder.fsPath, { withFileTypes: true }).flatMap((entry) =>
      entry.isFile() && readFileSync(path.join(window.folder.fsPath, entry.name)).includes(text)
        ? [entry.name]
        : [],
    );

  it('are limited to this window if a newer version wrote the database, with a notification', async () => {
    mkdirSync(window.folder.fsPath);
    database((connection) =>
      connection.exec('PRAGMA journal_mode = WAL; CREATE TABLE other (id); PRAGMA user_version = 99'),
    );
    const before = readFileSync(file);
    window.state.set('livechat.signedIn', true);
    window.open();
    assert.equal(shown.key('livechat.session'), 'signed-in', 'what was there last, until it is loaded');
    await untilShown(/accounts could not be loaded\. A newer version .* Update the extension/);
    assert.equal(shown.key('livechat.session'), 'signed-out');
    const login = await signIn();
    await untilShown(/applies to this window only.* A newer version/);
    assert.equal(shown.key('livechat.session'), 'signed-in');
    assert.deepEqual([await accounts(), window.secrets.size], [[login], 0]);
    await window.run('livechat.audit.show');
    await untilShown(/audit log could not be shown\. A newer version/);
    assert.deepEqual(readFileSync(file), before);
  });

  it('are kept after damage to the database if they can be read, with one notification', async () => {
    window.open();
    const login = await signIn();
    await window.restart(() => {
      const { rootpage } = database((connection) => {
        connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
        return connection.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'topics'").get() ?? {};
      });
      const bytes = readFileSync(file);
      bytes.fill(0xff, (Number(rootpage) - 1) * 4096, Number(rootpage) * 4096);
      writeFileSync(file, bytes);
    });
    await untilShown(/was damaged and has been replaced.*desk\.db\.damaged-/);
    assert.deepEqual(await accounts(), [login]);
    assert.equal(shown.messages.filter((message) => message.includes('was damaged')).length, 1);
  });

  it('stay signed in if nothing of the database can be read, with one notification', async () => {
    window.open();
    const first = await signIn(0);
    const second = await signIn(1);
    await window.restart(() => {
      database((connection) => connection.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
      writeFileSync(file, 'This is a text and no database. '.repeat(500));
    });
    await untilShown(/was damaged and has been replaced.*desk\.db\.damaged-/);
    assert.deepEqual(await accounts(), [first, second]);
    assert.equal(shown.key('livechat.session'), 'signed-in');
    assert.equal(shown.messages.filter((message) => message.includes('was damaged')).length, 1);
  });

  it('stay signed in if the key cannot be deleted, with the reason', async () => {
    window.open();
    const login = await signIn();
    window.locked = () => true;
    await window.run('livechat.account.signOut');
    await untilShown(/Sign-out failed\. The editor’s secret storage cannot be used\. Unlock/);
    window.locked = () => false;
    assert.deepEqual(await accounts(), [login]);
    await window.run('livechat.account.signOut');
    assert.deepEqual([await accounts(), window.secrets.size], [[], 0]);
  });

  it('are listed without the account that has an unreadable key', async () => {
    window.open();
    const first = await signIn(0);
    const second = await signIn(1);
    assert.deepEqual(await accounts(), [first, second]);
    window.locked = (key) => key.includes(first);
    assert.deepEqual(await accounts(), [second]);
  });

  it('are deleted after sign-out if the user confirms, and the question is shown once', async () => {
    window.open();
    const login = await signIn();
    addDraft(`classic:${login}`, 'a-customers-words');
    addDraft('classic:other', 'words-of-another');
    shown.answers.push('Delete');
    await window.run('livechat.account.signOut');
    await untilShown(
      /Signed out of .* Also delete what is kept of this account here \(tickets, chats, events, drafts, notes, scheduled replies\)\?/,
    );
    await eventually('the deletion', () => filesWith('a-customers-words').length === 0);
    assert.ok(filesWith('words-of-another').length > 0);
  });

  it('are kept if the question is dismissed, and deleted by the command', async () => {
    window.open();
    const login = await signIn();
    addDraft(`classic:${login}`, 'a-customers-words');
    await window.run('livechat.account.signOut');
    await untilShown(/Signed out of/);
    assert.ok(filesWith('a-customers-words').length > 0);
    await window.run('livechat.localData.delete');
    assert.ok(filesWith('a-customers-words').length > 0, 'not without an answer');
    shown.answers.push('Delete');
    await window.run('livechat.localData.delete');
    await untilShown(/Local data was deleted/);
    assert.deepEqual(filesWith('a-customers-words'), []);
  });

  it('are deleted by code only with a confirmation, and the result names what there was', async () => {
    window.open();
    const login = await signIn();
    addDraft(`classic:${login}`, 'a-customers-words');
    for (const argument of [{}, { confirmed: false }, { confirmed: 'true' }, { confirmed: true, all: 1 }]) {
      await assert.rejects(window.run('livechat.localData.delete', argument), { code: 'invalid-input' });
    }
    assert.ok(filesWith('a-customers-words').length > 0);
    assert.deepEqual(await window.run('livechat.localData.delete', { confirmed: true }), {
      deleted: ['drafts'],
    });
    assert.deepEqual(filesWith('a-customers-words'), []);
    assert.deepEqual(await accounts(), [login]);
  });

  it('are kept or deleted as code wants when it signs out, without a question', async () => {
    window.open();
    const login = await signIn();
    const other = await signIn(1);
    for (const name of [login, other]) addDraft(`classic:${name}`, `words-of-${name}`);
    await assert.rejects(window.run('livechat.account.signOut', { account: 'nobody@x.test' }), {
      code: 'not-found',
    });
    await window.run('livechat.account.signOut', { account: login.toUpperCase(), deleteData: true });
    assert.deepEqual(await accounts(), [other]);
    assert.deepEqual(filesWith(`words-of-${login}`), []);
    await window.run('livechat.account.signOut', {});
    assert.deepEqual(await accounts(), []);
    assert.ok(filesWith(`words-of-${other}`).length > 0);
    await assert.rejects(window.run('livechat.account.signOut', {}), { code: 'not-signed-in' });
    assert.ok(!shown.messages.some((message) => message.includes('Also delete')));
  });
});
