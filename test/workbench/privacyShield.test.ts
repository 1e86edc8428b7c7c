import assert from 'node:assert/strict';
import { detailPageOf, findTicket, openByClick } from './support/detailPage';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { signedInWorkbench } from './support/signedIn';
import { visitorCardOf } from './support/visitorCard';
import { callAs, makeTicket } from './support/writtenTicket';

const personal = /Kim Lee|kim@mail\.test/i;

describe('The privacy shield', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  let id = '';
  const workbench = use(async () => {
    await makeTicket(sandbox(), 'Earlier order of Kim Lee');
    id = await makeTicket(sandbox(), 'Zipper of Kim Lee', 'Please write to kim@mail.test. Kim Lee');
    return await signedInWorkbench(sandbox());
  });
  const page = () => detailPageOf(workbench());
  const rowOfTicket = async () => {
    const rows = await workbench().view('Tickets').rows();
    const row = rows.find(({ label }) => label.startsWith('Zipper of'));
    assert.ok(row, JSON.stringify(rows));
    return row;
  };
  const shieldItem = async (): Promise<string> => {
    const items = await workbench().statusBar();
    return items.map(({ text }) => text).find((text) => text.includes('Shield')) ?? '';
  };

  it('is off at first, and says so in the status bar', async () => {
    await openByClick(workbench(), 'Zipper of Kim Lee');
    assert.match((await rowOfTicket()).description, /Kim Lee/);
    assert.match(await shieldItem(), /Shield Off/);
    assert.equal(await page().field('requester.mail').inputValue(), 'kim@mail.test');
    const { entries, note } = visitorCardOf(page().frame);
    await entries.filter({ hasText: 'Earlier order of Kim Lee' }).waitFor();
    await note.fill('Kim Lee is in a hurry.');
    const errors = ['Kim Lee <kim@mail.test> is blocked'];
    sandbox().faults.next({ match: { method: 'PUT' }, status: 403, body: { errors } });
    await page().field('status').selectOption('pending');
    await page().button('Save Changes').click();
    await page().fields.getByRole('alert').filter({ hasText: 'Kim Lee' }).waitFor();
  });

  it('masks row, hover, tab and panel when it is switched on by keyboard', async () => {
    await workbench().runCommand('LiveChat: Toggle Privacy Shield');
    await eventually(async () => {
      assert.match(await shieldItem(), /Shield On/);
      const { label, description, aria } = await rowOfTicket();
      assert.match(label, /^Zipper of Requester [A-Z2-9]{6}$/);
      assert.doesNotMatch([label, description, aria].join('\n'), personal);
      assert.doesNotMatch((await workbench().tabs()).join('\n'), personal);
      assert.doesNotMatch(await page().frame.locator('body').innerText(), personal);
    });
    assert.equal(await page().field('requester.mail').count(), 0);
    assert.match(await page().fields.getByRole('alert').innerText(), /Requester \w{6}\W+is blocked/);
    const { element } = visitorCardOf(page().frame);
    assert.match(await element.innerText(), /Earlier order of Requester [^]*Requester \w+ is in a hurry\./);
    await workbench().screenshot('privacy-shield-on');
    assert.doesNotMatch(await workbench().view('Tickets').hover('Zipper of'), personal);
  });

  it('saves a change without the hidden fields, and shows them on request', async () => {
    await page().field('status').selectOption('pending');
    await page().button('Save Changes').click();
    await eventually(async () => {
      const ticket = await callAs(sandbox(), 'GET', `/tickets/${id}`);
      assert.equal(ticket.status, 'pending');
      assert.equal(ticket.subject, 'Zipper of Kim Lee');
    });
    await page().button('Show').click();
    await eventually(async () =>
      assert.equal(await page().field('requester.mail').inputValue(), 'kim@mail.test'),
    );
  });

  it('shows everything again when it is switched off in the status bar', async () => {
    await workbench().clickStatusBar('Shield On');
    await eventually(async () => assert.match((await rowOfTicket()).label, /Kim Lee/));
    await page().waitFor('Zipper of Kim Lee');
    await eventually(async () =>
      assert.equal(await visitorCardOf(page().frame).note.inputValue(), 'Kim Lee is in a hurry.'),
    );
    await findTicket(workbench(), 'Zipper of Kim Lee');
    await workbench().screenshot('privacy-shield-off');
  });
});
