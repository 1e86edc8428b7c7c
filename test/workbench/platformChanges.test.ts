import assert from 'node:assert/strict';
import { read } from './support/classicApi';
import { openByClick } from './support/detailPage';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { formOf } from './support/form';
import { signedInWorkbench, toPlatform } from './support/signedIn';

interface SomeTicket {
  readonly status: string;
  readonly subject: string;
  readonly tags: readonly string[];
  readonly events: readonly { readonly message?: string; readonly is_private?: boolean }[];
}

const themes = ['light', 'dark', 'hc-dark'] as const;

describe('Changes in a platform account', () => {
  const sandbox = useSandbox({ tickets: 40, agents: 6, hostile: false });
  const workbench = use(() => signedInWorkbench(sandbox(), toPlatform(sandbox())));
  const tickets = () => workbench().view('Tickets');
  const agents = () => workbench().view('Agents');
  const form = () => formOf(workbench());
  const firstTicket = async (): Promise<{ readonly subject: string; readonly id: string }> =>
    await eventually(async () => {
      const [group, first] = await tickets().rows();
      assert.ok(group?.label === 'Open' && first?.level === 2);
      return { subject: first.label, id: /^\w+/.exec(first.description)?.[0] ?? '' };
    });
  /** From the account's other API, by the id that the row shows. */
  const stored = (id: string): Promise<SomeTicket> => read<SomeTicket>(sandbox(), `/tickets/${id}`);
  const pictures = async (name: string): Promise<void> => {
    for (const theme of themes) {
      await workbench().setTheme(theme);
      await workbench().screenshot(`${name}-${theme}`);
    }
    await workbench().setTheme('light');
  };

  it('add a private note, and change status, priority, subject and tags of a ticket together', async () => {
    const { subject, id } = await firstTicket();
    const page = await openByClick(workbench(), subject);
    await page.field('private').check();
    await page.field('message').fill('Check the stock.');
    await page.button('Add Private Note').click();
    await eventually(async () => assert.match(await page.events.last().innerText(), /Check the stock\./));
    const note = (await stored(id)).events.find(({ message }) => message === 'Check the stock.');
    assert.equal(note?.is_private, true);

    await page.field('status').selectOption('pending');
    await page.field('priority').selectOption('urgent');
    await page.field('subject').fill('Changed from the editor');
    await page.fields.getByLabel('billing').setChecked(true);
    await page.button('Save Changes').click();
    await page.waitFor('Changed from the editor');
    await eventually(async () => assert.equal(await page.fact('Priority'), 'Urgent'));
    const now = await stored(id);
    assert.deepEqual([now.status, now.subject], ['pending', 'Changed from the editor']);
    assert.ok(now.tags.includes('billing'), now.tags.join());
    await pictures('platform-ticket-changed');
    await workbench().runCommand('View: Close All Editors');
    await workbench().runCommand('LiveChat: Clear Ticket Filter');
  });

  it('set the status of a ticket from its row, including one that only platform accounts have', async () => {
    const { subject, id } = await firstTicket();
    await tickets().chooseInContextMenu(subject, 'Set Status…', workbench().quickInput.locator);
    await workbench().quickInput.pick('Closed');
    // The other API does not have this status.
    await eventually(async () => assert.equal((await stored(id)).status, 'solved'));
    await eventually(async () =>
      assert.ok(!(await tickets().rows()).slice(0, 8).some(({ description }) => description.startsWith(id))),
    );
  });

  it('edit an agent, including name and status', async () => {
    await agents().chooseInContextMenu('Priya Raman', 'Edit Agent…', form().field('name'));
    await form().field('name').fill('Priya R.');
    await form().field('max_chats_count').fill('9');
    await pictures('platform-edit-agent');
    await form().submit.click();
    await workbench().notifications.waitFor('was saved.');
    await workbench().notifications.close('was saved.');
    await agents().row('Priya R.').waitFor();
    const agent = await read<{ name: string; max_chats_count: number }>(
      sandbox(),
      '/agents/priya@harborpine.example',
    );
    assert.deepEqual([agent.name, agent.max_chats_count], ['Priya R.', 9]);
    await agents().chooseInContextMenu('Priya R.', 'Set Status…', workbench().quickInput.locator);
    await workbench().quickInput.pick('not accepting chats');
    await eventually(async () => {
      const row = (await agents().rows()).find(({ label }) => label === 'Priya R.');
      assert.match(row?.description ?? '', /not accepting chats/);
    });
  });

  it('remove an agent, after a question and ten seconds', async () => {
    const own = [...sandbox().credentials.map(({ name }) => name), 'Priya R.'];
    const other = (await agents().rows()).find(({ label }) => !own.includes(label))?.label ?? '';
    await agents().chooseInContextMenu(other, 'Remove Agent', workbench().dialog.locator);
    await workbench().dialog.click('Remove Agent');
    await workbench().notifications.waitFor('was removed');
    await eventually(async () => assert.equal(await agents().row(other).isVisible(), false));
    const left = await read<{ name: string }[]>(sandbox(), '/agents');
    assert.ok(!left.some(({ name }) => name === other));
    await workbench().screenshot('platform-agent-removed');
  });
});
