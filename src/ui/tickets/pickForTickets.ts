import { l10n, window, type QuickPickItem } from 'vscode';
import { DisposableStore } from '../../core/base/disposable';
import { escapeIcons, oneLine } from '../../core/base/plainText';
import type { TicketSummary } from '../../core/domain/ticket';
import { pickStep } from '../shell/steps';
import { shownId } from '../messages/ticketLabels';

/** Which ticket, or how many. */
function titleFor(tickets: readonly TicketSummary[]): string {
  const [only] = tickets;
  return tickets.length === 1 && only
    ? l10n.t('Ticket {0}', shownId(only))
    : l10n.t('Tickets: {0}', tickets.length);
}

export interface ValueItem<T> extends QuickPickItem {
  readonly value: T;
}

/** Asks for one value for the tickets. */
export async function pickOne<T>(
  tickets: readonly TicketSummary[],
  placeholder: string,
  items: readonly ValueItem<T>[] | Promise<readonly ValueItem<T>[]>,
): Promise<T | undefined> {
  const result = await pickStep({ title: titleFor(tickets), placeholder, back: false, items });
  return result.kind === 'done' ? result.value.value : undefined;
}

/**
 * Asks for several names for the tickets.
 * @param mayType whether a name that is not listed can be entered
 */
export async function pickMany(
  tickets: readonly TicketSummary[],
  placeholder: string,
  names: Promise<readonly string[]>,
  mayType: boolean,
): Promise<readonly string[] | undefined> {
  const owned = new DisposableStore();
  const pick = owned.add(window.createQuickPick<ValueItem<string>>());
  try {
    pick.title = titleFor(tickets);
    pick.placeholder = placeholder;
    pick.canSelectMany = true;
    pick.ignoreFocusOut = true;
    pick.busy = true;
    const done = new Promise<readonly string[] | undefined>((resolve) => {
      owned.add(pick.onDidHide(() => resolve(undefined)));
      owned.add(
        pick.onDidAccept(() => {
          const chosen = pick.selectedItems.map(({ value }) => value);
          if (chosen.length > 0) resolve(chosen);
        }),
      );
    });
    pick.show();
    const known = (await names).map(itemOf);
    pick.items = known;
    pick.busy = false;
    if (mayType) owned.add(pick.onDidChangeValue((text) => offerTyped(pick, known, text.trim())));
    return await done;
  } finally {
    owned.dispose();
  }
}

/** Lists the text in the input first, then the names that were typed and selected before, then the known ones. */
function offerTyped(
  pick: { items: readonly ValueItem<string>[]; selectedItems: readonly ValueItem<string>[] },
  known: readonly ValueItem<string>[],
  text: string,
): void {
  const chosen = pick.selectedItems;
  const typed = chosen.filter((item) => !known.includes(item));
  const isNew = text !== '' && ![...known, ...typed].some(({ value }) => value === text);
  pick.items = [...(isNew ? [{ ...itemOf(text), description: l10n.t('new tag') }] : []), ...typed, ...known];
  pick.selectedItems = chosen;
}

function itemOf(name: string): ValueItem<string> {
  return { label: escapeIcons(oneLine(name, 80)), value: name };
}
