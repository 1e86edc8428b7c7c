import assert from 'node:assert/strict';
import { call, read } from './support/classicApi';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { formOf, type Form } from './support/form';
import { onDisk, reloadWindow } from './support/persistence';
import { signedInWorkbench } from './support/signedIn';

interface SomeTicket {
  readonly id: string;
  readonly subject: string;
  readonly status: string;
  readonly tags: readonly string[];
  readonly requester: { readonly mail: string; readonly name?: string };
}

describe('Edit forms', () => {
  const sandbox = useSandbox({ tickets: 40, hostile: false });
  const workbench = use(() => signedInWorkbench(sandbox()));
  const form = (): Form => formOf(workbench());
  let ticket: SomeTicket;
  const ticketNow = (): Promise<SomeTicket> => read<SomeTicket>(sandbox(), `/tickets/${ticket.id}`);
  const open = async (view: string, row: string, entry: string, field: string): Promise<void> => {
    await workbench().view(view).chooseInContextMenu(row, entry, form().field(field));
  };
  const openTicketNamed = (subject: string): Promise<void> =>
    open('Tickets', subject, 'Edit Ticket…', 'subject');
  const openTicket = (): Promise<void> => openTicketNamed(ticket.subject);

  before(async () => {
    const { tickets } = await read<{ tickets: SomeTicket[] }>(sandbox(), '/tickets?status=open');
    const [first] = tickets;
    assert.ok(first);
    ticket = first;
    await workbench().view('Tickets').row(ticket.subject).waitFor();
  });

  it('show the ticket’s current values, and send only changes', async () => {
    await openTicket();
    assert.equal(await form().title.innerText(), `Edit Ticket ${ticket.id}`);
    assert.equal(await form().field('subject').inputValue(), ticket.subject);
    assert.equal(await form().field('status').inputValue(), 'open');
    assert.equal(await form().field('requester.mail').inputValue(), ticket.requester.mail);
    await workbench().screenshot('form-edit-ticket');
    await form().field('requester.name').fill('Another name');
    await form().field('tags').fill('checked');
    await form().submit.click();
    await workbench().notifications.waitFor(`Ticket ${ticket.id} was saved.`);
    const now = await ticketNow();
    assert.deepEqual(now.requester, { ...ticket.requester, name: 'Another name' });
    assert.deepEqual([...now.tags].sort(), [...ticket.tags, 'checked'].sort());
    assert.equal(now.subject, ticket.subject);
    assert.equal(now.status, 'open');
    await workbench().notifications.close('was saved');
  });

  it('report that nothing was changed, and which fields cannot be cleared', async () => {
    await openTicket();
    const before = sandbox().calls.byRoute['PUT /tickets/:id'];
    await form().submit.click();
    await eventually(async () => assert.equal(await form().alert.innerText(), 'There is nothing to change.'));
    await form().field('subject').fill('');
    await form().submit.click();
    await form().focus('subject').waitFor();
    assert.match(await form().description('subject'), /^LiveChat cannot clear “Subject”/);
    assert.equal(sandbox().calls.byRoute['PUT /tickets/:id'], before);
    await form().field('subject').fill(ticket.subject);
  });

  /** Waits until the form's copy counts as stale. */
  async function noLongerFresh(): Promise<void> {
    const seen = Date.now();
    await eventually(() => assert.ok(Date.now() - seen > 5500));
  }

  const backToForm = () => workbench().page.locator('.tab', { hasText: 'Edit Ticket' }).click();

  it('let the user resolve a conflicting change of a ticket', async () => {
    const theirs = (subject: string) => call(sandbox(), 'PUT', `/tickets/${ticket.id}`, { subject });
    await noLongerFresh();
    await theirs('Written by somebody else');
    await form().field('subject').fill('Written by me');
    await form().submit.click();
    const diff = workbench().page.locator('.part.editor .monaco-diff-editor');
    await eventually(async () =>
      assert.match(await diff.locator('.editor.modified .view-lines').innerText(), /Written.by.me/),
    );
    // The comparison hides the form, and with it the sentence there.
    const conflict = 'Someone else has changed this ticket: Subject. Nothing was sent.';
    assert.equal((await workbench().notifications.waitFor(conflict)).severity, 'warning');
    await workbench().screenshot('form-edit-conflict-diff');
    await workbench().notifications.click(conflict, 'Show Form');
    await eventually(async () =>
      assert.match(await form().alert.innerText(), /Current values: Subject: Written by somebody else\./),
    );
    await workbench().screenshot('form-edit-conflict');
    assert.equal((await ticketNow()).subject, 'Written by somebody else');
    assert.equal(await form().field('subject').inputValue(), 'Written by me');
    await form().button('Start Over').click();
    await eventually(async () =>
      assert.equal(await form().field('subject').inputValue(), 'Written by somebody else'),
    );

    await noLongerFresh();
    await theirs('Once more');
    await form().field('subject').fill('I insist');
    await form().submit.click();
    await diff.waitFor();
    await backToForm();
    await eventually(async () => assert.match(await form().alert.innerText(), /Once more/));
    await eventually(async () => assert.equal(await form().submit.innerText(), 'Save Anyway'));
    await form().submit.click();
    await workbench().notifications.waitFor('was saved');
    await eventually(async () => assert.equal(await diff.count(), 0));
    assert.equal((await ticketNow()).subject, 'I insist');
    await workbench().notifications.close('was saved');
  });

  it('find a conflicting change after a reload, and only in a field that was typed in', async () => {
    await open('Tickets', (await ticketNow()).subject, 'Edit Ticket…', 'subject');
    await form().field('subject').fill('Typed before the reload');
    await form().field('requester.name').fill('Typed too');
    await onDisk(workbench(), 'Typed too');
    await call(sandbox(), 'PUT', `/tickets/${ticket.id}`, { subject: 'Changed meanwhile' });
    await reloadWindow(workbench());
    await eventually(async () =>
      assert.equal(await form().field('requester.name').inputValue({ timeout: 1000 }), 'Typed too'),
    );
    await form().submit.click();
    await workbench().notifications.waitFor(
      'Someone else has changed this ticket: Subject. Nothing was sent.',
    );
    const now = await ticketNow();
    assert.equal(now.subject, 'Changed meanwhile');
    assert.notEqual(now.requester.name, 'Typed too');
    await workbench().notifications.click('Someone else', 'Show Form');
    await eventually(async () => assert.equal(await form().submit.innerText(), 'Save Anyway'));
    await form().submit.click();
    await workbench().notifications.waitFor('was saved');
    assert.equal((await ticketNow()).subject, 'Typed before the reload');
    await workbench().notifications.close('was saved');
  });

  it('open without a network, keep what is typed, and find a conflicting change once it is back', async () => {
    const { subject } = await ticketNow();
    await onDisk(workbench(), subject);
    sandbox().faults.next({ reset: true, times: Infinity });
    await openTicketNamed(subject);
    const age = workbench()
      .webview()
      .getByText('The current ticket could not be read in time: the form shows it as it was');
    await age.waitFor();
    assert.equal(await form().field('subject').inputValue(), subject);
    await workbench().screenshot('form-edit-offline');
    await form().field('subject').fill('Typed without a network');
    await form().submit.click();
    await eventually(async () => assert.match(await form().alert.innerText(), /could not be reached/));
    assert.equal(await form().field('subject').inputValue(), 'Typed without a network');
    await workbench().screenshot('form-edit-offline-refused');
    await onDisk(workbench(), 'Typed without a network');
    sandbox().faults.clear();
    await call(sandbox(), 'PUT', `/tickets/${ticket.id}`, { subject: 'Changed meanwhile as well' });
    await form().submit.click();
    const conflict = 'Someone else has changed this ticket: Subject. Nothing was sent.';
    await workbench().notifications.waitFor(conflict);
    assert.equal((await ticketNow()).subject, 'Changed meanwhile as well');
    await workbench().notifications.click(conflict, 'Show Form');
    await eventually(async () => assert.equal(await form().submit.innerText(), 'Save Anyway'));
    await form().submit.click();
    await workbench().notifications.waitFor('was saved');
    assert.equal((await ticketNow()).subject, 'Typed without a network');
    await workbench().notifications.close('was saved');
  });

  it('have the current values as soon as the network is back, while nothing was typed', async () => {
    const { subject } = await ticketNow();
    await onDisk(workbench(), subject);
    sandbox().faults.next({ reset: true, times: Infinity });
    await openTicketNamed(subject);
    const age = workbench()
      .webview()
      .getByText('The current ticket could not be read in time: the form shows it as it was');
    await age.waitFor();
    sandbox().faults.clear();
    await call(sandbox(), 'PUT', `/tickets/${ticket.id}`, { subject: 'Newest of all' });
    await eventually(async () => assert.equal(await form().field('subject').inputValue(), 'Newest of all'), {
      timeout: 60_000,
    });
    assert.equal(await age.count(), 0);
    await workbench().webview().getByText('The form now shows LiveChat’s current values.').waitFor();
    await workbench().screenshot('form-edit-current');
    await workbench().runCommand('View: Close All Editors');
  });

  it('say why the current values cannot be read, and leave the focus where the user types', async () => {
    const { subject } = await ticketNow();
    await onDisk(workbench(), subject);
    sandbox().faults.next({ html: true, times: Infinity });
    await openTicketNamed(subject);
    const age = workbench()
      .webview()
      .getByText('The current ticket could not be read in time: the form shows it as it was');
    await age.waitFor();
    await eventually(async () =>
      assert.match(await form().alert.innerText(), /^LiveChat’s current values could not be read\./),
    );
    await form().focus('subject').waitFor();
    await workbench().screenshot('form-edit-unread');
    sandbox().faults.clear();
    await form().button('Try again').click();
    await eventually(async () => assert.equal(await age.count(), 0));
    assert.equal(await form().alert.innerText(), '');
    assert.equal(await form().field('subject').inputValue(), subject);
    await workbench().runCommand('View: Close All Editors');
  });

  it('send only changes of an agent', async () => {
    interface SomeAgent {
      readonly job_title: string;
      readonly max_chats_count: number;
      readonly groups: readonly { readonly id: number }[];
    }
    const login = 'priya@harborpine.example';
    const before = await read<SomeAgent>(sandbox(), `/agents/${login}`);
    await open('Agents', 'Priya Raman', 'Edit Agent…', 'name');
    assert.equal(await form().field('job_title').inputValue(), before.job_title);
    assert.equal(await form().field('password').count(), 0);
    await workbench().screenshot('form-edit-agent');
    await form().field('max_chats_count').fill('11');
    await form().submit.click();
    await workbench().notifications.waitFor('Priya Raman was saved.');
    await workbench().notifications.close('was saved');
    const now = await read<SomeAgent>(sandbox(), `/agents/${login}`);
    assert.equal(now.max_chats_count, 11);
    assert.equal(now.job_title, before.job_title);
    assert.deepEqual(now.groups, before.groups);
  });

  it('let the user resolve a conflicting change of an agent', async () => {
    const login = 'priya@harborpine.example';
    const theirs = (job_title: string) => call(sandbox(), 'PUT', `/agents/${login}`, { job_title });
    const title = async (): Promise<string> =>
      (await read<{ job_title: string }>(sandbox(), `/agents/${login}`)).job_title;
    await open('Agents', 'Priya Raman', 'Edit Agent…', 'name');
    await form().field('job_title').fill('Mine');
    await theirs('Theirs');
    await onDisk(workbench(), 'Mine');
    await reloadWindow(workbench());
    await eventually(async () =>
      assert.equal(await form().field('job_title').inputValue({ timeout: 1000 }), 'Mine'),
    );
    await form().submit.click();
    const diff = workbench().page.locator('.part.editor .monaco-diff-editor');
    await eventually(async () => {
      assert.match(await diff.locator('.editor.original .view-lines').innerText(), /Job.title:.Theirs/);
      assert.match(await diff.locator('.editor.modified .view-lines').innerText(), /Job.title:.Mine/);
    });
    await workbench().screenshot('form-edit-agent-conflict-diff');
    await workbench().page.locator('.tab', { hasText: 'Edit Agent' }).click();
    await eventually(async () =>
      assert.match(await form().alert.innerText(), /Current values: Job title: Theirs\./),
    );
    await eventually(async () => assert.equal(await form().submit.innerText(), 'Save Anyway'));
    await workbench().screenshot('form-edit-agent-conflict');
    assert.equal(await title(), 'Theirs');
    assert.equal(await form().field('job_title').inputValue(), 'Mine');
    await form().submit.click();
    await workbench().notifications.waitFor('Priya Raman was saved.');
    assert.equal(await title(), 'Mine');
    await eventually(async () => assert.equal(await diff.count(), 0));
  });
});
