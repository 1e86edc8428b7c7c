import assert from 'node:assert/strict';
import { eventually } from './eventually';
import type { WorkbenchWindow } from './workbenchWindow';

/** What a person without a mouse does in a window. */
export interface Keyboard {
  press(key: string): Promise<void>;
  type(text: string): Promise<void>;
  /** Runs a command of the palette by its title, such as `LiveChat: Sign In`. */
  run(title: string): Promise<void>;
  /** Types into the open list, in place of what it had. */
  search(text: string): Promise<void>;
  /** Types into the open list until its first row has this label, and accepts that row. */
  pick(text: string, label?: string): Promise<void>;
  /** Chooses an entry of the context menu of the row that has the focus. @param focusRow gives it the focus */
  menu(entry: string, focusRow: () => Promise<void>): Promise<void>;
}

export function keyboardOf({ page, quickInput }: Pick<WorkbenchWindow, 'page' | 'quickInput'>): Keyboard {
  const press = (key: string): Promise<void> => page.keyboard.press(key);
  const type = (text: string): Promise<void> => page.keyboard.type(text);
  const isFirst = async (label: string, timeout: number): Promise<void> =>
    eventually(async () => assert.equal((await quickInput.items())[0]?.label.trim(), label), { timeout });
  const search = async (text: string): Promise<void> =>
    eventually(async () => {
      // What is typed before the input has the focus goes elsewhere.
      await quickInput.locator.locator('input:focus').waitFor({ timeout: 5_000 });
      // The palette may still be open, and would get what is typed.
      assert.ok(!(await quickInput.value()).startsWith('>'));
      await press('Control+A');
      await type(text);
      assert.equal(await quickInput.value(), text);
    });
  return {
    press,
    type,
    search,
    run: async (title) => {
      // The palette does not notice commands that are registered while it is open.
      await eventually(async () => {
        await press('Escape');
        await press('F1');
        // A panel's page passes the key on, and would get what is typed until the palette is there.
        await quickInput.locator.locator('input:focus').waitFor({ timeout: 5_000 });
        await type(title);
        await isFirst(title, 5_000);
      });
      await press('Enter');
    },
    pick: async (text, label = text) => {
      await search(text);
      await isFirst(label, 20_000);
      await press('Enter');
    },
    menu: async (entry, focusRow) => {
      const menu = page.locator('.monaco-menu').first();
      const chosen = menu
        .locator('.action-item.focused')
        .filter({ has: page.getByText(entry, { exact: true }) });
      await eventually(async () => {
        // A view that is drawn again closes the menu.
        if (await menu.isVisible()) await press('Escape');
        await focusRow();
        await press('Shift+F10');
        await menu.getByRole('menuitem').first().waitFor({ timeout: 5_000 });
        const count = await menu.getByRole('menuitem').count();
        for (let at = 0; at < count && !(await chosen.isVisible()); at += 1) await press('ArrowDown');
        await chosen.waitFor({ timeout: 1_000 });
      });
      await press('Enter');
      await menu.waitFor({ state: 'hidden' });
    },
  };
}
