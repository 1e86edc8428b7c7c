import assert from 'node:assert/strict';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { signedInWorkbench } from './support/signedIn';

const list = { method: 'GET', path: /\/tickets$/ } as const;

describe('Unexpected API responses', () => {
  const sandbox = useSandbox({ tickets: 20_000, agents: 3 });
  const workbench = use(() => signedInWorkbench(sandbox()));
  const tickets = () => workbench().view('Tickets');
  const rows = () => tickets().rows();
  const first = async (): Promise<string | undefined> => (await rows())[0]?.label;

  async function failsWith(why: RegExp): Promise<void> {
    await tickets().clickTitleAction('Refresh Tickets');
    await eventually(async () => assert.equal(await first(), 'Try again'), { timeout: 120_000 });
    assert.match((await rows())[0]?.description ?? '', why);
    assert.ok((await rows()).length > 5, 'the rows stay');
    sandbox().faults.clear();
    await tickets().row('Try again').click();
    await eventually(async () => assert.equal(await first(), 'Open'));
  }

  it('list 20,000 tickets with one call per status', async () => {
    await eventually(async () => assert.ok(Number((await rows())[0]?.description.replace(/\D/g, '')) > 5000));
    assert.equal(sandbox().calls.byRoute['GET /tickets'], 4);
    await workbench().screenshot('tickets-20000');
  });

  it('report a server error (500)', async () => {
    sandbox().faults.next({ match: list, times: 9, status: 500 });
    await failsWith(/answered with an error \(500\)/);
  });

  it('report the rate limit (429)', async () => {
    sandbox().faults.next({ match: list, times: 9, status: 429, retryAfter: 1 });
    await failsWith(/rate limit reached/);
  });

  it('report a page instead of data (HTML)', async () => {
    sandbox().faults.next({ match: list, times: 9, html: true });
    await failsWith(/proxy or login page/);
  });

  it('report a timeout', async () => {
    sandbox().faults.next({ match: list, times: 9, hang: true });
    await failsWith(/request timed out after 15 seconds/);
  });

  it('show a ticket with missing fields as a marked row among complete ones', async () => {
    const whole = {
      id: 'WHOLE',
      subject: 'A whole one',
      status: 'open',
      requester: { mail: 'kim@mail.test' },
    };
    const body = { tickets: [{ id: 'BARE1' }, 7, { ...whole, tags: 'not a list' }], total: 3, pages: 1 };
    sandbox().faults.next({ match: list, times: 4, status: 200, body });
    await workbench().runCommand('LiveChat: Search Tickets');
    await workbench().quickInput.fill('odd');
    await workbench().quickInput.accept();
    await eventually(async () => {
      const labels = (await rows()).slice(1, 4).map(({ label }) => label);
      assert.deepEqual(labels, ['(no subject)', 'Unreadable ticket', 'A whole one']);
    });
    assert.match(await tickets().hover('A whole one'), /Missing or unreadable: .*tags/);
    await workbench().screenshot('tickets-malformed-rows');
  });
});
