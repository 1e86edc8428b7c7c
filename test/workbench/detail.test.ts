import assert from 'node:assert/strict';
import { detailPageOf, findTicket, openByClick, type DetailPage } from './support/detailPage';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { ownerOf } from './support/credentials';
import { signedInWorkbench } from './support/signedIn';
import { callAs, makeTicket } from './support/writtenTicket';

describe('Ticket panel', () => {
  const sandbox = useSandbox({ tickets: 40, agents: 4 });
  const workbench = use(async () => {
    ids.push(await makeTicket(sandbox(), 'Zipper stuck', 'First line\nSecond line'));
    return await signedInWorkbench(sandbox());
  });
  const ids: string[] = [];
  const id = (): string => ids[0] ?? '';
  const page = (): DetailPage => detailPageOf(workbench());
  const stored = () => callAs(sandbox(), 'GET', `/tickets/${id()}`);
  const lastEvent = async (): Promise<string> =>
    (await page().events.last().innerText()).replace(/\s+/g, ' ');

  it('opens by keyboard, once, in its own tab', async () => {
    await findTicket(workbench(), 'Zipper stuck');
    const list = workbench().view('Tickets').locator.locator('.monaco-list').first();
    // The list may be redrawn between the keys, and then no row has the focus.
    await eventually(async () => {
      await list.focus();
      await list.press('Home');
      await list.press('ArrowDown');
      const focused = list.locator('.monaco-list-row.focused');
      assert.match(await focused.innerText({ timeout: 3000 }), /Zipper stuck/);
    });
    await list.press('Enter');
    await page().waitFor('Zipper stuck');
    await openByClick(workbench(), 'Zipper stuck');
    await eventually(async () => assert.deepEqual(await workbench().tabs(), ['Zipper stuck']));
  });

  it('shows every field of the ticket, and the line breaks of a message', async () => {
    assert.equal(await page().fact('Ticket'), id());
    assert.equal(await page().fact('Status'), 'Open');
    assert.equal(await page().fact('Requester'), 'Kim Lee');
    assert.equal(await page().fact('E-mail'), 'kim@mail.test');
    assert.equal(await page().fact('Assignee'), 'Unassigned');
    assert.equal(await page().fact('Groups'), 'All operators (0)');
    assert.equal(await page().fact('Source'), 'Chat window');
    assert.match(await page().fact('Source address'), /^https:\/\/shop\.test\/cart\?x=1/);
    for (const label of ['Created', 'Modified']) assert.match(await page().fact(label), /\d{4}, \d/);
    const times = page().frame.locator('.events time');
    assert.match((await times.first().getAttribute('datetime')) ?? '', /^\d{4}-.*\.\d{3}Z$/);
    assert.equal(await page().events.locator('.text').first().innerText(), 'First line\nSecond line');
  });

  it('sends a reply by keyboard, and shows it in the conversation', async () => {
    await page().field('message').fill('We send a new one.');
    await page().field('message').press('Control+Enter');
    await eventually(async () => assert.match(await lastEvent(), /We send a new one\./));
    assert.equal((await stored()).events.at(-1)?.message, 'We send a new one.');
    await eventually(async () => assert.equal(await page().status(), 'The message was sent.'));
    assert.equal(await page().field('message').inputValue(), '');
    await page().frame.locator('[name="message"]:focus').waitFor();
  });

  it('marks a private note with a word, before and after it is added', async () => {
    await page().field('private').check();
    await page().reply.getByRole('heading', { name: 'Private note' }).waitFor();
    await page().field('message').fill('Check the stock.');
    await workbench().screenshot('detail-note');
    await page().button('Add Private Note').click();
    await eventually(async () => assert.match(await lastEvent(), /Private note.*Check the stock\./));
    assert.equal((await stored()).events.at(-1)?.is_private, true);
    await page().button('Send Reply').waitFor();
  });

  it('changes status, assignee, subject and tags together, and shows the changes', async () => {
    const agent = sandbox().credentials[1]?.login ?? '';
    await page().field('status').selectOption('pending');
    await page().field('assignee.id').selectOption(agent);
    await page().field('subject').fill('Zipper stuck again');
    await page().field('tags').fill('returns');
    await page().field('tags').press('Enter');
    sandbox().calls.reset();
    await page().button('Save Changes').click();
    await page().waitFor('Zipper stuck again');
    await eventually(async () => assert.equal(await page().status(), 'The ticket was saved.'));
    const { status, subject, tags } = await stored();
    assert.deepEqual([status, subject, tags], ['pending', 'Zipper stuck again', ['returns']]);
    const { 'PUT /tickets/:id': updates, 'PUT /tickets/:id/tags': taggings } = sandbox().calls.byRoute;
    assert.deepEqual([updates, taggings], [1, 1]);
    await eventually(async () => {
      const lines = await page().frame.locator('.event.line').allInnerTexts();
      assert.ok(
        lines.some((line) => /changed the status from .+ to Pending\./.test(line)),
        lines.join('\n'),
      );
      assert.ok(
        lines.some((line) => line.includes('assigned the ticket to')),
        lines.join('\n'),
      );
    });
    await workbench().screenshot('detail-changed');
  });

  it('shows the error of a field at the field', async () => {
    await page().field('requester.mail').fill('nobody');
    await page().button('Save Changes').click();
    await eventually(async () =>
      assert.equal(await page().field('requester.mail').getAttribute('aria-invalid'), 'true'),
    );
    await eventually(async () => assert.match(await page().fields.innerText(), /must be an e-mail address/));
    await page().fields.getByRole('button', { name: 'Discard' }).click();
    await eventually(async () =>
      assert.equal(await page().field('requester.mail').inputValue(), 'kim@mail.test'),
    );
  });

  it('keeps the text when a call fails, and shows why', async () => {
    sandbox().faults.next({
      match: { method: 'PUT', path: /\/tickets\// },
      status: 422,
      body: { error: 'no' },
    });
    await page().field('message').fill('Not to be lost');
    await page().button('Send Reply').click();
    const alert = page().reply.getByRole('alert');
    await eventually(async () => assert.match(await alert.innerText(), /The message was not sent\./));
    assert.equal(await page().field('message').inputValue(), 'Not to be lost');
    await workbench().screenshot('detail-not-sent');
    await page().reply.getByRole('button', { name: 'Discard' }).click();
    await eventually(async () => assert.equal(await page().field('message').inputValue(), ''));
  });

  it('copies the ticket as Markdown', async () => {
    await page().button('Copy as Markdown').click();
    await eventually(async () => assert.equal(await page().status(), 'The ticket was copied.'));
    const text = await workbench().page.evaluate(() =>
      (
        globalThis as unknown as { navigator: { clipboard: { readText(): Promise<string> } } }
      ).navigator.clipboard.readText(),
    );
    assert.match(text, /^# Zipper stuck again\n/);
    assert.match(text, /```\nFirst line\nSecond line\n```/);
  });

  it('asks before it opens an address, and shows the host', async () => {
    await page().button('Open in Browser… https://shop.test/cart?x=1').first().click();
    const { message, detail } = await workbench().dialog.text();
    assert.match(message, /shop\.test/);
    assert.match(detail, /https:\/\/shop\.test\/cart\?x=1/);
    await workbench().screenshot('detail-open-address');
    await workbench().dialog.click('Cancel');
  });

  it('shows others’ changes after a refresh', async () => {
    await callAs(sandbox(), 'PUT', `/tickets/${id()}`, { message: 'From a colleague', status: 'solved' });
    await page().button('Refresh').click();
    await eventually(async () => assert.match(await lastEvent(), /From a colleague/));
    await eventually(async () => assert.equal(await page().fact('Status'), 'Solved'));
  });

  it('offers to sign in again when the key is refused, and keeps showing the ticket', async () => {
    const { login, apiKey } = ownerOf(sandbox());
    sandbox().faults.revokeKey(login);
    await page().field('message').fill('Typed before');
    await page().button('Refresh').click();
    await page().button('Sign in again').waitFor();
    assert.ok((await page().events.count()) > 3);
    await workbench().screenshot('detail-sign-in');
    await page().button('Sign in again').click();
    await eventually(async () => assert.equal(await workbench().quickInput.isPassword(), true));
    sandbox().faults.restoreKey(login);
    await workbench().quickInput.fill(apiKey);
    await workbench().quickInput.accept();
    await eventually(async () => assert.equal(await page().button('Sign in again').count(), 0));
    assert.equal(await page().field('message').inputValue(), 'Typed before');
  });
});
