import assert from 'node:assert/strict';
import { seriousViolations } from './support/accessibility';
import { detailPageOf, openByClick, type DetailPage } from './support/detailPage';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { keyboardOf } from './support/keyboard';
import { signedInWorkbench } from './support/signedIn';
import { visitorCardOf } from './support/visitorCard';
import { makeTicket } from './support/writtenTicket';

const earlier = 8;
const shownFirst = 5;

describe('The visitor card, by keyboard alone', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3 });
  const workbench = use(async () => {
    for (let at = 1; at <= earlier; at += 1) await makeTicket(sandbox(), `Earlier order ${at}`);
    await makeTicket(sandbox(), 'Zipper stuck', 'It broke.');
    return await signedInWorkbench(sandbox());
  });
  const page = (): DetailPage => detailPageOf(workbench());
  const card = () => visitorCardOf(page().frame);
  const press = (key: string) => workbench().page.keyboard.press(key);
  const focused = () => page().frame.locator(':focus');
  const hasFocus = async (element: ReturnType<typeof focused>): Promise<void> =>
    await element.and(focused()).waitFor({ timeout: 5_000 });
  /** Presses Tab once: the order of the stops is what the person gets. */
  const tabTo = async (element: ReturnType<typeof focused>, key = 'Tab'): Promise<void> => {
    await press(key);
    await hasFocus(element);
  };

  before(async () => {
    await openByClick(workbench(), 'Zipper stuck');
    await eventually(async () => assert.equal(await card().entries.count(), shownFirst));
  });

  it('has a region, headings, lists and controls with names', async () => {
    const { element, note } = card();
    await page().frame.getByRole('region', { name: 'Visitor Card' }).waitFor();
    const headings = await element.getByRole('heading').allInnerTexts();
    assert.deepEqual(headings, ['Visitor Card', 'Earlier Tickets and Chats', 'Your Notes']);
    const list = element.getByRole('list', { name: 'Earlier Tickets and Chats' });
    assert.equal(await list.getByRole('listitem').count(), shownFirst);
    for (const entry of await list.getByRole('button', { name: /^Earlier order \d Ticket Open / }).all())
      assert.ok(await entry.isVisible());
    assert.equal(await list.getByRole('button', { name: /^Earlier order/ }).count(), shownFirst);
    assert.match(String(await note.getAttribute('aria-describedby')), /visitor-note-help/);
    assert.deepEqual(await seriousViolations(workbench().page), []);
  });

  it('is reached from the fields of the ticket, entry by entry, forwards and back', async () => {
    await page().fields.getByRole('button').last().focus();
    for (let at = 0; at < shownFirst; at += 1) await tabTo(card().entries.nth(at));
    await workbench().screenshot('visitor-card-focus');
    await tabTo(card().element.getByRole('button', { name: 'Show 3 more' }));
    await tabTo(card().search);
    await tabTo(card().note);
    await tabTo(card().search, 'Shift+Tab');
    await tabTo(card().element.getByRole('button', { name: 'Show 3 more' }), 'Shift+Tab');
  });

  it('shows further entries, and moves the focus to the first of them', async () => {
    await press('Enter');
    await hasFocus(card().entries.nth(shownFirst));
    assert.equal(await card().entries.count(), earlier);
    await tabTo(card().entries.nth(shownFirst + 1));
    await tabTo(card().entries.nth(shownFirst + 2));
    await tabTo(card().search);
  });

  it('searches LiveChat, says what was found, and leaves the focus on the button', async () => {
    await press('Enter');
    const status = card()
      .element.getByRole('status')
      .filter({ hasText: /^Searched LiveChat at/ });
    await status.waitFor();
    await hasFocus(card().search);
  });

  it('takes a note, which does not trap the focus', async () => {
    await tabTo(card().note);
    await workbench().page.keyboard.type('Prefers calls, says Kim Lee.');
    await press('Tab');
    await eventually(async () => assert.equal(await card().note.and(focused()).count(), 0));
    await tabTo(card().note, 'Shift+Tab');
    assert.equal(await card().note.inputValue(), 'Prefers calls, says Kim Lee.');
  });

  it('shows a note that the shield hides, and moves the focus to it', async () => {
    await keyboardOf(workbench()).run('LiveChat: Toggle Privacy Shield');
    const show = card().element.getByRole('button', { name: 'Show Note' });
    await show.waitFor();
    await card().search.focus();
    await tabTo(show);
    await workbench().screenshot('visitor-card-masked');
    await press('Enter');
    await hasFocus(card().note);
    assert.equal(await card().note.inputValue(), 'Prefers calls, says Kim Lee.');
    await keyboardOf(workbench()).run('LiveChat: Toggle Privacy Shield');
    await show.waitFor({ state: 'hidden' });
  });

  it('opens an earlier ticket', async () => {
    await card().entries.filter({ hasText: 'Earlier order 3' }).focus();
    await press('Enter');
    await page().waitFor('Earlier order 3');
    await eventually(async () =>
      assert.equal(await card().entries.filter({ hasText: 'Zipper stuck' }).count(), 1),
    );
  });
});
