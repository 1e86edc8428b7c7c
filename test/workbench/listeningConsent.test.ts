import assert from 'node:assert/strict';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { registered } from './support/registered';
import { signedInWorkbench } from './support/signedIn';

const themes = ['light', 'dark', 'hc-dark'] as const;
const ask = (who: string): string => `Allow LiveChat events to reach this machine through ${who}?`;
/** The `.test` domain is reserved, so these hosts do not exist. */
const [first, other] = ['hooks.example.test', 'other.example.test'];
const nowhere = 'The public address does not reach this machine: it does not respond.';

describe('Consent to a public address', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const workbench = use(() =>
    signedInWorkbench(sandbox(), { settings: { 'livechat.webhooks.tunnel': 'devtunnel' } }),
  );

  const isOff = async (): Promise<void> => {
    await eventually(async () => {
      const items = await workbench().statusBar();
      assert.ok(items.some(({ aria }) => aria.includes(': not listening')));
    });
  };
  const useOwn = (host: string): Promise<void> =>
    workbench().changeSettings({
      'livechat.webhooks.tunnel': 'manual',
      'livechat.webhooks.publicUrl': `https://${host}`,
    });

  it('is asked with who can read the events, and nothing starts without it', async () => {
    for (const theme of themes) {
      await workbench().setTheme(theme);
      await workbench().runCommand('LiveChat: Start Listening');
      const { message, detail, buttons } = await workbench().dialog.text();
      assert.equal(message, ask('Dev Tunnels (Microsoft)'));
      assert.match(detail, /names, e-mail addresses and messages/);
      assert.match(detail, /Microsoft runs the machines in between and can read all of it/);
      assert.deepEqual([...buttons].sort(), ['Agree and Listen', 'Cancel', 'Use Another Tunnel']);
      await workbench().screenshot(`listening-consent-${theme}`);
      await workbench().dialog.click('Cancel');
      await workbench().dialog.locator.waitFor({ state: 'hidden' });
    }
    await workbench().setTheme('light');
    assert.deepEqual(await workbench().notifications.all(), []);
    await isOff();
  });

  it('to the user’s own address explains why no events arrive if the address does not exist', async () => {
    await useOwn(first);
    await workbench().runCommand('LiveChat: Start Listening');
    const { message, detail } = await workbench().dialog.text();
    assert.equal(message, ask(first));
    assert.match(detail, /Whoever runs hooks\.example\.test/);
    await workbench().dialog.click('Agree and Listen');
    await workbench().notifications.waitFor('Start Listening');
    await workbench().screenshot('listening-progress');
    const { text, severity, buttons } = await workbench().notifications.waitFor(
      'Not receiving events from LiveChat.',
    );
    assert.equal(text, `Not receiving events from LiveChat. ${nowhere} Retrying automatically.`);
    assert.equal(severity, 'warning');
    assert.deepEqual(buttons, ['Listening Doctor']);
    await workbench().screenshot('listening-problem-toast');
    assert.deepEqual(await registered(sandbox()), []);
  });

  it('leads to a doctor that shows which check fails', async () => {
    await workbench().notifications.click('Not receiving events from LiveChat.', 'Listening Doctor');
    await workbench().quickInput.waitForTitle('Listening Doctor');
    await eventually(async () => {
      const items = await workbench().quickInput.items();
      assert.ok(
        items.some(({ detail }) => detail.includes('does not reach this machine')),
        JSON.stringify(items),
      );
      assert.ok(items.some(({ label }) => label.trim() === 'Check Again'));
    });
    await workbench().screenshot('listening-doctor-problem');
    await workbench().quickInput.cancel();
  });

  it('leads to a warning in the status bar and its hover', async () => {
    for (const theme of themes) {
      await workbench().setTheme(theme);
      // Between two attempts; during an attempt, the hover shows that instead.
      await eventually(
        async () => {
          const item = workbench().page.locator('.statusbar-item.warning-kind', { hasText: '@' });
          const text = await workbench().hoverText(item);
          assert.ok(text.includes(`Reason: ${nowhere}`), text);
        },
        { timeout: 90_000 },
      );
      await workbench().screenshot(`listening-problem-${theme}`);
      await workbench().page.mouse.move(400, 300);
    }
    await workbench().setTheme('light');
  });

  it('is not asked for again, except for another tunnel', async () => {
    await workbench().runCommand('LiveChat: Stop Listening');
    await isOff();
    await workbench().runCommand('LiveChat: Start Listening');
    await workbench().notifications.waitFor('Start Listening');
    assert.equal(await workbench().dialog.locator.count(), 0);
    await workbench().runCommand('LiveChat: Stop Listening');
    await isOff();
    await useOwn(other);
    await workbench().runCommand('LiveChat: Start Listening');
    assert.equal((await workbench().dialog.text()).message, ask(other));
    await workbench().dialog.click('Cancel');
  });
});
