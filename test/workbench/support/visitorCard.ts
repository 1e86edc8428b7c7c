import type { FrameLocator, Locator } from 'playwright-core';

/** Drives the visitor card of an open ticket or chat. */
export interface VisitorCardPage {
  readonly element: Locator;
  readonly entries: Locator;
  readonly note: Locator;
  readonly search: Locator;
}

export function visitorCardOf(frame: FrameLocator): VisitorCardPage {
  const element = frame.locator('.visitor-card');
  return {
    element,
    entries: element.locator('button.entry'),
    note: element.getByRole('textbox', { name: 'Your Notes' }),
    search: element.getByRole('button', { name: 'Search LiveChat' }),
  };
}
