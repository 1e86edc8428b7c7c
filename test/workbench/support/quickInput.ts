import type { Locator, Page } from 'playwright-core';
import type { DomElement } from './domElement';
import { eventually } from './eventually';

export interface QuickInputItem {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

/** Drives the quick input of a window: pick lists and input boxes. */
export interface QuickInput {
  readonly locator: Locator;
  /** The text box, e.g. to check its type. */
  readonly input: Locator;
  /** Waits until the quick input shows this title; ignores a step counter `(1/3)`. */
  waitForTitle(title: string): Promise<void>;
  /** The title with its step counter; empty without one. */
  title(): Promise<string>;
  value(): Promise<string>;
  placeholder(): Promise<string>;
  /** Whether the input is masked. */
  isPassword(): Promise<boolean>;
  fill(text: string): Promise<void>;
  /** Enter. */
  accept(): Promise<void>;
  /** Escape. */
  cancel(): Promise<void>;
  /** The back arrow. */
  back(): Promise<void>;
  /** The prompt or the validation message below the box. */
  message(): Promise<string>;
  /** The validation message, if the input is invalid. */
  validationMessage(): Promise<string | undefined>;
  items(): Promise<QuickInputItem[]>;
  /** Clicks the first item whose label contains the text. */
  pick(label: string): Promise<void>;
  isOpen(): Promise<boolean>;
  waitUntilClosed(): Promise<void>;
}

export function quickInputOf(page: Page): QuickInput {
  const widget = page.locator('.quick-input-widget');
  const input = widget.locator('.quick-input-box input');
  const message = widget.locator('.quick-input-message');
  const list = widget.locator('.quick-input-list');
  const titleText = () => widget.locator('.quick-input-title').innerText();
  return {
    locator: widget,
    input,
    waitForTitle: (title) =>
      eventually(async () => {
        const shown = (await widget.isVisible()) ? await titleText() : undefined;
        if (shown?.replace(/ \(\d+\/\d+\)$/, '') !== title) {
          throw new Error(`the quick input shows ${JSON.stringify(shown)}, not ${JSON.stringify(title)}`);
        }
      }),
    title: async () => (await titleText()).trim(),
    value: () => input.inputValue(),
    placeholder: async () => (await input.getAttribute('placeholder')) ?? '',
    isPassword: async () => (await input.getAttribute('type')) === 'password',
    fill: (text) => input.fill(text),
    accept: () => input.press('Enter'),
    cancel: () => page.keyboard.press('Escape'),
    back: () => widget.locator('.codicon-quick-input-back').click(),
    message: async () => ((await message.isVisible()) ? (await message.innerText()).trim() : ''),
    validationMessage: async () => {
      const refused = await widget.locator('.monaco-inputbox.error, .monaco-inputbox.warning').count();
      return refused > 0 && (await message.isVisible()) ? (await message.innerText()).trim() : undefined;
    },
    items: () =>
      list.locator('.monaco-list-row').evaluateAll((rows: DomElement[]) =>
        rows.map((row) => {
          const text = (selector: string) => row.querySelector(selector)?.textContent ?? '';
          return {
            label: text('.quick-input-list-row:first-child .label-name'),
            description: text('.quick-input-list-row:first-child .label-description'),
            detail: text('.quick-input-list-label-meta .label-name'),
          };
        }),
      ),
    pick: (label) => list.locator('.monaco-list-row', { hasText: label }).first().click(),
    isOpen: () => widget.isVisible(),
    waitUntilClosed: () => widget.waitFor({ state: 'hidden' }),
  };
}
