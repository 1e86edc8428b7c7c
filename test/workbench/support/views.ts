import type { Locator, Page } from 'playwright-core';
import type { DomElement } from './domElement';
import { eventually, type Patience } from './eventually';

export interface TreeRow {
  readonly label: string;
  readonly description: string;
  /** The accessible name: the tooltip, if there is one. */
  readonly aria: string;
  /** 1 for a root. */
  readonly level: number;
  /** Undefined for a leaf. */
  readonly expanded: boolean | undefined;
}

/** One view of the side bar. */
export interface View {
  readonly locator: Locator;
  /** The visible rows, from the top. */
  rows(): Promise<TreeRow[]>;
  /** The first row whose label contains the text. */
  row(label: string): Locator;
  /** Moves the pointer to a row until its hover appears, and returns the hover's text. */
  hover(label: string): Promise<string>;
  /** Clicks an icon that a row shows under the pointer. */
  clickInlineAction(label: string, action: string): Promise<void>;
  /** Clicks an icon in the view's title, or an entry behind its `...`. */
  clickTitleAction(action: string, options?: { readonly timeout: number }): Promise<void>;
  /** Opens a row's context menu and returns the titles of its entries. */
  openContextMenu(label: string): Promise<string[]>;
  /** Chooses an entry of a row's context menu, until what it opens is visible. */
  chooseInContextMenu(label: string, entry: string, opened: Locator): Promise<void>;
  /** Double-clicks a row until what it opens is visible. A single click would show a preview, which the next one replaces. */
  openRow(label: string, opened: Locator): Promise<void>;
  /** The welcome text, including buttons; `undefined` while there are rows. */
  welcomeText(): Promise<string | undefined>;
  welcomeButtons(): Promise<string[]>;
  clickWelcomeButton(label: string): Promise<void>;
  /** The line below the title: `TreeView.message`. */
  message(): Promise<string>;
  expand(): Promise<void>;
  /** Scrolls to the last rows: only rows that fit into the view are drawn. */
  scrollToEnd(): Promise<void>;
}

/** An action by its title; the editor adds the key binding, if there is one. */
function exactly(title: string): RegExp {
  return new RegExp(`^${title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}( \\(.+\\))?$`);
}

/** Opens a container of the activity bar, if it is not open already. */
export async function openView(page: Page, containerTitle: string): Promise<void> {
  const icon = page.locator('.activitybar .action-item[role=tab]', {
    has: page.locator(`.action-label[aria-label^=${JSON.stringify(containerTitle)}]`),
  });
  const title = page.locator('.part.sidebar .composite.title', { hasText: containerTitle });
  await icon.waitFor();
  await eventually(async () => {
    if (await title.isVisible()) return;
    // A click on the icon of an open container closes it, even if a reload is about to reopen it.
    await icon.click();
    await title.waitFor({ timeout: 5000 });
  });
  // The hover of the icon would cover the views and intercept every click there.
  await page.mouse.move(640, 300);
}

/** The number on a container's icon; empty without one. */
export async function badgeOf(page: Page, containerTitle: string): Promise<string> {
  const badge = page
    .locator('.activitybar .action-item[role=tab]', {
      has: page.locator(`.action-label[aria-label^=${JSON.stringify(containerTitle)}]`),
    })
    .locator('.badge-content');
  return (await badge.isVisible()) ? (await badge.innerText()).trim() : '';
}

/**
 * Chooses an entry of the open menu. With the keyboard: a new menu ignores clicks for a moment, and a second click may
 * hit what is below a menu that has just closed.
 */
export async function clickMenuEntry(page: Page, title: string, patience?: Patience): Promise<void> {
  const menu = page.locator('.monaco-menu').first();
  const entry = menu
    .locator('.action-item')
    .filter({ has: page.getByRole('menuitem', { name: title, exact: true }) });
  await eventually(async () => {
    await entry.hover({ timeout: 2000 });
    await entry.and(page.locator('.focused')).waitFor({ timeout: 1000 });
  }, patience);
  await page.keyboard.press('Enter');
  await menu.waitFor({ state: 'hidden' });
}

