import assert from 'node:assert/strict';
import { detailPageOf } from './support/detailPage';
import { use, useSandbox } from './support/fixtures';
import { signedInWorkbench } from './support/signedIn';
import { callAs } from './support/writtenTicket';

describe('A page that opens in the browser', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const workbench = use(() => signedInWorkbench(sandbox()));
  const subject = 'Signed link';
  const url =
    'https://files.test/a%2Fb/Terms%20%26%20prices%23.pdf?name=a%26b%2Bc%23d&sig=x%2Fy%2Bz%3D&p=1+2';

  it('gets the address exactly as it is written', async () => {
    const requester = { mail: 'kim@mail.test', name: 'Kim Lee' };
    const source = { type: 'chat-window', url };
    await callAs(sandbox(), 'POST', '/tickets', { subject, message: 'Hello.', requester, source });
    const { page, dialog } = workbench();
    const context = page.context();
    await context.route('https://files.test/**', (route) => route.fulfill({ body: 'opened' }));
    await workbench().runCommand('LiveChat: Refresh Tickets');
    const detail = detailPageOf(workbench());
    await workbench()
      .view('Tickets')
      .openRow(subject, detail.frame.locator('h1', { hasText: subject }));
    const open = detail.frame.getByRole('button', { name: `Open in Browser… ${url}` });
    await open.first().click();
    await dialog.click('Open Page');
    const opened = context.waitForEvent('page');
    // The editor's own question.
    await dialog.click('Open');
    const other = await opened;
    await other.waitForURL(/files\.test/);
    assert.equal(other.url(), url);
    await other.close();
  });
});
