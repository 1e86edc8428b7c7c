import type { Locator, Page } from 'playwright-core';
import type { DomElement } from './domElement';

export interface Toast {
  readonly text: string;
  readonly severity: 'info' | 'warning' | 'error';
  readonly buttons: string[];
}

/** The notification toasts. */
export interface Notifications {
  all(): Promise<Toast[]>;
  /** Waits for a toast that contains the text, and returns it. */
  waitFor(text: string): Promise<Toast>;
  click(text: string, button: string): Promise<void>;
  close(text: string): Promise<void>;
}

export interface StatusBarItem {
  readonly id: string;
  readonly text: string;
  readonly aria: string;
}

/** A modal dialog. */
export interface Dialog {
  readonly locator: Locator;
  /** Waits for the dialog and returns its text. */
  text(): Promise<{ message: string; detail: string; buttons: string[] }>;
  click(button: string): Promise<void>;
}

export function toastsOf(page: Page): Notifications {
  const notifications = page.locator('.notifications-toasts .notification-list-item');
  const toast = (text: string) =>
    notifications.filter({ has: page.locator('.notification-list-item-message', { hasText: text }) }).first();
  const read = async (item: Locator): Promise<Toast> => {
    const icon = (await item.locator('.notification-list-item-icon').getAttribute('class')) ?? '';
    return {
      text: await item.locator('.notification-list-item-message').innerText(),
      severity: icon.includes('codicon-error')
        ? 'error'
        : icon.includes('codicon-warning')
          ? 'warning'
          : 'info',
      buttons: await item.locator('.notification-list-item-buttons-container .monaco-button').allInnerTexts(),
    };
  };
  return {
    // Read in one step: waiting for a toast that disappears would time out.
    all: () =>
      notifications.evaluateAll((items: DomElement[]) =>
        items.map((item): Toast => {
          const icon = item.querySelector('.notification-list-item-icon')?.getAttribute('class') ?? '';
          const buttons = item.querySelectorAll('.notification-list-item-buttons-container .monaco-button');
          return {
            text: item.querySelector('.notification-list-item-message')?.textContent ?? '',
            severity: icon.includes('codicon-error')
              ? 'error'
              : icon.includes('codicon-warning')
                ? 'warning'
                : 'info',
            buttons: Array.from(buttons, (button) => button.textContent),
          };
        }),
      ),
    waitFor: async (text) => {
      await toast(text).waitFor();
      return await read(toast(text));
    },
    click: (text, button) => toast(text).getByRole('button', { name: button, exact: true }).click(),
    close: async (text) => {
      await toast(text).hover();
      await toast(text).locator('.codicon-notifications-clear').click();
    },
  };
}

export function dialogOf(page: Page): Dialog {
  const box = page.locator('.monaco-dialog-box');
  return {
    locator: box,
    text: async () => {
      await box.waitFor();
      const detail = box.locator('.dialog-message-detail');
      return {
        message: await box.locator('.dialog-message-text').innerText(),
        detail: (await detail.isVisible()) ? await detail.innerText() : '',
        buttons: await box.locator('.dialog-buttons .monaco-button').allInnerTexts(),
      };
    },
    click: (button) => box.getByRole('button', { name: button, exact: true }).click(),
  };
}

/** The status bar items in document order. */
export function statusBarOf(page: Page): Promise<StatusBarItem[]> {
  return page.locator('.part.statusbar .statusbar-item').evaluateAll((items: DomElement[]) =>
    items.map((item) => ({
      id: item.id,
      text: item.textContent.trim(),
      aria: item.getAttribute('aria-label') ?? '',
    })),
  );
}
