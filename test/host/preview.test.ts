import assert from 'node:assert/strict';
import { commands, TabInputWebview, window } from 'vscode';
import { call } from './support/codeCalls';
import { eventually } from './support/eventually';
import { ExtensionFixture } from './support/extensionFixture';

describe('the preview tab', () => {
  let extension: ExtensionFixture;

  beforeEach(async () => {
    extension = new ExtensionFixture();
    const sandbox = await extension.sandbox({ tickets: 30, agents: 3 });
    const owner = sandbox.credentials[0]!;
    await extension.signIn(owner.login, owner.apiKey);
  });
  afterEach(async () => {
    await commands.executeCommand('workbench.action.closeAllEditors');
    await extension.end();
  });

  const labels = (): readonly string[] =>
    window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(({ input }) => input instanceof TabInputWebview && input.viewType.includes('livechat'))
      .map(({ label }) => label);

  it('shows one ticket after the other, until it is kept', async () => {
    const { tickets } = await call<{ tickets: { id: string }[] }>('livechat.ticket.list', {});
    const [first, second, third] = tickets.map(({ id }) => id);
    const preview = async (ticketId: string | undefined): Promise<void> => {
      await commands.executeCommand('livechat.ticket.open', { ticketId, preview: true });
    };
    await preview(first);
    const [shown] = await eventually('the first ticket', () => labels().length === 1 && labels());
    await preview(second);
    await eventually('the second ticket', () => labels().length === 1 && labels()[0] !== shown);
    await commands.executeCommand('livechat.panel.keepOpen');
    await preview(third);
    await eventually('a tab of its own', () => labels().length === 2);
    assert.equal(new Set(labels()).size, 2);
  }).timeout(60_000);
});
