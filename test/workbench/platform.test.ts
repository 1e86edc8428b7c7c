import assert from 'node:assert/strict';
import { PUBLIC_SCOPES } from '../../src/sandbox/platform/tokens';
import { openByClick } from './support/detailPage';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { formOf } from './support/form';
import { reloadWindow } from './support/persistence';
import { ownerOf, platformOwnerOf } from './support/credentials';
import { startWorkbench } from './support/startWorkbench';

const themes = ['light', 'dark', 'hc-dark'] as const;

describe('A platform account', () => {
  const sandbox = useSandbox({ tickets: 60, agents: 6 });
  const workbench = use(() =>
    startWorkbench({
      settings: {
        'livechat.apiUrl': sandbox().url,
        'livechat.helpdeskUrl': sandbox().platform.helpdeskUrl,
        'livechat.accountsUrl': sandbox().platform.accountsUrl,
      },
    }),
  );
  const owner = () => platformOwnerOf(sandbox());
  const tickets = () => workbench().view('Tickets');
  const agents = () => workbench().view('Agents');
  const form = () => formOf(workbench());
  const pictures = async (name: string): Promise<void> => {
    for (const theme of themes) {
      await workbench().setTheme(theme);
      await workbench().screenshot(`${name}-${theme}`);
    }
    await workbench().setTheme('light');
  };

  before(async () => {
    const { switches } = sandbox().platform;
    switches.suspend(sandbox().credentials[2]?.login ?? '');
    await workbench().openView('LiveChat');
  });

  it('signs in with account id and token, and keeps the input when the token is wrong', async () => {
    const { quickInput } = workbench();
    await tickets().clickWelcomeButton('Sign In');
    await quickInput.waitForTitle('Sign In to LiveChat');
    await quickInput.pick('Platform');
    await eventually(async () => assert.match(await quickInput.title(), /2\/3/));
    await quickInput.fill(owner().login);
    await quickInput.accept();
    await eventually(async () =>
      assert.match((await quickInput.validationMessage()) ?? '', /not your e-mail address/),
    );
    await workbench().screenshot('platform-sign-in-id');
    await quickInput.fill(owner().accountId);
    await quickInput.accept();
    await eventually(async () => assert.equal(await quickInput.isPassword(), true));
    await quickInput.fill('dal:wrong');
    await quickInput.accept();
    await eventually(async () =>
      assert.match((await quickInput.validationMessage()) ?? '', /refused this account ID or token/),
    );
    assert.equal(await quickInput.value(), 'dal:wrong');
    await workbench().screenshot('platform-sign-in-wrong-token');
    await quickInput.back();
    await eventually(async () => assert.equal(await quickInput.value(), owner().accountId));
    await quickInput.accept();
    await eventually(async () => assert.equal(await quickInput.isPassword(), true));
    await quickInput.fill(owner().token);
    await quickInput.accept();
    await quickInput.waitUntilClosed();
  });

  it('lists tickets by every status of the account, with their short id', async () => {
    await eventually(async () => {
      const rows = await tickets().rows();
      assert.equal(rows[0]?.label, 'Open');
      assert.match(rows[1]?.description ?? '', /^[A-Z0-9]{4,10} · /);
    });
    const status = await workbench().statusBar();
    assert.ok(
      status.some(({ text }) => text.includes(owner().login)),
      'the account is shown by its login',
    );
  });

  it('filters by team, and uses that term everywhere', async () => {
    const { quickInput } = workbench();
    await workbench().runCommand('LiveChat: Filter Tickets');
    await quickInput.pick('Team');
    await quickInput.waitForTitle('Filter by Team');
    await eventually(async () => {
      const labels = (await quickInput.items()).map(({ label }) => label);
      assert.equal(labels[0], 'Any team');
      assert.ok(labels.includes('Sales'), labels.join(', '));
    });
    await workbench().screenshot('platform-filter-team');
    await quickInput.pick('Sales');
    await quickInput.waitUntilClosed();
    await eventually(async () => assert.match(await tickets().locator.innerText(), /Team: Sales/));
    await workbench().screenshot('platform-filtered-by-team');
    await workbench().runCommand('LiveChat: Clear Ticket Filter');
  });

  it('lists agents, and marks suspended ones by icon, word and hover', async () => {
    const login = sandbox().credentials[2]?.login ?? '';
    const row = await eventually(async () => {
      const found = (await agents().rows()).find(({ description }) => description.startsWith(login));
      assert.ok(found, `no row of ${login}`);
      return found;
    });
    assert.match(row.description, / · suspended/);
    assert.match(row.aria, /suspended/);
    assert.match(await agents().hover(row.label), /Access: Suspended: cannot sign in/);
    await workbench().page.mouse.move(700, 400);
    await pictures('platform-lists');
  });

  it('shows once that its API is legacy and what to do, and not again after a reload', async () => {
    const { notifications } = workbench();
    const asked = (): number =>
      Object.entries(sandbox().calls.byRoute).reduce(
        (sum, [route, calls]) => sum + (route.includes('list_agents') ? calls : 0),
        0,
      );
    const refreshAgents = async (): Promise<void> => {
      const before = asked();
      await workbench().runCommand('LiveChat: Refresh Agents');
      await eventually(() => assert.ok(asked() > before));
    };
    sandbox().platform.switches.setVersion('3.6', { state: 'legacy', since: '2027-01-31' });
    await refreshAgents();
    const notice = await notifications.waitFor('legacy since 2027-01-31');
    assert.match(
      notice.text,
      /^LiveChat’s (Configuration|Agent Chat) API 3\.6 has been legacy since .* up to date\.$/,
    );
    assert.deepEqual([notice.severity, notice.buttons], ['info', ['Check for Updates']]);
    await workbench().screenshot('platform-legacy');
    await notifications.close('legacy since');
    await refreshAgents();
    await reloadWindow(workbench());
    await eventually(async () => assert.equal((await tickets().rows())[0]?.label, 'Open'));
    await refreshAgents();
    assert.ok(!(await notifications.all()).some(({ text }) => text.includes('legacy')));
  });

  it('opens a ticket and replies', async () => {
    const [, first] = await tickets().rows();
    const page = await openByClick(workbench(), first?.label ?? '');
    await eventually(async () => assert.match(await page.fact('Priority'), /Low|Medium|High|Urgent/));
    assert.equal(await page.field('source.type').count(), 0);
    const before = await page.events.count();
    await page.field('message').fill('On its way to you.');
    await page.button('Send Reply').click();
    await eventually(async () => assert.equal(await page.events.count(), before + 1));
    assert.match(await page.events.last().innerText(), /On its way to you\./);
    await pictures('platform-ticket');
    await page.field('status').selectOption('onhold');
    await page.button('Save Changes').click();
    await eventually(async () => assert.equal(await page.fact('Status'), 'On hold'));
    await workbench().runCommand('View: Close All Editors');
    await workbench().runCommand('LiveChat: Clear Ticket Filter');
  });

  it('creates a ticket, without fields that the account does not support', async () => {
    await workbench().runCommand('LiveChat: Create Ticket');
    await form().field('requester.mail').fill('kim@mail.test');
    await form().field('subject').fill('From the platform');
    await form().field('message').fill('Hello there');
    await form().field('priority').selectOption('high');
    assert.equal(await form().field('source.type').count(), 0);
    await pictures('platform-create-ticket');
    await form().submit.click();
    const { text } = await workbench().notifications.waitFor('was created');
    assert.match(text, /^Ticket [A-Z0-9]{4,10} was created\.$/);
    await workbench().notifications.close('was created');
    await eventually(async () => assert.equal((await tickets().rows())[1]?.label, 'From the platform'));
  });

  it('creates an agent without a password, who then awaits approval', async () => {
    await workbench().runCommand('LiveChat: Create Agent');
    await form().field('login').fill('noor@shop.test');
    await form().field('name').fill('Noor');
    assert.equal(await form().field('password').count(), 0);
    await form().field('permission').selectOption('viceowner');
    await pictures('platform-create-agent');
    await form().submit.click();
    await workbench().notifications.waitFor('is an agent now');
    await workbench().notifications.close('is an agent now');
    await eventually(async () => {
      await agents().scrollToEnd();
      const noor = (await agents().rows()).find(({ label }) => label === 'Noor');
      assert.match(noor?.description ?? '', /^noor@shop\.test · awaiting approval/);
    });
  });

  it('switches to a classic account, whose deprecation is shown once, and back', async () => {
    const { quickInput, notifications } = workbench();
    const classic = ownerOf(sandbox());
    await workbench().runCommand('LiveChat: Sign In');
    await quickInput.waitForTitle('Sign In to LiveChat');
    await quickInput.pick('Classic');
    await eventually(async () => assert.match(await quickInput.title(), /2\/3/));
    await quickInput.fill(classic.login);
    await quickInput.accept();
    await eventually(async () => assert.equal(await quickInput.isPassword(), true));
    await quickInput.fill(classic.apiKey);
    await quickInput.accept();
    await quickInput.waitUntilClosed();
    const notice = await notifications.waitFor('deprecated');
    assert.deepEqual(notice.buttons, ['Sign In', 'Open Developer Console']);
    await pictures('platform-notice');
    await notifications.close('deprecated');
    await eventually(async () => {
      const labels = (await tickets().rows()).filter(({ level }) => level === 1).map(({ label }) => label);
      assert.ok(!labels.includes('On hold'), labels.join(', '));
      assert.match((await tickets().rows())[1]?.description ?? '', /^[A-Z0-9]{5} · /);
    });
    await switchTo('Platform account');
    await eventually(async () => {
      await agents().scrollToEnd();
      const noor = (await agents().rows()).find(({ label }) => label === 'Noor');
      assert.ok(noor);
    });
    await switchTo('Classic account');
    await eventually(async () => {
      await agents().scrollToEnd();
      assert.ok(!(await agents().rows()).some(({ label }) => label === 'Noor'), 'not approved yet');
    });
    assert.ok(!(await notifications.all()).some(({ text }) => text.includes('deprecated')), 'shown once');
    await reloadWindow(workbench());
    await eventually(async () =>
      assert.match((await tickets().rows())[1]?.description ?? '', /^[A-Z0-9]{5} · /),
    );
    assert.ok(
      !(await notifications.all()).some(({ text }) => text.includes('deprecated')),
      'not after a reload',
    );
  });

  it('says what a new token lacks and what for, in a notice and in the doctor', async () => {
    const { quickInput, notifications } = workbench();
    // The tests before have made the calls of this minute.
    await workbench().changeSettings({ 'livechat.rateLimit.callsPerMinute': 1_000 });
    const has = PUBLIC_SCOPES.filter((scope) => !/^(groups|multicast)-/.test(scope));
    const { token } = sandbox().platform.switches.issueToken(owner().login, has);
    await workbench().runCommand('LiveChat: Sign In');
    await quickInput.waitForTitle('Sign In to LiveChat');
    await quickInput.pick('Platform');
    await eventually(async () => assert.match(await quickInput.title(), /2\/3/));
    await quickInput.fill(owner().accountId);
    await quickInput.accept();
    await eventually(async () => assert.equal(await quickInput.isPassword(), true));
    await quickInput.fill(token);
    await quickInput.accept();
    await quickInput.waitUntilClosed();
    const notice = await notifications.waitFor('lacks scopes');
    assert.match(notice.text, /groups--all:ro \(names of groups\)/);
    assert.deepEqual(notice.buttons, ['Copy the Scopes', 'Sign In Again']);
    await workbench().screenshot('platform-scopes-notice');
    await notifications.close('lacks scopes');
    await workbench().runCommand('LiveChat: Listening Doctor');
    await eventually(async () => {
      const row = (await quickInput.items()).find(({ label }) =>
        label.includes('Scopes of the access token'),
      );
      assert.match(row?.detail ?? '', /groups--all:ro \(names of groups\)/);
    });
    await workbench().screenshot('platform-scopes-doctor');
    await quickInput.cancel();
  });

  async function switchTo(kind: string): Promise<void> {
    const { quickInput } = workbench();
    await workbench().runCommand('LiveChat: Switch Account');
    await eventually(async () =>
      assert.ok((await quickInput.items()).some(({ description }) => description.includes(kind))),
    );
    await workbench().screenshot('platform-switch');
    await quickInput.pick(kind);
    await quickInput.waitUntilClosed();
  }
});
