import assert from 'node:assert/strict';
import { platformOwnerOf } from './support/credentials';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { toPlatform } from './support/signedIn';
import { startWorkbench } from './support/startWorkbench';

const alone = 'You are the only agent in this chat.';

describe('A person who is the only agent of chats', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const workbench = use(() => startWorkbench(toPlatform(sandbox())));
  const chats = () => sandbox().chats;
  const login = (): string => platformOwnerOf(sandbox()).login;
  let kim: string;

  const statusTexts = async (): Promise<string> => {
    const items = await workbench().statusBar();
    return items.map(({ text, aria }) => `${text} ${aria}`).join('\n');
  };
  const agentsOf = (chatId: string): readonly string[] =>
    chats()
      .customerView(chatId)
      .agents.map(({ name }) => name);
  const answer = async (name: string): Promise<void> => {
    await workbench().runCommand('LiveChat: Answer a Waiting Chat');
    await workbench().quickInput.pick(name);
    await workbench().dialog.click('Join');
    await workbench().webview().locator('#message').waitFor();
  };
  const closePanel = async (): Promise<void> => {
    await workbench().runCommand('View: Close Editor');
    await eventually(async () => assert.deepEqual(await workbench().tabs(), []));
  };

  before(async () => {
    await workbench().openView('LiveChat');
    await eventually(async () => assert.equal((await workbench().view('Tickets').rows())[0]?.label, 'Open'));
    await eventually(async () => assert.ok((await workbench().view('Chats').rows()).length > 0));
    await workbench().runCommand('LiveChat: Start Listening');
    await workbench().dialog.click('Chats Only');
    await workbench().notifications.waitFor('Listening through a live connection to LiveChat.');
    await workbench().notifications.close('Listening through');
    ({ chatId: kim } = chats().startChat({ name: 'Kim Lee', text: 'Hello', waiting: 'queue' }));
  });

  it('is notified once of what closing the last window does, and sees the number in the status bar', async () => {
    assert.ok(!(await statusTexts()).includes('only agent'));
    await answer('Kim Lee');
    const { buttons } = await workbench().notifications.waitFor(alone);
    assert.deepEqual(buttons, ['Hand Over When Closing…']);
    await workbench().screenshot('chat-only-agent');
    await workbench().notifications.close(alone);
    await eventually(async () => assert.match(await statusTexts(), /only agent of 1 chat/));
  });

  it('is reminded of a chat of which the panel was closed, and can hand it over from there', async () => {
    await closePanel();
    const goesOn = 'The chat with Kim Lee goes on.';
    const { buttons } = await workbench().notifications.waitFor(goesOn);
    assert.deepEqual(buttons, ['Hand Over…', 'Close Chat']);
    await workbench().screenshot('chat-panel-closed');
    await workbench().notifications.click(goesOn, 'Hand Over…');
    await eventually(async () => assert.ok((await workbench().quickInput.items()).length > 0));
    await workbench().page.keyboard.press('Escape');
  });

  it('is not reminded of a chat of a colleague', async () => {
    const colleague = sandbox().credentials.find((one) => one.login !== login())?.login ?? '';
    chats().startChat({ name: 'Ana Souza', text: 'Hello', agent: colleague });
    await eventually(async () => {
      const rows = await workbench().view('Chats').rows();
      assert.ok(rows.some(({ label }) => label === 'Ana Souza'));
    });
    await workbench().runCommand('LiveChat: Open Chat');
    await workbench().quickInput.pick('Ana Souza');
    await workbench().webview().getByText('You are not in this chat.').waitFor();
    await closePanel();
  });

  it('hands all of them over in one step', async () => {
    const { chatId: lee } = chats().startChat({ name: 'Lee Park', text: 'Hi', waiting: 'queue' });
    await answer('Lee Park');
    await eventually(async () => assert.match(await statusTexts(), /only agent of 2 chats/));
    const me = agentsOf(kim);
    assert.deepEqual(agentsOf(lee), me);
    const shown = await workbench().notifications.listAll();
    assert.ok(!shown.some(({ text }) => text.includes(alone) || text.includes('Ana Souza goes on')));
    await workbench().clickStatusBar('only agent of 2 chats');
    await workbench().quickInput.pick('Hand Over My Chats');
    await workbench().quickInput.pick('Whoever is least busy');
    await workbench().notifications.waitFor('Chats handed over: 2');
    assert.notDeepEqual(agentsOf(kim), me);
    assert.notDeepEqual(agentsOf(lee), me);
    await eventually(async () => assert.ok(!(await statusTexts()).includes('only agent')));
  });
});
