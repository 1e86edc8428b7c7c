import assert from 'node:assert/strict';
import { eventually } from './eventually';
import type { WorkbenchWindow } from './workbenchWindow';

/** What a person without a mouse does in a window. */
export interface Keyboard {
  press(key: string): Promise<void>;
  type(text: string): Promise<void>;
  /** Runs a command of the palette by its title, such as `LiveChat: Sign In`. */
  run(title: string): Promise<void>;
  /** Types into the open list until its first row has this label, and accepts that row. */
  pick(text: string, label?: string): Promise<void>;
}

export function keyboardOf({ page, quickInput }: Pick<WorkbenchWindow, 'page' | 'quickInput'>): Keyboard {
  const press = (key: string): Promise<void> => page.keyboard.press(key);
  const type = (text: string): Promise<void> => page.keyboard.type(text);
  const isFirst = async (label: string, timeout: number): Promise<void> =>
    eventually(async () => assert.equal((await quickInput.items())[0]?.label.trim(), label), { timeout });
  return {
    press,
    type,
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
      await quickInput.locator.waitFor();
      await type(text);
      await isFirst(label, 20_000);
      await press('Enter');
    },
  };
}