export function viewOf(page: Page, title: string): View {
  const pane = page
    .locator('.part.sidebar .pane')
    .filter({ has: page.locator('.pane-header h3.title').getByText(title, { exact: true }) });
  const header = pane.locator('.pane-header');
  const row = (label: string, icon = page.locator('*')) =>
    pane
      .locator('.monaco-list-row[role=treeitem]')
      .filter({ has: page.locator('.label-name', { hasText: label }) })
      .filter({ has: icon })
      .first();
  const welcome = pane.locator('.welcome-view-content');
  const openContextMenu = async (label: string): Promise<string[]> => {
    const menu = page.locator('.monaco-menu');
    const entries = menu.getByRole('menuitem');
    return await eventually(async () => {
      // An earlier menu would cover the row.
      if (await menu.isVisible()) await page.keyboard.press('Escape');
      // A row that is redrawn under the pointer opens no menu.
      await row(label).click({ button: 'right', timeout: 5000 });
      await entries.first().waitFor({ timeout: 5000 });
      return (await entries.allInnerTexts()).map((text) => text.trim());
    });
  };
  return {
    locator: pane,
    rows: () =>
      pane.locator('.monaco-list-row[role=treeitem]').evaluateAll((rows: DomElement[]) =>
        rows
          .map((element) => {
            const text = (selector: string) => element.querySelector(selector)?.textContent ?? '';
            const expanded = element.getAttribute('aria-expanded');
            return {
              index: Number(element.getAttribute('data-index')),
              label: text('.label-name'),
              description: text('.label-description'),
              aria: element.getAttribute('aria-label') ?? '',
              level: Number(element.getAttribute('aria-level')),
              expanded: expanded === null ? undefined : expanded === 'true',
            };
          })
          // The document contains the rows in the order in which they were drawn.
          .sort((a, b) => a.index - b.index)
          .map(({ index: _index, ...rest }) => rest),
      ),
    row: (label) => row(label),
    hover: (label) =>
      eventually(async (attempt) => {
        // The hover appears when the pointer enters the row, but not if the row is redrawn below it.
        // On its title: an action in the middle would show a hover of its own.
        await header.hover({ position: { x: 30, y: 10 } });
        await page.locator('.monaco-hover:visible').first().waitFor({ state: 'hidden', timeout: 5000 });
        await row(label).locator('.label-name').hover({ timeout: 5000 });
        // A delayed hover of another element, e.g. the container, may appear first.
        const hover = page.locator('.monaco-hover:visible').filter({ hasText: label }).first();
        await hover.waitFor({ timeout: 1200 * attempt });
        return await hover.innerText({ timeout: 1000 });
      }),
    clickInlineAction: async (label, action) => {
      const name = exactly(action);
      // Another row with the same label, such as that of a draft, has other icons.
      const target = row(label, page.getByRole('button', { name, includeHidden: true }));
      const icon = target.getByRole('button', { name });
      await eventually(async () => {
        // The icon goes with the pointer's row, if that is redrawn or moves.
        await target.hover({ timeout: 5000 });
        await icon.click({ timeout: 5000 });
      });
    },
    clickTitleAction: async (action, options) => {
      await header.hover(options);
      const icon = header.getByRole('button', { name: exactly(action) });
      if ((await icon.count()) > 0) {
        await icon.click(options);
        return;
      }
      // The menu closes if the actions are drawn again, such as after a change of context keys.
      await eventually(async () => {
        await header.hover(options);
        await header.locator('.codicon-toolbar-more').click(options);
        await clickMenuEntry(page, action, { timeout: 5000, ...options });
      }, options);
    },
    openContextMenu,
    chooseInContextMenu: (label, entry, opened) =>
      eventually(async () => {
        await openContextMenu(label);
        // A page that takes the focus closes the menu, and the entry does nothing if its row was redrawn meanwhile.
        await clickMenuEntry(page, entry, { timeout: 5000 });
        await opened.waitFor({ timeout: 10_000 });
      }),
    openRow: (label, opened) =>
      eventually(async () => {
        // A row that is redrawn under the pointer ignores the click.
        await row(label).dblclick({ timeout: 5000 });
        await opened.waitFor({ timeout: 10_000 });
      }),
    welcomeText: async () => ((await welcome.isVisible()) ? await welcome.innerText() : undefined),
    welcomeButtons: () => welcome.locator('.monaco-button').allInnerTexts(),
    clickWelcomeButton: (label) => welcome.getByRole('button', { name: label }).click(),
    message: async () => {
      const message = pane.locator('.tree-explorer-viewlet-tree-view .message');
      return (await message.isVisible()) ? (await message.innerText()).trim() : '';
    },
    expand: async () => {
      if ((await header.getAttribute('aria-expanded')) !== 'true') await header.click();
    },
    scrollToEnd: async () => {
      await pane.locator('.monaco-list').focus();
      await page.keyboard.press('End');
    },
  };
}
