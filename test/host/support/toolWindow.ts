import { CancellationTokenSource, MarkdownString, type PreparedToolInvocation } from 'vscode';
import assert from 'node:assert/strict';
import type { Sandbox } from '../../../src/sandbox/sandbox';
import { startTestSandbox } from '../../unit/support/testSandbox';
import { refusalOf, type Refusal } from './codeCalls';
import { QuickInputs } from './quickInputs';
import { Replaced } from './replaced';
import { SecondWindow } from './secondWindow';
import { ChangedSettings } from './settings';
import { Shown } from './shown';

interface AskedQuestion {
  readonly title: string;
  /** Markdown. */
  readonly text: string;
  /** Markdown without its escapes, as rendered. */
  readonly read: string;
}

interface ShownTicket {
  readonly id: string;
  readonly subject?: string;
  readonly status?: string;
  readonly events: readonly { readonly message?: string }[];
}

/** A window of its own whose tools are called as the editor does, signed in to a classic account. */
export class ToolWindow {
  readonly window = new SecondWindow();
  private readonly replaced = new Replaced();
  private readonly settings = new ChangedSettings();
  private readonly inputs = new QuickInputs(this.replaced);

  private constructor(readonly sandbox: Sandbox) {}

  static async open(): Promise<ToolWindow> {
    const tools = new ToolWindow(await startTestSandbox({ tickets: 25, agents: 3 }));
    new Shown(tools.replaced, false);
    await tools.settings.set('livechat.apiUrl', tools.sandbox.url);
    tools.window.open();
    await tools.signIn(0);
    return tools;
  }

  async close(): Promise<void> {
    await this.inputs.escape();
    await this.window.close();
    this.replaced.restore();
    await this.settings.restore();
    await this.sandbox.dispose();
  }

  /** As the owner (0) or the administrator (1). */
  async signIn(person: number): Promise<void> {
    const { login, apiKey } = this.sandbox.credentials[person]!;
    const done = this.window.run('livechat.account.signIn');
    await this.inputs.pick('Classic');
    await this.inputs.type(2, login);
    await this.inputs.type(3, apiKey);
    await done;
  }

  async prepare(name: string, input: object): Promise<PreparedToolInvocation> {
    const prepared = await this.window.tools
      .get(name)
      ?.prepareInvocation?.({ input }, new CancellationTokenSource().token);
    assert.ok(prepared, name);
    return prepared;
  }

  async invoke(name: string, input: object): Promise<void> {
    const options = { input, toolInvocationToken: undefined };
    await this.window.tools.get(name)?.invoke(options, new CancellationTokenSource().token);
  }

  async question(name: string, input: object): Promise<AskedQuestion> {
    const { confirmationMessages } = await this.prepare(name, input);
    assert.ok(confirmationMessages, `${name} asks nothing`);
    const { title, message } = confirmationMessages;
    assert.ok(message instanceof MarkdownString);
    assert.ok(!message.isTrusted && message.supportHtml !== true && message.supportThemeIcons !== true);
    return { title, text: message.value, read: message.value.replace(/\\([!-/:-@[-`{-~])/g, '$1') };
  }

  /** The error of an invocation that asks nothing and makes no writing call. */
  async refusal(name: string, input: object): Promise<Refusal> {
    assert.equal((await this.prepare(name, input)).confirmationMessages, undefined);
    this.sandbox.calls.reset();
    const found = await refusalOf(this.invoke(name, input));
    assert.deepEqual(this.writes(), []);
    return found;
  }

  writes(): string[] {
    return Object.keys(this.sandbox.calls.byRoute).filter((route) => !route.startsWith('GET'));
  }

  async newestTicket(): Promise<ShownTicket> {
    const { tickets } = (await this.window.run('livechat.ticket.list', {})) as { tickets: { id: string }[] };
    return (await this.window.run('livechat.ticket.get', { ticketId: tickets[0]!.id })) as ShownTicket;
  }
}
