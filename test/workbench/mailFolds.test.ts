import assert from 'node:assert/strict';
import { blocks, replies } from '../unit/mail/support/mails';
import { seriousViolations } from './support/accessibility';
import { detailPageOf, type DetailPage } from './support/detailPage';
import { use, useSandbox } from './support/fixtures';
import { signedInWorkbench } from './support/signedIn';
import { themeKinds } from './support/theme';
import { callAs, makeTicket } from './support/writtenTicket';

describe('Ticket that began as an e-mail', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const subject = 'Rückgabe und câmbio';
  const english = `Where is my order?\n\nSent from my iPhone\n\n${replies.en}\n\n> We sent it on Monday.\n>\n> Ana\n`;
  const portuguese = `Ainda não chegou.\nDe: R$ 100\nPara: R$ 120\n\nEnviado do meu iPhone\n\n${blocks.pt}\n\nO pedido saiu ontem.\n`;
  const german = `Danke!\n\n-- \nKim Lee\nTel. +49 30 123456\n\n${replies.de}\n\nDie Bestellung ist unterwegs.\n`;
  let id = '';
  const workbench = use(async () => {
    const encoded = '=?UTF-8?Q?R=C3=BCckgabe?= =?iso-8859-1?Q?_und_c=E2mbio?=';
    id = await makeTicket(sandbox(), encoded, english);
    await callAs(sandbox(), 'PUT', `/tickets/${id}`, { message: portuguese });
    await callAs(sandbox(), 'PUT', `/tickets/${id}`, { message: german });
    return await signedInWorkbench(sandbox());
  });
  const page = (): DetailPage => detailPageOf(workbench());
  const summary = (index: number) => page().events.nth(index).locator('summary');
  const labelsOf = (index: number): Promise<string[]> => summary(index).allInnerTexts();
  const isVisible = (text: string): Promise<boolean> => page().frame.getByText(text).isVisible();

  it('folds quotations, signatures and phone lines in three languages, under its decoded subject', async () => {
    await workbench()
      .view('Tickets')
      .openRow(subject, page().frame.locator('h1', { hasText: subject }));
    assert.equal(await page().frame.locator('h1').innerText(), subject);
    const rows = await workbench().view('Tickets').rows();
    assert.ok(rows.some(({ label }) => label.includes(subject)));
    assert.deepEqual(await labelsOf(0), ['Device signature', 'Quoted text, 5 lines']);
    assert.deepEqual(await labelsOf(1), ['Device signature', 'Quoted text, 6 lines']);
    assert.deepEqual(await labelsOf(2), ['Signature, 3 lines', 'Quoted text, 3 lines']);
    for (const text of ['Where is my order?', 'De: R$ 100', 'Para: R$ 120', 'Danke!']) {
      assert.ok(await isVisible(text), text);
    }
    for (const text of ['We sent it on Monday.', 'O pedido saiu ontem.', 'unterwegs', 'Tel. +49']) {
      assert.equal(await isVisible(text), false, text);
    }
  });

  it('opens a fold with a click and with Enter, and says what it is and whether it is open', async () => {
    const quoted = summary(0).filter({ hasText: 'Quoted text, 5 lines' });
    await quoted.click();
    await page().frame.getByText('We sent it on Monday.').waitFor({ state: 'visible' });
    await quoted.click();
    await page().frame.getByText('We sent it on Monday.').waitFor({ state: 'hidden' });
    const other = summary(1).filter({ hasText: 'Quoted text, 6 lines' });
    await summary(1).first().focus();
    await workbench().page.keyboard.press('Tab');
    assert.equal(await page().frame.locator('summary:focus').innerText(), await other.innerText());
    await workbench().page.keyboard.press('Enter');
    await page().frame.getByText('O pedido saiu ontem.').waitFor({ state: 'visible' });
    await workbench().page.keyboard.press('Space');
    await page().frame.getByText('O pedido saiu ontem.').waitFor({ state: 'hidden' });
    assert.match(await page().frame.locator('details').first().ariaSnapshot(), /Device signature/);
  });

  it('keeps a fold open when its message is drawn again, and the others closed', async () => {
    await summary(0).filter({ hasText: 'Quoted text, 5 lines' }).click();
    const ticket = await callAs(sandbox(), 'GET', `/tickets/${id}`);
    const events = ticket.events.map((event) => ({ ...event, author: { name: 'Kim L.', type: 'client' } }));
    const path = `/tickets/${id}`;
    sandbox().faults.next({ match: { method: 'GET', path }, status: 200, body: { ...ticket, events } });
    await page().frame.getByRole('button', { name: 'Refresh' }).click();
    await page().events.first().getByText('Kim L.').waitFor();
    assert.ok(await isVisible('We sent it on Monday.'));
    assert.equal(await page().frame.locator('details[open]').count(), 1);
    await summary(0).filter({ hasText: 'Quoted text, 5 lines' }).click();
  });

  it('is accessible in every theme, folded and open', async () => {
    await summary(2).last().click();
    for (const theme of themeKinds) {
      await workbench().setTheme(theme);
      await page().events.first().scrollIntoViewIfNeeded();
      await workbench().screenshot(`mail-folds-${theme}`);
      assert.deepEqual(await seriousViolations(workbench().page), [], theme);
    }
    await workbench().setTheme('light');
  });
});
