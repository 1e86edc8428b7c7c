import { authentication, commands, extensions, type InputBox } from 'vscode';
import assert from 'node:assert/strict';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../src/sandbox/sandbox';
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

/** The extension as it runs in this editor, and a test's hands on it. */
export class ExtensionFixture {
  private readonly replaced = new Replaced();
  private readonly sandboxes: Sandbox[] = [];
  readonly settings = new ChangedSettings();
  readonly inputs = new QuickInputs(this.replaced);
  readonly shown = new Shown(this.replaced);

  /**
   * A LiveChat account of the test's own; the extension is pointed at it. What happens there has ids of its own too:
   * the editor's journal remembers the tests before, and a second chat of the same id and second is a retry to it.
   */
  async sandbox(options: SandboxOptions = { tickets: 25, agents: 3 }): Promise<Sandbox> {
    const sandbox = await startSandbox({ freshIds: Date.now() % 50_000_000, ...options });
    this.sandboxes.push(sandbox);
    await this.settings.set('livechat.apiUrl', sandbox.url);
    return sandbox;
  }

  /** The same, with the addresses that only a platform account needs. */
  async platformSandbox(options?: SandboxOptions): Promise<Sandbox> {
    const sandbox = await this.sandbox(options);
    await this.settings.set('livechat.helpdeskUrl', sandbox.platform.helpdeskUrl);
    await this.settings.set('livechat.accountsUrl', sandbox.platform.accountsUrl);
    return sandbox;
  }

  async run(command: string): Promise<void> {
    await commands.executeCommand(command);
  }

  /** Begins the sign-in, and gives the box into which this name was typed. */
  async begin(kind: string, name: string): Promise<{ readonly done: Promise<void>; readonly box: InputBox }> {
    const done = this.run('livechat.account.signIn');
    await this.inputs.pick(kind);
    return { done, box: await this.inputs.type(2, name) };
  }

  /** Begins the sign-in and goes as far as the secret. */
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

  /** Signs out of everything and leaves the editor as it was. */
  async end(): Promise<void> {
    await this.inputs.escape();
    for (const name of await this.accounts()) {
      // The list names the kind beside the login, not within it.
      this.inputs.picks.splice(0, Infinity, name.replace(/ \(.*\)$/, ''));
      await this.run('livechat.account.signOut');
    }
    assert.deepEqual(await this.accounts(), []);
    this.replaced.restore();
    await this.settings.restore();
    for (const sandbox of this.sandboxes) await sandbox.dispose();
  }
}
