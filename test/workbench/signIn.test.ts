import assert from 'node:assert/strict';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { reloadWindow } from './support/persistence';
import { ownerOf } from './support/credentials';
import { startWorkbench } from './support/startWorkbench';

describe('Signing in', () => {
  const sandbox = useSandbox({ tickets: 60 });
  const workbench = use(() => startWorkbench({ settings: { 'livechat.apiUrl': sandbox().url } }));
  let login: string;
  let apiKey: string;

  before(async () => {
    ({ login, apiKey } = ownerOf(sandbox()));
    await workbench().openView('LiveChat');
  });

  it('is explained in the empty views', async () => {
    const tickets = workbench().view('Tickets');
    await eventually(async () =>
      assert.deepEqual(await tickets.welcomeButtons(), ['Sign In', 'Try the Demo Account']),
    );
    assert.match(
      (await workbench().view('Agents').welcomeText()) ?? '',
      /Sign in to see who is accepting chats/,
    );
    for (const theme of ['light', 'dark', 'hc-dark'] as const) {
      await workbench().setTheme(theme);
      await workbench().screenshot(`signed-out-${theme}`);
    }
    await workbench().setTheme('light');
    assert.equal(sandbox().calls.count, 0);
  });

  it('asks for kind, name and key, and keeps the input when it is refused', async () => {
    const { quickInput } = workbench();
    await workbench().view('Tickets').clickWelcomeButton('Sign In');
    await quickInput.waitForTitle('Sign In to LiveChat');
    const labels = (await quickInput.items()).map(({ label }) => label.trim());
    assert.deepEqual(labels, ['Classic account', 'Platform account']);
    await workbench().screenshot('sign-in-kind');
    await quickInput.pick('Classic');

    await eventually(async () => assert.match(await quickInput.title(), /2\/3/));
    await quickInput.fill('nobody at all');
    await quickInput.accept();
    await eventually(async () =>
      assert.match((await quickInput.validationMessage()) ?? '', /Enter an e-mail address/),
    );
    assert.equal(await quickInput.value(), 'nobody at all');
    await quickInput.fill(login);
    await quickInput.accept();

    await eventually(async () => assert.equal(await quickInput.isPassword(), true));
    await quickInput.fill('a-wrong-key');
    await quickInput.accept();
    await eventually(async () =>
      assert.match((await quickInput.validationMessage()) ?? '', /refused this e-mail address or key/),
    );
    assert.equal(await quickInput.value(), 'a-wrong-key');
    await workbench().screenshot('sign-in-wrong-key');

    await quickInput.back();
    await eventually(async () => assert.equal(await quickInput.value(), login));
    await quickInput.accept();
    await eventually(async () => assert.equal(await quickInput.isPassword(), true));
    await quickInput.fill(apiKey);
    await quickInput.accept();
    await quickInput.waitUntilClosed();
  });

  it('loads tickets by status and agents with their state', async () => {
    await eventually(async () => {
      const rows = await workbench().view('Tickets').rows();
      assert.equal(rows[0]?.label, 'Open');
      assert.match(rows[0].description, /^\d+$/);
      assert.equal(rows[1]?.level, 2);
    });
    await eventually(async () => {
      const [agent] = await workbench().view('Agents').rows();
      assert.ok(agent?.description.startsWith(login), agent?.description);
    });
    const status = await workbench().statusBar();
    assert.ok(status.some(({ text }) => text.includes(login)));
    for (const theme of ['light', 'dark', 'hc-dark', 'hc-light'] as const) {
      await workbench().setTheme(theme);
      await workbench().screenshot(`signed-in-${theme}`);
    }
    await workbench().setTheme('light');
  });

  it('adds the account to the Accounts menu', async () => {
    await workbench()
      .page.locator('.activitybar .codicon-accounts-view-bar-icon, .activitybar [aria-label^="Accounts"]')
      .first()
      .click();
    const entry = workbench()
      .page.locator('.monaco-menu')
      .getByRole('menuitem', { name: `${login} (LiveChat)` });
    await entry.waitFor();
    await workbench().screenshot('accounts-menu');
    await workbench().page.keyboard.press('Escape');
  });

  it('survives a reload', async () => {
    await reloadWindow(workbench());
    await workbench().openView('LiveChat');
    await eventually(async () => assert.equal((await workbench().view('Tickets').rows())[0]?.label, 'Open'));
  });

  it('ends with signing out, which a second window follows at once', async () => {
    const second = await workbench().newWindow();
    await second.openView('LiveChat');
    await eventually(async () => assert.equal((await second.view('Tickets').rows())[0]?.label, 'Open'));
    await workbench().page.bringToFront();
    await workbench().runCommand('LiveChat: Sign Out');
    await workbench().notifications.waitFor(`Signed out of ${login}`);
    await eventually(async () =>
      assert.deepEqual(await workbench().view('Tickets').welcomeButtons(), [
        'Sign In',
        'Try the Demo Account',
      ]),
    );
    await eventually(async () =>
      assert.deepEqual(await second.view('Tickets').welcomeButtons(), ['Sign In', 'Try the Demo Account']),
    );
    await second.page.close();
  });
});
