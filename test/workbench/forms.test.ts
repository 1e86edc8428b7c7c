import assert from 'node:assert/strict';
import { read } from './support/classicApi';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { formOf, type Form } from './support/form';
import { keyboardOf } from './support/keyboard';
import { signedInWorkbench } from './support/signedIn';

interface SentTicket {
  readonly id: string;
  readonly subject: string;
  readonly requester: { readonly mail: string; readonly name?: string };
  readonly assignee?: { readonly id: string };
  readonly source: { readonly type: string; readonly url?: string };
  readonly groups: readonly number[];
  readonly tags: readonly string[];
  readonly events: readonly { readonly message?: string }[];
}

interface SentAgent {
  readonly name: string;
  readonly job_title: string;
  readonly permission: string;
  readonly login_status: string;
  readonly max_chats_count: number;
  readonly groups: readonly { readonly name: string }[];
}

describe('Forms by keyboard', () => {
  const sandbox = useSandbox({ tickets: 40 });
  const workbench = use(() => signedInWorkbench(sandbox()));
  const form = (): Form => formOf(workbench());
  const press = (key: string) => workbench().page.keyboard.press(key);
  const type = (text: string) => workbench().page.keyboard.type(text);
  const tickets = async (query: string): Promise<readonly SentTicket[]> =>
    (await read<{ tickets: SentTicket[] }>(sandbox(), `/tickets?query=${encodeURIComponent(query)}`)).tickets;

  /** Opens a form through the command palette, with the keyboard only. */
  const open = async (title: string, first: string): Promise<void> => {
    await keyboardOf(workbench()).run(`LiveChat: ${title}`);
    await form().focus(first).waitFor();
  };
  /** Tabs to a field; fails if the tab order does not reach it. */
  const tabTo = async (name: string): Promise<void> => {
    await press('Tab');
    await form().focus(name).first().waitFor();
  };
  /** Types into the field that has the focus, in place of what it has. */
  const write = async (name: string, text: string): Promise<void> =>
    eventually(async () => {
      // A form takes no keys while the extension host, which a busy machine may delay, does not respond.
      await form().focus(name).waitFor();
      await press('ControlOrMeta+A');
      for (const [index, line] of text.split('\n').entries()) {
        if (index > 0) await press('Enter');
        await type(line);
      }
      assert.equal(await form().focus(name).inputValue(), text);
    });
  const isOpen = async (title: string): Promise<boolean> => (await workbench().tabs()).includes(title);

  it('create a ticket', async () => {
    await open('Create Ticket', 'requester.mail');
    await write('requester.mail', 'kim@mail.test');
    await tabTo('requester.name');
    await write('requester.name', 'Kim <b>Park</b>');
    await tabTo('subject');
    await write('subject', 'By keyboard alone');
    await tabTo('message');
    await write('message', 'First line\nSecond line');
    await tabTo('assignee.id');
    await type('Tom');
    await tabTo('groups');
    await press('Space');
    for (let others = 0; others < 4; others++) await tabTo('groups');
    await press('Space');
    await tabTo('tags');
    await type('vip,');
    await type('new word');
    await press('Enter');
    await press('Tab');
    await tabTo('source.type');
    await type('Chat');
    await tabTo('source.url');
    await write('source.url', 'https://shop.test/page');
    await workbench().screenshot('form-ticket-filled');
    await press('ControlOrMeta+Enter');
    const { text } = await workbench().notifications.waitFor('was created');
    const [ticket, ...others] = await tickets('By keyboard alone');
    assert.ok(ticket);
    assert.deepEqual(others, []);
    assert.equal(text, `Ticket ${ticket.id} was created.`);
    assert.equal(ticket.requester.mail, 'kim@mail.test');
    assert.equal(ticket.requester.name, 'Kim <b>Park</b>');
    assert.equal(ticket.events[0]?.message, 'First line\nSecond line');
    assert.match(ticket.assignee?.id ?? '', /^tomas@/);
    assert.deepEqual(ticket.source, { type: 'chat-window', url: 'https://shop.test/page' });
    assert.deepEqual(ticket.groups, [0, 4]);
    assert.deepEqual([...ticket.tags].sort(), ['new word', 'vip']);
    await eventually(async () => assert.equal(await isOpen('Create Ticket'), false));
    await workbench().notifications.close('was created');
  });

  it('create an agent', async () => {
    await open('Create Agent', 'login');
    assert.equal(await form().field('job_title').inputValue(), 'Support Agent');
    assert.equal(await form().field('permission').inputValue(), 'normal');
    assert.equal(await form().field('login_status').inputValue(), 'accepting chats');
    assert.equal(await form().field('max_chats_count').inputValue(), '6');
    await type('new.agent@shop.test');
    await tabTo('name');
    await type('Noor');
    await tabTo('job_title');
    await type('Shift Lead');
    await tabTo('permission');
    await type('Adm');
    await tabTo('login_status');
    await type('Not');
    await tabTo('max_chats_count');
    await type('9');
    for (let group = 0; group < 2; group++) await tabTo('groups');
    await press('Space');
    for (let group = 0; group < 3; group++) await tabTo('groups');
    await tabTo('password');
    await type('hunter22');
    await press('Tab');
    await press('Enter');
    await workbench().notifications.waitFor('Noor is an agent now.');
    const agent = await read<SentAgent>(sandbox(), '/agents/new.agent%40shop.test');
    const { name, job_title, permission, login_status, max_chats_count, groups } = agent;
    assert.deepEqual(
      {
        name,
        job_title,
        permission,
        login_status,
        max_chats_count,
        groups: groups.map((group) => group.name),
      },
      {
        name: 'Noor',
        job_title: 'Shift Lead',
        permission: 'administrator',
        login_status: 'not accepting chats',
        max_chats_count: 9,
        groups: ['Sales'],
      },
    );
    await eventually(async () => assert.equal(await isOpen('Create Agent'), false));
    await workbench().notifications.close('is an agent now');
  });

  it('show errors at the fields, focus the first one, and send nothing', async () => {
    await open('Create Agent', 'login');
    const before = sandbox().calls.byRoute['POST /agents'];
    await type('nobody at all');
    await form().field('password').fill('abcd');
    await form().field('max_chats_count').fill('2.5');
    await press('ControlOrMeta+Enter');
    await form().focus('login').waitFor();
    await eventually(async () =>
      assert.equal(await form().alert.innerText(), 'Nothing was sent. Please look at the marked fields.'),
    );
    assert.equal(await form().field('login').getAttribute('aria-invalid'), 'true');
    assert.match(await form().description('login'), /^“Login” must be an e-mail address/);
    assert.equal(await form().description('name'), 'Fill in “Name”.');
    assert.match(await form().description('password'), /^“Password” needs at least 5 characters\./);
    assert.match(
      await form().description('max_chats_count'),
      /^“Chats at the same time” must be a whole number\./,
    );
    assert.equal(sandbox().calls.byRoute['POST /agents'], before);

    await form().field('login').fill('ada@shop.test');
    assert.equal(await form().field('login').getAttribute('aria-invalid'), null);
    await press('ControlOrMeta+Enter');
    await form().focus('name').waitFor();
    await press('ControlOrMeta+W');
  });

  it('show why LiveChat refused, keep the input, and save again', async () => {
    await open('Create Ticket', 'requester.mail');
    await type('bo@mail.test');
    await form().field('message').fill('Do not lose me');
    await form().field('subject').fill('After a refusal');
    const post = { method: 'POST', path: /\/tickets$/ };
    sandbox().faults.next({ match: post, status: 400, body: { errors: ['subject is too loud'] } });
    await press('ControlOrMeta+Enter');
    await eventually(async () =>
      assert.match(await form().alert.innerText(), /not created.*subject is too loud/),
    );
    await workbench().screenshot('form-ticket-refused');
    assert.equal(await form().field('message').inputValue(), 'Do not lose me');
    assert.equal(await form().field('requester.mail').inputValue(), 'bo@mail.test');
    assert.equal(await form().submit.isEnabled(), true);

    sandbox().faults.next({ match: post, delayMs: 1500 });
    await press('ControlOrMeta+Enter');
    await workbench().webview().getByRole('status').getByText('Saving…').waitFor();
    assert.equal(await form().submit.isEnabled(), false);
    await workbench().screenshot('form-ticket-saving');
    await workbench().notifications.waitFor('was created');
    assert.equal((await tickets('After a refusal')).length, 1);
    await workbench().notifications.close('was created');
  });

  it('show hostile names as plain text', async () => {
    await open('Create Ticket', 'requester.mail');
    const names = await form().field('assignee.id').locator('option').allInnerTexts();
    assert.ok(
      names.some((name) => name.includes('$(trash) Nils <b>Ødegård</b>')),
      names.join('\n'),
    );
    const hostile = 'x" onfocus="document.title=1" <img src=x onerror=alert(1)>';
    await form().field('tags').fill(hostile);
    await form().button('Add').click();
    await form().button(`Remove ${hostile}`).waitFor();
    assert.equal(await workbench().webview().locator('main :is(b, img, script)').count(), 0);
    await form().button(`Remove ${hostile}`).click();
    await form().focus('tags').waitFor();
    await press('ControlOrMeta+W');
  });
});
