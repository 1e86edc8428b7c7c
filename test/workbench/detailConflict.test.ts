import assert from 'node:assert/strict';
import { detailPageOf, openByClick, type DetailPage } from './support/detailPage';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { onDisk, reloadWindow } from './support/persistence';
import { signedInWorkbench } from './support/signedIn';
import { callAs, makeTicket } from './support/writtenTicket';

/** A ticket that was read longer ago is read again before a change. */
const freshMs = 5000;

describe('Conflicting changes of a ticket', () => {
  const sandbox = useSandbox({ tickets: 40, agents: 4 });
  const ids: string[] = [];
  const workbench = use(async () => {
    ids.push(await makeTicket(sandbox(), 'Stove leaks'));
    return await signedInWorkbench(sandbox());
  });
  const id = (): string => ids[0] ?? '';
  const page = (): DetailPage => detailPageOf(workbench());
  const status = async (): Promise<string> => (await callAs(sandbox(), 'GET', `/tickets/${id()}`)).status;
  const tab = (title: string) => workbench().page.locator('.tab', { hasText: title });
  const diff = () => workbench().page.locator('.part.editor .monaco-diff-editor');

  /** Another user changes the ticket, and the panel's copy becomes stale. */
  async function saveBehind(theirs: string, mine: string): Promise<void> {
    await page().field('status').selectOption(mine);
    await callAs(sandbox(), 'PUT', `/tickets/${id()}`, { status: theirs });
    const readBefore = Date.now();
    await eventually(() => assert.ok(Date.now() - readBefore > freshMs));
    await page().button('Save Changes').click();
    await diff().waitFor();
  }

  before(() => openByClick(workbench(), 'Stove leaks'));

  it('are shown side by side as plain text, and nothing is sent', async () => {
    await saveBehind('pending', 'solved');
    const side = (name: string) => diff().locator(`.editor.${name} .view-lines`).innerText();
    await eventually(async () => assert.match(await side('original'), /Status:.Pending/));
    await eventually(async () => assert.match(await side('modified'), /Status:.Solved/));
    const { text, buttons } = await workbench().notifications.waitFor('Someone else has changed this ticket');
    assert.match(text, /changed this ticket: Status\./);
    assert.deepEqual(buttons, ['Save Anyway', 'Use Current Values']);
    await workbench().screenshot('detail-conflict-diff');
    assert.equal(await status(), 'pending');
  });

  it('can be resolved by taking the other version', async () => {
    await workbench().notifications.click('Someone else', 'Use Current Values');
    await diff().waitFor({ state: 'detached' });
    await page().waitFor('Stove leaks');
    await eventually(async () => assert.equal(await page().field('status').inputValue(), 'pending'));
    assert.equal(await status(), 'pending');
  });

  it('can be resolved by saving anyway, from the page', async () => {
    await saveBehind('open', 'solved');
    await workbench().page.locator('.tab', { hasText: 'Stove leaks' }).first().click();
    await page().button('Save Anyway').waitFor();
    await workbench().screenshot('detail-conflict-page');
    await page().button('Save Anyway').click();
    await eventually(async () => assert.equal(await status(), 'solved'));
    await diff().waitFor({ state: 'detached' });
    await eventually(async () => assert.equal(await page().button('Save Anyway').count(), 0));
    await eventually(async () => assert.equal(await page().fact('Status'), 'Solved'));
    await workbench().notifications.close('Someone else');
  });

  it('are found after a reload of the window', async () => {
    await page().field('status').selectOption('pending');
    await page().field('subject').fill('Stove leaks, still');
    await onDisk(workbench(), 'Stove leaks, still');
    await callAs(sandbox(), 'PUT', `/tickets/${id()}`, { status: 'open' });
    await reloadWindow(workbench());
    await eventually(async () =>
      assert.equal(await page().field('subject').inputValue({ timeout: 1000 }), 'Stove leaks, still'),
    );
    await page().button('Save Changes').click();
    await diff().waitFor();
    assert.match(
      (await workbench().notifications.waitFor('Someone else')).text,
      /changed this ticket: Status\./,
    );
    assert.equal(await status(), 'open');
    await workbench().notifications.click('Someone else', 'Use Current Values');
    await diff().waitFor({ state: 'detached' });
    await page().waitFor('Stove leaks');
    await page().button('Save Changes').click();
    await eventually(async () => assert.equal(await page().fact('Status'), 'Open'));
    await tab('Stove leaks, still').waitFor();
  });

  it('can be left open to continue editing, without loss', async () => {
    await saveBehind('pending', 'spam');
    await workbench().notifications.close('Someone else');
    await workbench().page.locator('.tab', { hasText: 'Stove leaks' }).first().click();
    await page().button('Keep Editing').click();
    await page().waitFor('Stove leaks');
    await eventually(async () => assert.equal(await page().field('status').inputValue(), 'spam'));
    assert.equal(await status(), 'pending');
  });
});
