import { errors, type Locator, type Page } from 'playwright-core';
import type { DomElement } from './domElement';
import { eventually, patienceMs } from './eventually';

export interface Toast {
  readonly text: string;
  readonly severity: 'info' | 'warning' | 'error';
  readonly buttons: string[];
}

/** The notifications. Those that are not shown as a toast are read in the notification center. */
export interface Notifications {
  /** The visible toasts. */
  all(): Promise<Toast[]>;
  /** All notifications that were not closed, newest first. Leaves the notification center open. */
  listAll(): Promise<Toast[]>;
  /** Waits for a notification that contains the text, and returns it. */
  waitFor(text: string): Promise<Toast>;
  click(text: string, button: string): Promise<void>;
  close(text: string): Promise<void>;
}

/** After this time without a toast, the notification center is opened. */
const toastMs = 5000;
const toastsSelector = '.notifications-toasts .notification-list-item';
const centerSelector = '.notifications-center.visible .notification-list-item';

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

export function notificationsOf(page: Page): Notifications {
  const center = page.locator('.notifications-center.visible');
  const bell = page.locator('[id="status.notifications"]');
  const notification = (text: string) =>
    page
      .locator(`${toastsSelector}, ${centerSelector}`)
      .filter({ has: page.locator('.notification-list-item-message', { hasText: text }) })
      .first();
  const openCenter = async (): Promise<void> => {
    await eventually(async () => {
      if (!(await center.isVisible())) await bell.click();
      await center.waitFor({ timeout: 2000 });
    });
  };
  /**
   * The editor shows at most three toasts at a time, none after three others within 800 ms, and each for 10 seconds
   * only. The notification center lists the others.
   */
  const inToastOrCenter = async <T>(use: (timeout: number) => Promise<T>): Promise<T> => {
    try {
      return await use(toastMs);
    } catch (error) {
      if (!(error instanceof errors.TimeoutError)) throw error;
    }
    await openCenter();
    return await use(patienceMs);
  };
  const closeCenter = async (): Promise<void> => {
    await eventually(async () => {
      if (await center.isVisible()) await bell.click();
      await center.waitFor({ state: 'hidden', timeout: 2000 });
    });
  };
  return {
    all: () => page.locator(toastsSelector).evaluateAll(readToasts),
    listAll: async () => {
      await openCenter();
      return await page.locator(centerSelector).evaluateAll(readToasts);
    },
    waitFor: async (text) => {
      const toast = await inToastOrCenter(async (timeout) => {
        await notification(text).waitFor({ timeout });
        const [toast] = await notification(text).evaluateAll(readToasts);
        if (!toast) throw new errors.TimeoutError(`${text} was hidden at once`);
        return toast;
      });
      await closeCenter();
      return toast;
    },
    click: (text, button) =>
      inToastOrCenter((timeout) =>
        notification(text).getByRole('button', { name: button, exact: true }).click({ timeout }),
      ),
    close: async (text) => {
      await inToastOrCenter(async (timeout) => {
        await notification(text).hover({ timeout });
        await notification(text).locator('.codicon-notifications-clear').click({ timeout });
      });
      await closeCenter();
    },
  };
}

/** Runs in the page, in one step: waiting for a toast that disappears would time out. */
function readToasts(items: DomElement[]): Toast[] {
  return items.map((item) => {
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
  });
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
