import assert from 'node:assert/strict';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { ownerOf } from './support/credentials';
import { signedInWorkbench } from './support/signedIn';

describe('API errors', () => {
  const sandbox = useSandbox({ tickets: 60, agents: 4 });
  const workbench = use(() => {
    sandbox().faults.next({ match: list, times: 9, html: true });
    return signedInWorkbench(sandbox());
  });
  const tickets = () => workbench().view('Tickets');
  const list = { method: 'GET', path: /\/tickets$/ } as const;
  const refresh = (options?: { readonly timeout: number }) =>
    tickets().clickTitleAction('Refresh Tickets', options);
  const first = async (): Promise<string | undefined> => (await tickets().rows())[0]?.label;

  it('are explained in the empty view, with a retry', async () => {
    await eventually(async () => assert.deepEqual(await tickets().welcomeButtons(), ['Retry', 'Show Log']));
    assert.match((await tickets().welcomeText()) ?? '', /Tickets could not be loaded/);
    for (const theme of ['light', 'dark', 'hc-dark'] as const) {
      await workbench().setTheme(theme);
      await workbench().screenshot(`tickets-failed-${theme}`);
    }
    await workbench().setTheme('light');
    sandbox().faults.clear();
    await tickets().clickWelcomeButton('Retry');
    await eventually(async () => assert.equal(await first(), 'Open'));
  });

  it('keep the rows when a refresh fails, and appear above them', async () => {
    const rows = (await tickets().rows()).length;
    sandbox().faults.next({ match: list, times: 9, truncate: true });
    await refresh();
    await eventually(async () => {
      const [row, ...others] = await tickets().rows();
      assert.equal(row?.label, 'Try again');
      assert.match(row.description, /response was incomplete/);
      assert.match(row.aria, /^Try again, .*response was incomplete/);
      assert.ok(others.length >= rows - 1);
    });
    await workbench().screenshot('tickets-refresh-failed');
    sandbox().faults.clear();
    await tickets().row('Try again').click();
    await eventually(async () => assert.equal(await first(), 'Open'));
  });

  it('offer to sign in again when the key is refused, and keep the rows', async () => {
    const { login, apiKey } = ownerOf(sandbox());
    sandbox().faults.revokeKey(login);
    // A call in the background may find out first.
    await eventually(async () => {
      if ((await first()) !== 'Sign in again') await refresh({ timeout: 2000 });
      assert.equal(await first(), 'Sign in again');
    });
    assert.ok((await tickets().rows()).length > 5);
    await eventually(async () =>
      assert.ok((await workbench().statusBar()).some(({ text }) => text.includes('sign in again'))),
    );
    await workbench().screenshot('tickets-key-refused');
    await tickets().row('Sign in again').click();
    await eventually(async () => assert.equal(await workbench().quickInput.isPassword(), true));
    sandbox().faults.restoreKey(login);
    await workbench().quickInput.fill(apiKey);
    await workbench().quickInput.accept();
    await eventually(async () => assert.equal(await first(), 'Open'));
  });

  it('end with the stored key, by Refresh and by Try again, once LiveChat accepts it', async () => {
    const { login } = ownerOf(sandbox());
    for (const again of [
      () => tickets().clickTitleAction('Refresh Tickets'),
      () => tickets().row('Try again').click(),
    ]) {
      sandbox().faults.revokeKey(login);
      await tickets().clickTitleAction('Refresh Tickets');
      await eventually(async () => assert.equal(await first(), 'Sign in again'));
      sandbox().faults.restoreKey(login);
      await again();
      await eventually(async () => assert.equal(await first(), 'Open'));
    }
  });

  it('report an insecure address in the settings, and send nothing to it', async () => {
    await workbench().changeSettings({ 'livechat.apiUrl': 'http://livechat.example' });
    await eventually(async () =>
      assert.deepEqual(await tickets().welcomeButtons(), ['Open Settings', 'Retry']),
    );
    assert.match((await tickets().welcomeText()) ?? '', /must be https/);
    await workbench().screenshot('tickets-unsafe-address');
    const before = sandbox().calls.count;
    await tickets().clickWelcomeButton('Retry');
    await eventually(async () =>
      assert.deepEqual(await tickets().welcomeButtons(), ['Open Settings', 'Retry']),
    );
    assert.equal(sandbox().calls.count, before);
    await workbench().changeSettings({ 'livechat.apiUrl': sandbox().url });
    await eventually(async () => assert.equal(await first(), 'Open'));
  });

  it('report an unreachable server beside what is kept, and the lists load once it is back', async () => {
    const { length: known } = await tickets().rows();
    sandbox().faults.next({ reset: true, times: Infinity });
    // Another connection, so nothing is loaded.
    await workbench().changeSettings({ 'livechat.rateLimit.callsPerMinute': 99 });
    await eventually(async () => {
      const [failure, ...kept] = await tickets().rows();
      assert.equal(failure?.label, 'Try again');
      assert.match(failure.description, /could not be reached/);
      assert.ok(known > 5 && kept.length > 5);
      const [problem, ...agents] = await workbench().view('Agents').rows();
      assert.match(problem?.description ?? '', /could not be reached/);
      assert.ok(agents.length > 1);
    });
    await workbench().screenshot('tickets-kept');
    sandbox().faults.clear();
    await tickets().row('Try again').click();
    await eventually(async () => assert.equal(await first(), 'Open'));
    await workbench().view('Agents').row('Try again').click();
    await eventually(async () => {
      const labels = (await workbench().view('Agents').rows()).map(({ label }) => label);
      assert.ok(labels.length > 1 && !labels.includes('Try again'));
    });
  });

  it('report another address in the settings, and send it no key', async () => {
    await workbench().changeSettings({ 'livechat.apiUrl': 'http://127.0.0.1:9' });
    await eventually(async () =>
      assert.deepEqual(await tickets().welcomeButtons(), ['Open Settings', 'Sign In Again']),
    );
    assert.match((await tickets().welcomeText()) ?? '', /another address than the one/);
    await workbench().screenshot('tickets-other-address');
    await workbench().changeSettings({ 'livechat.apiUrl': sandbox().url });
    await eventually(async () => assert.equal(await first(), 'Open'));
  });
});
