import { authentication, commands, extensions, type InputBox } from 'vscode';
import assert from 'node:assert/strict';
import type { Sandbox } from '../../../src/sandbox/sandbox';
import { type TestSandboxOptions, startTestSandbox } from '../../unit/support/testSandbox';
import { eventually } from './eventually';
import { QuickInputs } from './quickInputs';
import { Replaced } from './replaced';
import { ChangedSettings } from './settings';
import { Shown } from './shown';

export function ownExtension(): NonNullable<ReturnType<typeof extensions.getExtension>> {
  const extension = extensions.getExtension('livechat-desk.livechat-desk');
  assert.ok(extension, 'the editor does not know the extension');
  return extension;
}

/** Drives the extension that runs in this editor. */
export class ExtensionFixture {
  private readonly replaced = new Replaced();
  private readonly sandboxes: Sandbox[] = [];
  readonly settings = new ChangedSettings();
  readonly inputs = new QuickInputs(this.replaced);
  readonly shown = new Shown(this.replaced);

  /**
   * Starts a LiveChat server for this test and points the extension at it. Its ids are unique across tests, because the
   * editor stores the events of all of them and would treat an equal id and time as a retry.
   */
  async sandbox(options: TestSandboxOptions = { tickets: 25, agents: 3 }): Promise<Sandbox> {
    const sandbox = await startTestSandbox({ freshIds: Date.now() % 50_000_000, ...options });
    this.sandboxes.push(sandbox);
    await this.settings.set('livechat.apiUrl', sandbox.url);
    return sandbox;
  }

  /** The same, including the address settings of platform accounts. */
  async platformSandbox(options?: TestSandboxOptions): Promise<Sandbox> {
    const sandbox = await this.sandbox(options);
    await this.settings.set('livechat.helpdeskUrl', sandbox.platform.helpdeskUrl);
    await this.settings.set('livechat.accountsUrl', sandbox.platform.accountsUrl);
    return sandbox;
  }

  async run(command: string): Promise<void> {
    await commands.executeCommand(command);
  }

  /** Starts signing in, and returns the input box after typing the name. */
  async begin(kind: string, name: string): Promise<{ readonly done: Promise<void>; readonly box: InputBox }> {
    const done = this.run('livechat.account.signIn');
    await this.inputs.pick(kind);
    return { done, box: await this.inputs.type(2, name) };
  }

  /** Starts signing in, up to the step for the secret. */
  async signInTo(kind: string, name: string): Promise<{ readonly done: Promise<void> }> {
    const { done } = await this.begin(kind, name);
    await this.inputs.box(3);
    return { done };
  }

  /** The same for a classic account. */
  async signInAs(name: string): Promise<{ readonly done: Promise<void> }> {
    return await this.signInTo('Classic', name);
  }

  async signIn(name: string, secret: string, kind = 'Classic'): Promise<void> {
    const { done } = await this.signInTo(kind, name);
    await this.inputs.type(3, secret);
    await done;
  }

  /** As the owner, the administrator or the normal agent of a platform account. */
  async signInToPlatform({ platform }: Sandbox, person = 0): Promise<void> {
    const { accountId, token } = platform.credentials[person]!;
    await this.signIn(accountId, token, 'Platform');
  }

  /** Names of the accounts in the editor's Accounts menu. */
  async accounts(): Promise<string[]> {
    return (await authentication.getAccounts('livechat')).map(({ label }) => label);
  }

  async untilKey(name: string, value: unknown): Promise<void> {
    await eventually(`${name} to be ${String(value)}`, () => this.shown.key(name) === value);
  }

  /** Signs out of all accounts and restores the editor. */
  async end(): Promise<void> {
    await this.inputs.escape();
    for (const name of await this.accounts()) {
      // The list shows the kind in the description, beside the login.
      this.inputs.picks.splice(0, Infinity, name.replace(/ \(.*\)$/, ''));
      await this.run('livechat.account.signOut');
    }
    assert.deepEqual(await this.accounts(), []);
    this.replaced.restore();
    await this.settings.restore();
    for (const sandbox of this.sandboxes) await sandbox.dispose();
  }
}
