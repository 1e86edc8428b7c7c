import { l10n, window } from 'vscode';
import type { ScheduledItem } from '../../core/scheduling/scheduledItem';
import { offer } from '../messages/failureMessages';
import { noticeText, openLabel, summaryText, type ShownItems } from './scheduleTexts';

/** What can be done with an item of a notice. */
export interface NoticeActions {
  /** Shows the list. */
  show(): Promise<unknown>;
  open(item: ScheduledItem): Promise<unknown>;
  edit(item: ScheduledItem): Promise<unknown>;
  /** Asks for a new time. */
  move(item: ScheduledItem): Promise<unknown>;
  /** Asks first if a text would be lost. */
  remove(item: ScheduledItem): Promise<unknown>;
  /** The user need not be notified again. */
  done(item: ScheduledItem): Promise<unknown>;
  /** Whether the account of an item is active; otherwise shows a warning. */
  isOwn(item: ScheduledItem): boolean;
  /** The name of an item’s account, if another one is active. */
  otherAccount(item: ScheduledItem): string | undefined;
  /** Whether the text of a reply that waited in its composer is kept as a draft, which it should be. */
  keep(item: ScheduledItem): Promise<boolean>;
}

/** Shows what the user has to decide on, and waits for the answers. */
export async function showNotices(
  items: readonly ScheduledItem[],
  shown: ShownItems,
  actions: NoticeActions,
): Promise<void> {
  // The list does not have replies that waited in a composer.
  const delayed = items.filter(({ kind }) => kind === 'delayed');
  const listed = items.filter(({ kind }) => kind !== 'delayed');
  await Promise.all([
    ...delayed.map((item) => showOnce(item, shown, actions)),
    showListed(listed, shown, actions),
  ]);
}

async function showListed(
  items: readonly ScheduledItem[],
  shown: ShownItems,
  actions: NoticeActions,
): Promise<void> {
  const [item, ...others] = items;
  if (!item) return;
  if (others.length > 0) {
    const open = { title: l10n.t('Show List'), run: () => actions.show() };
    await offer(window.showWarningMessage, summaryText(items, shown), [open]);
  } else if (item.kind === 'reminder') await showOnce(item, shown, actions);
  else {
    await offer(window.showWarningMessage, noticeText(item, shown, false, actions.otherAccount(item)), [
      {
        title: openLabel(item),
        run: () => (item.state === 'unsent' ? actions.edit(item) : actions.open(item)),
      },
      { title: l10n.t('Discard'), run: () => actions.remove(item) },
    ]);
  }
}

/** A notice that is not shown again once it is answered or closed. */
async function showOnce(item: ScheduledItem, shown: ShownItems, actions: NoticeActions): Promise<void> {
  const [open, snooze] = [openLabel(item), l10n.t('Snooze…')];
  const isKept = item.kind === 'delayed' && (await actions.keep(item));
  const text = noticeText(item, shown, isKept, actions.otherAccount(item));
  const answer = await (item.kind === 'reminder'
    ? window.showInformationMessage(text, open, snooze)
    : window.showWarningMessage(text, open));
  if (answer === snooze) {
    // Without a new time it stays.
    await actions.move(item);
    return;
  }
  if (answer === open && !actions.isOwn(item)) return;
  await actions.done(item);
  if (answer === open) await actions.open(item);
}
