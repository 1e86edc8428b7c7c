import assert from 'node:assert/strict';
import { read } from './support/classicApi';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { formOf, type Form } from './support/form';
import { ownerOf } from './support/credentials';
import { signedInWorkbench } from './support/signedIn';

describe('Form errors', () => {
  const lists = { method: 'GET', path: /\/(agents|groups|tags)$/ } as const;
  const post = { method: 'POST', path: /\/tickets$/ } as const;
  const sandbox = useSandbox({ tickets: 40, hostile: false });
  const workbench = use(() => {
    sandbox().faults.next({ match: lists, times: Infinity, html: true });
    return signedInWorkbench(sandbox());
  });
  const form = (): Form => formOf(workbench());
  const posts = (): number => sandbox().calls.recent.filter(({ method }) => method === 'POST').length;
  const found = async (subject: string): Promise<number> =>
    (await read<{ tickets: unknown[] }>(sandbox(), `/tickets?query=${encodeURIComponent(subject)}`)).tickets
      .length;
  const open = async (title: string, field: string): Promise<void> => {
    await workbench().runCommand(`LiveChat: ${title}`);
    await form().field(field).waitFor();
  };
  const write = async (subject: string): Promise<void> => {
    await open('Create Ticket', 'message');
    await form().field('requester.mail').fill('kim@mail.test');
    await form().field('subject').fill(subject);
    await form().field('message').fill(`Message of ${subject}`);
  };
  const says = (text: RegExp): Promise<void> =>
    eventually(async () => assert.match(await form().alert.innerText(), text));
  const keeps = async (subject: string): Promise<void> => {
    assert.equal(await form().field('subject').inputValue(), subject);
    assert.equal(await form().field('message').inputValue(), `Message of ${subject}`);
  };

  it('lists that could not be loaded are named, not required, and loaded on request', async () => {
    await write('Without lists');
    const page = workbench().webview();
    await page
      .getByText('Could not load: Agents, Groups, Tags. You can still use the rest of the form.')
      .waitFor();
    assert.equal(await form().field('assignee.id').getAttribute('type'), 'email');
    assert.match(await form().description('assignee.id'), /type the e-mail address of an agent/);
    await page.getByText('The list of groups could not be loaded.').waitFor();
    await workbench().screenshot('form-without-lists');
    await form()
      .field('assignee.id')
      .fill(sandbox().credentials[1]?.login ?? '');

    await open('Create Agent', 'login');
    await page.getByText('Could not load: Groups.').waitFor();
    await form().field('password').fill('hunter22');
    await form().field('login').fill('new.agent@shop.test');

    sandbox().faults.clear();
    await form().button('Try again').click();
    await form().field('groups').first().waitFor();
    assert.equal(await form().field('password').inputValue(), 'hunter22');
    assert.equal(await form().field('login').inputValue(), 'new.agent@shop.test');
    await workbench().runCommand('View: Close Editor');
    await workbench().notifications.click('was closed', 'Discard');

    await form().field('assignee.id').waitFor();
    await form().button('Try again').click();
    await eventually(async () =>
      assert.ok((await form().field('assignee.id').locator('option').count()) > 1),
    );
    await keeps('Without lists');
    assert.equal(await form().field('assignee.id').inputValue(), sandbox().credentials[1]?.login);
    await form().submit.click();
    await workbench().notifications.waitFor('was created');
    await workbench().notifications.close('was created');
  });

  it('after a lost response the created ticket is found, and sent only once', async () => {
    await write('Answer lost');
    const before = posts();
    sandbox().faults.next({ match: post, truncate: true });
    await form().submit.click();
    await workbench().notifications.waitFor('was created, but the response was lost');
    await workbench().screenshot('form-lost-found');
    assert.equal(posts(), before + 1);
    assert.equal(await found('Answer lost'), 1);
    await workbench().notifications.close('was created');
  });

  it('after a lost request the form says that nothing was found, keeps the text and does not retry', async () => {
    await write('Request lost');
    await form().field('requester.mail').fill('lee@mail.test');
    const before = posts();
    sandbox().faults.next({ match: post, reset: true });
    await form().submit.click();
    await says(/cannot be seen yet.*The request was not retried/);
    await workbench().screenshot('form-lost-not-found');
    await keeps('Request lost');
    assert.equal(posts(), before + 1);

    sandbox().faults.next({ match: post, reset: true });
    sandbox().faults.next({ match: { method: 'GET', path: /\/tickets$/ }, times: 20, html: true });
    await form().submit.click();
    await says(
      /the ticket was created, and searching for it also failed\..*Check the list before you create it again\./,
    );
    await keeps('Request lost');
    assert.equal(posts(), before + 2);
    sandbox().faults.clear();
    await form().submit.click();
    await workbench().notifications.waitFor('was created');
    assert.equal(await found('Request lost'), 1);
    await workbench().notifications.close('was created');
  });

  it('a form of another account is not sent, keeps the text, and is sent once its account is active', async () => {
    const { quickInput } = workbench();
    const owner = ownerOf(sandbox());
    const other = sandbox().credentials[1];
    assert.ok(other);
    await write('Of the owner');
    await workbench().runCommand('LiveChat: Sign In');
    await quickInput.waitForTitle('Sign In to LiveChat');
    await quickInput.pick('Classic');
    await eventually(async () => assert.match(await quickInput.title(), /2\/3/));
    await quickInput.fill(other.login);
    await quickInput.accept();
    await eventually(async () => assert.equal(await quickInput.isPassword(), true));
    await quickInput.fill(other.apiKey);
    await quickInput.accept();
    await quickInput.waitUntilClosed();
    await eventually(async () =>
      assert.ok((await workbench().statusBar()).some(({ text }) => text.includes(other.login))),
    );

    const before = posts();
    await form().submit.click();
    await says(new RegExp(`belongs to the account ${owner.login}\\. Switch to it`));
    await workbench().screenshot('form-other-account');
    await keeps('Of the owner');
    assert.equal(posts(), before);

    const account = quickInput.locator.locator('.monaco-list-row', { hasText: owner.login });
    await eventually(async () => {
      // The palette gives the focus back to the page, which closes a list that is open by then.
      await workbench().runCommand('LiveChat: Switch Account');
      await account.first().click({ timeout: 5_000 });
    });
    await eventually(async () =>
      assert.ok((await workbench().statusBar()).some(({ text }) => text.includes(owner.login))),
    );
    await form().submit.click();
    await workbench().notifications.waitFor('was created');
    assert.equal(await found('Of the owner'), 1);
  });
});
