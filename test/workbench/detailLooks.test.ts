import assert from 'node:assert/strict';
import { pageFrameOf, seriousViolations } from './support/accessibility';
import { detailPageOf, findTicket, openByClick, type DetailPage } from './support/detailPage';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { themeKinds } from './support/theme';
import { signedInWorkbench } from './support/signedIn';
import { callAs, makeTicket } from './support/writtenTicket';
import { hostileTexts } from '../unit/support/hostileData';

/** The part of the page's globals that is used here. */
interface PageGlobals {
  readonly performance: { now(): number };
  readonly requestAnimationFrame: (step: () => void) => void;
  readonly scrollBy: (x: number, y: number) => void;
  readonly document: { readonly querySelectorAll: (selector: string) => { readonly length: number } };
}

describe('Ticket page', () => {
  const sandbox = useSandbox({ tickets: 40, agents: 4, longTicketEvents: 2000 });
  const subject = 'Looks of a ticket';
  const workbench = use(async () => {
    const id = await makeTicket(sandbox(), subject, 'שלום, היכן ההזמנה?\nOrder 48151 <b>please</b>');
    const change = (body: object) => callAs(sandbox(), 'PUT', `/tickets/${id}`, body);
    await change({ message: 'We look into it.', status: 'pending' });
    await change({ message: 'The warehouse has one left.', is_private: 1 });
    for (const { message } of hostileTexts) await change({ message });
    return await signedInWorkbench(sandbox());
  });
  const page = (): DetailPage => detailPageOf(workbench());
  const report: string[] = [];

  after(() => {
    // eslint-disable-next-line no-console -- figures in the test output
    for (const line of report) console.log(`      ${line}`);
  });

  it('looks right and is accessible in every theme', async () => {
    await openByClick(workbench(), subject);
    await page().field('private').check();
    await page().field('message').fill('Half a note');
    await page().field('requester.mail').fill('nobody');
    await page().button('Save Changes').click();
    await eventually(async () =>
      assert.equal(await page().field('requester.mail').getAttribute('aria-invalid'), 'true'),
    );
    for (const theme of themeKinds) {
      await workbench().setTheme(theme);
      await page().events.first().scrollIntoViewIfNeeded();
      await workbench().screenshot(`detail-top-${theme}`);
      assert.deepEqual(await seriousViolations(workbench().page), [], theme);
      await page().button('Add Private Note').scrollIntoViewIfNeeded();
      await workbench().screenshot(`detail-reply-${theme}`);
      await page().button('Save Changes').scrollIntoViewIfNeeded();
      await workbench().screenshot(`detail-fields-${theme}`);
    }
    await workbench().setTheme('light');
  });

  it('has landmarks, headings in order, names for its controls and live regions', async () => {
    const { frame } = page();
    assert.deepEqual(await frame.getByRole('heading', { level: 1 }).allInnerTexts(), [subject]);
    assert.deepEqual(await frame.getByRole('heading', { level: 2 }).allInnerTexts(), [
      'Conversation',
      'Private note',
      'Change Ticket',
      'Visitor Card',
      'Details',
    ]);
    assert.deepEqual(await frame.getByRole('heading', { level: 3 }).allInnerTexts(), [
      'Earlier Tickets and Chats',
      'Your Notes',
    ]);
    assert.equal(await frame.getByRole('main').count(), 1);
    for (const name of ['Conversation', 'Visitor Card', 'Details']) {
      assert.equal(await frame.getByRole('region', { name }).count(), 1, name);
    }
    for (const name of ['Private note', 'Change Ticket']) {
      assert.equal(await frame.getByRole('form', { name }).count(), 1, name);
    }
    assert.ok((await frame.getByRole('status').count()) >= 1);
  });

  it('shows hostile texts as plain text, without elements, links or handlers', async () => {
    const list = page().frame.locator('.events');
    assert.equal(await list.locator('a, img, script, iframe, b, [onmouseover], [onerror]').count(), 0);
    const texts = await list.locator('.text').allTextContents();
    assert.ok(texts.some((text) => text.includes('<script>document.body.textContent = "owned"</script>')));
    assert.ok(texts.some((text) => text.includes('![pixel](https://tracker.example/pixel.png)')));
    assert.ok(texts.every((text) => !/[\u202a-\u202e\u0007]/.test(text)));
    const said = list.locator('.text').first();
    assert.equal(await said.getAttribute('dir'), 'auto');
    assert.equal(await said.textContent(), 'שלום, היכן ההזמנה?\nOrder 48151 <b>please</b>');
    const titles = hostileTexts.map(({ subject: text }) => text).filter((text) => text.startsWith('<img'));
    await findTicket(workbench(), titles[0] ?? '');
    await workbench()
      .view('Tickets')
      .openRow('<img', page().frame.locator('h1', { hasText: '<img src=x' }));
    assert.equal(await page().frame.locator('h1 *').count(), 0);
    await workbench().screenshot('detail-hostile');
  });

  it('stays smooth and small with 2,000 events, newest first', async () => {
    await findTicket(workbench(), 'Long history');
    const start = Date.now();
    await workbench()
      .view('Tickets')
      .openRow('Long history', page().events.filter({ hasText: 'Answer 2000' }));
    report.push(`2,000 events: from the click to the newest message ${Date.now() - start} ms`);
    assert.equal(await page().events.count(), 50);
    const frame = await pageFrameOf(workbench().page);
    const count = () =>
      frame.evaluate(() => (globalThis as unknown as PageGlobals).document.querySelectorAll('*').length);
    const small = await count();
    assert.ok(small < 900, `${small} elements`);
    const earlier = page().frame.getByRole('button', { name: 'Earlier messages' });
    assert.equal(await earlier.innerText(), 'Earlier messages (1,950)');
    const before = Date.now();
    for (let left = 1950; left > 0; left -= 100) await earlier.click();
    await page().events.filter({ hasText: 'Question 1:' }).waitFor();
    const most = await count();
    report.push(
      `back to the first message, 100 a time: ${Date.now() - before} ms; ${small} to ${most} elements`,
    );
    assert.equal(await page().events.count(), 300);
    assert.ok(most < 3000, `${most} elements`);
    assert.equal(await earlier.isVisible(), false);
    await page().frame.getByRole('button', { name: 'Later messages (1,700)' }).click();
    await page().frame.getByRole('button', { name: 'Later messages (1,600)' }).waitFor();
    const slowest = await frame.evaluate(slowestStep);
    report.push(`slowest of 60 steps of scrolling through 300: ${Math.round(slowest)} ms`);
    assert.ok(slowest < 500, `${slowest} ms`);
  });

  it('distinguishes a deleted ticket from one that could not be loaded', async () => {
    const list = { method: 'GET', path: /\/tickets\/[A-Z0-9]+$/ } as const;
    await findTicket(workbench(), 'Long history');
    await workbench().page.locator('.tab', { hasText: 'Long history' }).click({ button: 'middle' });
    sandbox().faults.next({ match: list, times: 9, status: 404 });
    const notAvailable = page().frame.locator('.box.gone', { hasText: 'This ticket is not available.' });
    await workbench().view('Tickets').openRow('Long history', notAvailable);
    await workbench().screenshot('detail-not-found');
    sandbox().faults.clear();
    sandbox().faults.next({ match: list, times: 9, html: true });
    await page().button('Try again').click();
    await page().frame.locator('.box.failed', { hasText: 'The ticket could not be loaded.' }).waitFor();
    await workbench().screenshot('detail-failed');
    assert.deepEqual(await seriousViolations(workbench().page), []);
    sandbox().faults.clear();
    await page().button('Try again').click();
    await page().events.filter({ hasText: 'Answer 2000' }).waitFor();
  });
});

/** Scrolls up in 60 steps. @returns the longest time until a step was drawn, in milliseconds */
async function slowestStep(): Promise<number> {
  const { performance, requestAnimationFrame, scrollBy } = globalThis as unknown as PageGlobals;
  const nextFrame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()));
  let slowest = 0;
  for (let step = 0; step < 60; step++) {
    const start = performance.now();
    scrollBy(0, step < 30 ? 2500 : -2500);
    await nextFrame();
    await nextFrame();
    slowest = Math.max(slowest, performance.now() - start);
  }
  return slowest;
}
