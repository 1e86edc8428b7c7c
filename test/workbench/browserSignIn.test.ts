import assert from 'node:assert/strict';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { reloadWindow } from './support/persistence';
import { platformOwnerOf } from './support/credentials';
import { toPlatform } from './support/signedIn';
import { startWorkbench } from './support/startWorkbench';

const themes = ['light', 'dark', 'hc-dark'] as const;
const title = 'Sign In with Browser';

describe('Browser sign-in when live chats refuse the token', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const owner = () => platformOwnerOf(sandbox());
  const workbench = use(() =>
    startWorkbench(
      toPlatform(sandbox(), {
        'livechat.webhooks.events': ['chat_started', 'chat_ended'],
        // Otherwise the editor first asks whether this extension may handle the address.
        'extensions.confirmedUriHandlerExtensionIds': ['livechat-desk.livechat-desk'],
      }),
    ),
  );

  const status = async (text: string): Promise<void> => {
    await eventually(async () => {
      const items = await workbench().statusBar();
      assert.ok(
        items.some(({ aria }) => aria.includes(`: ${text}`)),
        JSON.stringify(items.filter(({ aria }) => aria.includes('LiveChat'))),
      );
    });
  };
  const openMenu = async (): Promise<void> => {
    await workbench().clickStatusBar(owner().login.slice(0, 8));
    await eventually(async () => {
      assert.ok((await workbench().quickInput.items())[0]?.label.includes(title));
    });
  };
  const inThemes = async (picture: string): Promise<void> => {
    for (const theme of themes) {
      await workbench().setTheme(theme);
      await workbench().screenshot(`${picture}-${theme}`);
    }
    await workbench().setTheme('light');
  };
  const clipboard = (): Promise<string> =>
    workbench().page.evaluate<string>('navigator.clipboard.readText()');
  /** Grants access on the sign-in page as the browser would. @returns the redirect address */
  const browse = async (page: string): Promise<string> => {
    const { headers } = await fetch(page, { redirect: 'manual' });
    return headers.get('location') ?? assert.fail('the page does not redirect');
  };
  /** Opens the step that shows what to register in the application. */
  const begin = async (): Promise<string[]> => {
    const { quickInput } = workbench();
    await openMenu();
    await quickInput.pick(title);
    return await ready();
  };
  const ready = (): Promise<string[]> =>
    eventually(async () => {
      const items = await workbench().quickInput.items();
      const labels = items.map(({ label }) => label.trim());
      assert.deepEqual(labels, [
        'Open the Browser',
        'Copy the Redirect Address',
        'Copy the Scopes',
        'Use Another Application…',
      ]);
      return items.map(({ detail }) => detail);
    });
  const openBrowser = async (): Promise<string> => {
    const { quickInput } = workbench();
    const opened = workbench().context.waitForEvent('page');
    await quickInput.pick('Open the Browser');
    // This browser cannot open the editor's addresses.
    await (await opened).close();
    await workbench().page.bringToFront();
    await eventually(() => {
      const asked = sandbox().calls.recent.findLast(({ path }) => path === '/accounts/');
      // The browser workbench opens local addresses through its own proxy, which drops a slash.
      assert.match(asked?.query.redirect_uri ?? '', /:\/+livechat-desk\.livechat-desk\/signed-in$/);
      assert.match(asked?.query.scope ?? '', /^chats--access:ro chats--all:ro /);
    });
    await quickInput.waitForTitle(title);
    await workbench().page.evaluate("navigator.clipboard.writeText('')");
    await quickInput.locator.locator('.codicon-copy').click();
    await eventually(async () => assert.ok((await clipboard()).startsWith(sandbox().url), await clipboard()));
    return await clipboard();
  };

  /** Lets the editor open the redirect address, as the operating system would. */
  const openUrl = async (address: string): Promise<void> => {
    await workbench().runCommand('Developer: Open URL');
    await workbench().quickInput.fill(address);
    await workbench().quickInput.accept();
  };

  before(async () => {
    sandbox().platform.rtm.refusePersonalTokens();
    await workbench().context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench().openView('LiveChat');
    await status('not listening');
  });

  it('explains why no events arrive, and what to do', async () => {
    await workbench().runCommand('LiveChat: Start Listening');
    const { text, buttons } = await workbench().notifications.waitFor('Not receiving events');
    assert.match(
      text,
      /^Not receiving events from LiveChat\. Your token works for API calls but not for live chats,/,
    );
    assert.deepEqual(buttons, [title, 'Listening Doctor']);
    await status('not listening: action required');
    await inThemes('browser-sign-in-problem');
  });

  it('offers the same in the status bar menu and in the doctor', async () => {
    const { quickInput } = workbench();
    await openMenu();
    await workbench().screenshot('browser-sign-in-menu');
    await quickInput.cancel();
    await workbench().runCommand('LiveChat: Listening Doctor');
    await eventually(async () =>
      assert.ok((await quickInput.items()).some(({ label }) => label.includes(title))),
    );
    await workbench().screenshot('browser-sign-in-doctor');
    await quickInput.cancel();
  });

  it('asks for the application once, and shows what to register in it', async () => {
    const { quickInput } = workbench();
    await openMenu();
    await quickInput.pick(title);
    await quickInput.waitForTitle(title);
    assert.match(await quickInput.message(), /with your own application/);
    await workbench().screenshot('browser-sign-in-application');
    await quickInput.fill(sandbox().platform.clientId);
    await quickInput.accept();
    const details = await ready();
    assert.match(details[1] ?? '', /^[\w-]+:\/\/livechat-desk\.livechat-desk\/signed-in$/);
    await workbench().screenshot('browser-sign-in-ready-light');
    await quickInput.pick('Copy the Redirect Address');
    await eventually(async () => assert.equal(await clipboard(), details[1]));
    await eventually(async () => assert.equal((await quickInput.items())[1]?.description, 'copied'));
    await workbench().screenshot('browser-sign-in-copied');
    await quickInput.cancel();
  });

  it('can be cancelled at each step without leaving anything behind', async () => {
    const { quickInput } = workbench();
    for (const theme of ['dark', 'hc-dark'] as const) {
      await workbench().setTheme(theme);
      await begin();
      await workbench().screenshot(`browser-sign-in-ready-${theme}`);
      await openBrowser();
      await workbench().screenshot(`browser-sign-in-waiting-${theme}`);
      await quickInput.cancel();
      await quickInput.waitUntilClosed();
      await workbench().notifications.click('waiting for the browser', 'Cancel');
    }
    await workbench().setTheme('light');
    await status('not listening: action required');
  });

  it('rejects another account that is signed in in the browser', async () => {
    const { quickInput } = workbench();
    const stranger = sandbox().platform.credentials[1]?.login ?? '';
    sandbox().platform.switches.consentAs(stranger);
    await begin();
    const page = await openBrowser();
    await quickInput.fill(await browse(page));
    await quickInput.accept();
    await workbench().notifications.waitFor('a different account or company');
    await workbench().screenshot('browser-sign-in-stranger');
    assert.equal(sandbox().platform.rtm.sessions, 0);
    sandbox().platform.switches.consentAs(owner().login);
    await workbench().notifications.click('a different account or company', title);
    await ready();
  });

  it('accepts only the pasted redirect address, and starts listening at once', async () => {
    const { quickInput } = workbench();
    const page = await openBrowser();
    await quickInput.fill('vscode://livechat-desk.livechat-desk/signed-in?code=x&state=y');
    await quickInput.accept();
    await eventually(async () =>
      assert.match((await quickInput.validationMessage()) ?? '', /not the redirect address of this sign-in/),
    );
    await workbench().screenshot('browser-sign-in-waiting-light');
    await quickInput.fill(await browse(page));
    await quickInput.accept();
    await workbench().notifications.waitFor('Listening through a live connection to LiveChat.');
    await status('listening');
    assert.equal(sandbox().platform.rtm.sessions, 1);
    sandbox().chats.startChat({ name: 'Kim Lee', waiting: 'queue' });
    assert.equal((await workbench().notifications.waitFor('Chat started: ')).text, 'Chat started: Kim Lee');
    await workbench().screenshot('browser-sign-in-chat');
  });

  it('receives the redirect in the editor, even after the input was closed', async () => {
    sandbox().platform.switches.withdrawGrants(sandbox().platform.clientId);
    await workbench().notifications.waitFor('Your browser sign-in has expired or was revoked.');
    await status('not listening: action required');
    await workbench().screenshot('browser-sign-in-ended');
    await begin();
    const page = await openBrowser();
    const address = await browse(page);
    await openUrl(address.replace('state=', 'state=x'));
    await workbench().notifications.waitFor('that this window is not waiting for');
    await workbench().screenshot('browser-sign-in-foreign');
    await openUrl(address);
    await status('listening');
    await workbench().quickInput.waitUntilClosed();
  });

  it('keeps listening after a reload, and is deleted everywhere on sign-out', async () => {
    await reloadWindow(workbench());
    await status('listening');
    await eventually(() => assert.equal(sandbox().platform.rtm.sessions, 1));
    sandbox().calls.reset();
    await workbench().runCommand('LiveChat: Sign Out');
    await workbench().notifications.waitFor('Signed out of');
    await eventually(() => {
      const revoked = sandbox().calls.recent.filter(({ path }) => path.endsWith('/accounts/v2/token'));
      assert.equal(revoked.length, 2);
    });
    await eventually(() => assert.equal(sandbox().platform.rtm.sessions, 0));
  });
});
