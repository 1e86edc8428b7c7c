import assert from 'node:assert/strict';
import type { DomElement } from './support/domElement';
import { eventually } from './support/eventually';
import { detailPageOf, openByClick } from './support/detailPage';
import { use, useSandbox } from './support/fixtures';
import { ownerOf } from './support/credentials';
import { startWorkbench } from './support/startWorkbench';
import type { WorkbenchWindow } from './support/workbenchWindow';
import { makeTicket } from './support/writtenTicket';

const themes = ['light', 'dark', 'hc-dark'] as const;

describe('Walkthrough', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const workbench = use(async () => {
    await makeTicket(sandbox(), 'Zipper stuck');
    return await startWorkbench({ settings: { 'livechat.apiUrl': sandbox().url } });
  });

  const page = () => workbench().page.locator('.gettingStartedContainer');
  const steps = () => page().locator('button.getting-started-step');
  const step = (id: string) => page().locator(`button.getting-started-step[data-step-id$="#${id}"]`);
  /** Inside a step, which is a button itself. */
  const button = (text: string) => page().locator('.button-container .monaco-button', { hasText: text });
  /** Whether each step is checked, from the top. */
  const ticks = (): Promise<boolean[]> =>
    steps().evaluateAll((all: DomElement[]) =>
      all.map((each) => each.getAttribute('aria-checked') === 'true'),
    );
  const picture = (): Promise<string> => workbench().webview().locator('svg').first().innerHTML();
  const untilTicked = (expected: readonly boolean[]): Promise<void> =>
    eventually(async () => assert.deepEqual(await ticks(), expected));
  const show = async (): Promise<void> => {
    await workbench().runCommand('LiveChat: Get Started');
    await step('demo').waitFor();
  };

  it('is offered by the welcome text, with no step completed', async () => {
    await workbench().openView('LiveChat');
    const link = workbench().view('Tickets').locator.locator('.welcome-view-content a');
    await link.filter({ hasText: 'get started' }).click();
    await step('demo').waitFor();
    await untilTicked([false, false, false, false]);
  });

  it('looks right in every theme, with a picture for each step', async () => {
    // With the side bar open there is no space for the pictures.
    await workbench().runCommand('View: Toggle Primary Side Bar Visibility');
    for (const theme of themes) {
      await workbench().setTheme(theme);
      await workbench().screenshot(`walkthrough-${theme}`);
    }
    await workbench().setTheme('light');
    let before = await picture();
    for (const id of ['connect', 'listen', 'answer', 'demo']) {
      await step(id).click();
      // The picture is loaded after the text.
      await eventually(async () => {
        const now = await picture();
        assert.notEqual(now, before, `no picture for ${id}`);
        before = now;
      });
      await workbench().screenshot(`walkthrough-${id}`);
    }
    await workbench().runCommand('View: Toggle Primary Side Bar Visibility');
  });

  it('starts with the demo account, which is active once its step is completed', async () => {
    await button('Try the Demo Account').click();
    await show();
    await untilTicked([true, false, false, false]);
  });

  it('continues with the user’s own account', async () => {
    const { login, apiKey } = ownerOf(sandbox());
    await step('connect').click();
    await button('Sign In').click();
    await workbench().quickInput.pick('Classic');
    await eventually(async () => assert.match(await workbench().quickInput.title(), /2\/3/));
    await workbench().quickInput.fill(login);
    await workbench().quickInput.accept();
    await eventually(async () => assert.equal(await workbench().quickInput.isPassword(), true));
    await workbench().quickInput.fill(apiKey);
    await workbench().quickInput.accept();
    await workbench().quickInput.waitUntilClosed();
    await show();
    await untilTicked([true, true, false, false]);
  });

  it('continues with listening', async () => {
    await step('listen').click();
    await button('Start Listening').click();
    await workbench().notifications.waitFor('Listening on this machine only');
    await untilTicked([true, true, true, false]);
  });

  it('is complete once a customer was answered', async () => {
    await step('answer').click();
    await openByClick(workbench(), 'Zipper stuck');
    await detailPageOf(workbench()).field('message').fill('We send a new one.');
    await detailPageOf(workbench()).button('Send Reply').click();
    await eventually(async () =>
      assert.equal(await detailPageOf(workbench()).status(), 'The message was sent.'),
    );
    await show();
    await untilTicked([true, true, true, true]);
    await workbench().screenshot('walkthrough-done');
  });
});

describe('Walkthrough opened late', () => {
  const ways = {
    'by its command': (window: WorkbenchWindow) => window.runCommand('LiveChat: Get Started'),
    'by the editor’s own command': async (window: WorkbenchWindow) => {
      await window.runCommand('Welcome: Open Walkthrough...');
      await window.quickInput.pick('Get Started with Desk for LiveChat');
    },
  };
  for (const [way, open] of Object.entries(ways)) {
    describe(way, () => {
      const workbench = use(() => startWorkbench());

      it('has the steps completed that were reached before', async () => {
        await workbench().runCommand('LiveChat: Try the Demo Account');
        await workbench().openView('LiveChat');
        await workbench().view('Tickets').row('Open').waitFor();
        await workbench().runCommand('LiveChat: Start Listening');
        await workbench().notifications.waitFor('Listening to the demo account');
        // Another tab that extensions know nothing of.
        await workbench().runCommand('Preferences: Open Keyboard Shortcuts');
        await open(workbench());
        const steps = workbench().page.locator('.gettingStartedContainer button.getting-started-step');
        await steps.first().waitFor();
        await eventually(async () => {
          const ticks = await steps.evaluateAll((all: DomElement[]) =>
            all.map((each) => each.getAttribute('aria-checked')),
          );
          assert.deepEqual(ticks, ['true', 'false', 'true', 'false']);
        });
        await workbench().screenshot('walkthrough-late');
      });
    });
  }
});
