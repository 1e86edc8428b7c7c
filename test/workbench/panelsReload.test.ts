import assert from 'node:assert/strict';
import type { DomElement } from './support/domElement';
import { detailPageOf, openByClick } from './support/detailPage';
import { eventually } from './support/eventually';
import { use, useSandbox } from './support/fixtures';
import { reloadWindow } from './support/persistence';
import { signedInWorkbench } from './support/signedIn';
import { visitorCardOf } from './support/visitorCard';
import { makeTicket } from './support/writtenTicket';

describe('Panels after a reload', () => {
  const sandbox = useSandbox({ tickets: 25, agents: 3, hostile: false });
  const subjects = ['Ticket Ash', 'Ticket Birch', 'Ticket Cedar'];
  const workbench = use(async () => {
    for (const subject of subjects) await makeTicket(sandbox(), subject);
    return await signedInWorkbench(sandbox());
  });
  /** The titles of each editor group; a pinned one is marked with `!`, the visible one of a group with `*`. */
  const groups = (): Promise<string[]> =>
    workbench()
      .page.locator('.editor-group-container')
      .evaluateAll((all: DomElement[]) =>
        all.map((group) =>
          Array.from(group.querySelectorAll('.tab'), (tab) => {
            const title = tab.querySelector('.label-name')?.textContent ?? '';
            const classes = tab.getAttribute('class') ?? '';
            const pinned = /\bsticky\b/.test(classes) ? '!' : '';
            return `${title}${pinned}${tab.getAttribute('aria-selected') === 'true' ? '*' : ''}`;
          }).join(', '),
        ),
      );
  const expected = ['Ticket Ash!*, Ticket Birch', 'Ticket Cedar*'];

  before(async () => {
    for (const subject of subjects) await openByClick(workbench(), subject);
  });

  it('are of one person, whom the visitor card shows with notes of one’s own', async () => {
    const { entries, note, element } = visitorCardOf(detailPageOf(workbench()).frame);
    await eventually(async () => {
      const texts = await entries.allInnerTexts();
      assert.equal(texts.length, 2, JSON.stringify(texts));
      assert.match(texts.join(), /Ticket Birch\s+Ticket\s+Open[^]*Ticket Ash\s+Ticket\s+Open/);
    });
    assert.match(await element.innerText(), /From what is kept on this machine since /);
    await note.focus();
    await workbench().page.keyboard.type('Prefers e-mail.');
    await workbench().setTheme('dark');
    await workbench().screenshot('visitor-card-dark');
    await workbench().setTheme('light');
    await entries.filter({ hasText: 'Ticket Ash' }).press('Enter');
    await detailPageOf(workbench()).waitFor('Ticket Ash');
    const other = visitorCardOf(detailPageOf(workbench()).frame);
    await eventually(async () => assert.equal(await other.note.inputValue(), 'Prefers e-mail.'));
    await workbench().page.locator('.tab', { hasText: 'Ticket Cedar' }).click();
    await detailPageOf(workbench()).waitFor('Ticket Cedar');
  });

  it('keep their groups and pins, and the notes', async () => {
    await workbench().runCommand('View: Move Editor into Next Group');
    await workbench().page.locator('.tab', { hasText: 'Ticket Ash' }).click();
    await workbench().runCommand('View: Pin Editor');
    await eventually(async () => assert.deepEqual(await groups(), expected));
    await reloadWindow(workbench());
    await eventually(async () => {
      const pages = await workbench().page.locator('iframe.webview.ready').all();
      const titles = pages.map((page) => page.contentFrame().frameLocator('#active-frame').locator('h1'));
      const shown = await Promise.all(titles.map((title) => title.innerText({ timeout: 1000 })));
      assert.deepEqual(shown.sort(), ['Ticket Ash', 'Ticket Cedar']);
      const notes = pages.map(
        (page) => visitorCardOf(page.contentFrame().frameLocator('#active-frame')).note,
      );
      const written = await Promise.all(notes.map((note) => note.inputValue({ timeout: 1000 })));
      assert.deepEqual(written, ['Prefers e-mail.', 'Prefers e-mail.']);
    });
    await eventually(async () => assert.deepEqual(await groups(), expected));
  });
});
