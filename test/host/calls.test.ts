import { commands, window } from 'vscode';
import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { call } from './support/codeCalls';
import { ExtensionFixture } from './support/extensionFixture';
import { eventually } from './support/eventually';

describe('API calls of an account', () => {
  let extension: ExtensionFixture;
  let sandbox: Sandbox;

  beforeEach(async () => {
    extension = new ExtensionFixture();
    sandbox = await extension.sandbox({ tickets: 25, agents: 3 });
    const owner = sandbox.credentials[0]!;
    await extension.signIn(owner.login, owner.apiKey);
  });
  afterEach(async () => {
    await commands.executeCommand('workbench.action.closeAllEditors');
    await extension.end();
  });

  /** Resolves to the document's text once it contains the given text. */
  async function shownWith(text: RegExp): Promise<string> {
    return await eventually(`the calls with ${text.source}`, () => {
      const shown = window.activeTextEditor?.document;
      return shown?.uri.scheme === 'livechat-calls' && text.test(shown.getText()) && shown.getText();
    });
  }

  it('are listed by kind and day with their price in a document that updates with calls and budget', async () => {
    await call('livechat.ticket.list', {});
    await extension.run('livechat.calls.show');
    const text = await shownWith(/Tickets +\d/);
    assert.ok(text.startsWith('API calls for '));
    assert.match(text, /This month +\d[\d,]* {2}\(about \$\d+\.\d\d at list price\)/);
    assert.match(text, /No monthly budget is set \(livechat\.calls\.monthlyBudget\)/);
    assert.match(text, /up to 1,000,000 +\$0\.27/);
    const before = Number(/Tickets +(\d+)/.exec(text)?.[1]);
    await call('livechat.ticket.list', { page: 1, status: 'open' });
    await eventually('one call more', () => {
      const now = window.activeTextEditor?.document.getText() ?? '';
      return Number(/Tickets +(\d+)/.exec(now)?.[1]) > before;
    });
    await extension.settings.set('livechat.calls.monthlyBudget', 1);
    await shownWith(/Background calls have stopped until the next month/);
    const warnings = (): string[] => extension.shown.messages.filter((text) => text.includes('is used up'));
    // Only the focused window warns.
    await eventually('the warning', () => !window.state.focused || warnings().length > 0);
    // The budget does not limit the user's own calls.
    const { tickets } = await call<{ tickets: unknown[] }>('livechat.ticket.list', { status: 'open' });
    assert.ok(tickets.length > 0);
    assert.ok(warnings().length <= 1, warnings().join('\n'));
  });
});
