import assert from 'node:assert/strict';
import { detailPageOf, openByClick, type DetailPage } from './support/detailPage';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { signedInWorkbench } from './support/signedIn';
import { callAs, makeTicket } from './support/writtenTicket';

describe('An account that can change only tags', () => {
  const sandbox = useSandbox({ tickets: 40, agents: 4, updateTicket: 405 });
  const ids: string[] = [];
  const workbench = use(async () => {
    ids.push(await makeTicket(sandbox(), 'Lamp flickers'));
    return await signedInWorkbench(sandbox());
  });
  const page = (): DetailPage => detailPageOf(workbench());

  before(() => openByClick(workbench(), 'Lamp flickers'));

  it('names what it supports instead, and keeps the text', async () => {
    await page().field('message').fill('Try another bulb');
    await page().button('Send Reply').click();
    const alert = page().reply.getByRole('alert');
    await eventually(async () => assert.match(await alert.innerText(), /does not support “Message”/));
    assert.match(await alert.innerText(), /This account supports “Tags” instead\./);
    assert.equal(await page().field('message').inputValue(), 'Try another bulb');
    await workbench().screenshot('detail-unsupported');
  });

  it('refuses again without another call', async () => {
    sandbox().calls.reset();
    await page().field('subject').fill('Lamp flickers again');
    await page().button('Save Changes').click();
    const alert = page().fields.getByRole('alert');
    await eventually(async () => assert.match(await alert.innerText(), /does not support “Subject”/));
    assert.equal(sandbox().calls.byRoute['PUT /tickets/:id'], undefined);
    await page().fields.getByRole('button', { name: 'Discard' }).click();
  });

  it('still changes tags', async () => {
    await page().field('tags').fill('lamps');
    await page().field('tags').press('Enter');
    await page().button('Save Changes').click();
    await eventually(async () =>
      assert.deepEqual((await callAs(sandbox(), 'GET', `/tickets/${ids[0] ?? ''}`)).tags, ['lamps']),
    );
    assert.equal(await page().field('message').inputValue(), 'Try another bulb');
  });
});
