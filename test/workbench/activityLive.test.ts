import assert from 'node:assert/strict';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { signedInWorkbench } from './support/signedIn';
import type { View } from './support/views';

describe('Activity while listening', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const workbench = use(() => signedInWorkbench(sandbox()));
  const view = (): View => workbench().view('Activity');
  const labels = async (): Promise<string[]> => (await view().rows()).map(({ label }) => label);
  const page = () => workbench().webview();
  let chatId = '';

  it('offers to start listening, and says when it has started', async () => {
    await view().expand();
    await eventually(async () => assert.match((await view().welcomeText()) ?? '', /You are not listening/));
    await workbench().screenshot('activity-off');
    await view().clickWelcomeButton('Start Listening');
    await eventually(async () => assert.match((await view().welcomeText()) ?? '', /Nothing has arrived yet/));
    await workbench().screenshot('activity-empty');
  });

  it('shows a chat when it starts, with a badge', async () => {
    chatId = sandbox().simulator.startChat({ name: 'Kim Lee', email: 'kim@mail.test' });
    await eventually(async () => assert.deepEqual(await labels(), ['Today', 'Chat started: Kim Lee']));
    await eventually(async () =>
      assert.match((await view().rows())[1]?.description ?? '', /^new · .* · running for/),
    );
    await eventually(async () => assert.equal(await workbench().badge('LiveChat'), '1'));
  });

  it('updates an open chat when it ends', async () => {
    await view().openRow('Chat started: Kim Lee', page().locator('.chip', { hasText: 'Running' }));
    sandbox().simulator.endChat(chatId);
    await page().locator('.chip', { hasText: 'Ended' }).waitFor();
    await eventually(async () => assert.equal(await page().locator('.live').innerText(), 'The chat ended.'));
    await eventually(async () =>
      assert.deepEqual(await labels(), ['Today', 'Chat ended: Kim Lee', 'Chat started: Kim Lee']),
    );
    await eventually(async () =>
      assert.match((await view().rows())[2]?.description ?? '', / · ended after /),
    );
    await workbench().screenshot('activity-live-ended');
  });

  it('sends a test event through the whole path, and shows its duration', async () => {
    await view().clickTitleAction('Send Test Event');
    await workbench().quickInput.pick('A ticket is created');
    const { text } = await workbench().notifications.waitFor('The test event was delivered in');
    assert.match(text, /in [\d,]+ ms\.$/);
    await workbench().screenshot('activity-test-event');
    await eventually(async () =>
      assert.ok((await labels()).some((label) => label.includes('New ticket: Test'))),
    );
  });

  it('replays in this window without a new row', async () => {
    const before = await labels();
    await view().chooseInContextMenu('Chat ended: Kim Lee', 'Replay…', workbench().quickInput.locator);
    await workbench().quickInput.pick('In this window');
    await workbench().notifications.waitFor('Chat ended: Kim Lee');
    assert.deepEqual(await labels(), before);
  });

  it('keeps the events after listening was stopped', async () => {
    await workbench().runCommand('LiveChat: Stop Listening');
    await eventually(async () => assert.ok((await labels()).includes('Chat ended: Kim Lee')));
    await view().clickTitleAction('Send Test Event');
    const { buttons } = await workbench().notifications.waitFor('You are not listening for events.');
    assert.deepEqual(buttons, ['Start Listening']);
  });
});
