import { env, l10n, window, type QuickPickItem } from 'vscode';
import { DisposableStore } from '../../core/base/disposable';
import { noIcons, oneLine } from '../../core/base/plainText';
import type { TicketStatus, TicketSummary } from '../../core/domain/ticket';
import type { AgentStore } from '../../core/stores/agentStore';
import type { DirectoryStore } from '../../core/stores/directoryStore';
import { pickStep } from '../shell/steps';
import { shownId, statusLabel } from '../shell/ticketLabels';

/** How many tickets, or which one, for the title of a pick. */
function aboutWhat(tickets: readonly TicketSummary[]): string {
  const [only] = tickets;
  return tickets.length === 1 && only
    ? l10n.t('Ticket {0}', shownId(only))
    : l10n.t('Tickets: {0}', tickets.length);
}

interface ValueItem<T> extends QuickPickItem {
  readonly value: T;
}

async function pickOne<T>(
  tickets: readonly TicketSummary[],
  placeholder: string,
  items: readonly ValueItem<T>[] | Promise<readonly ValueItem<T>[]>,
): Promise<T | undefined> {
  const result = await pickStep({ title: aboutWhat(tickets), placeholder, back: false, items });
  return result.kind === 'done' ? result.value.value : undefined;
}

export async function pickStatus(
  tickets: readonly TicketSummary[],
  statuses: readonly TicketStatus[],
): Promise<TicketStatus | undefined> {
  const [first] = tickets;
  const same = tickets.every(({ status }) => status === first?.status) ? first?.status : undefined;
  const items = statuses.map((status) => ({
    label: statusLabel(status),
    ...(status === same && { description: l10n.t('now') }),
    value: status,
  }));
  return await pickOne(tickets, l10n.t('Select a status'), items);
}

/** Only agents: no document of the API names a way to take the assignee away. */
export async function pickAssignee(
  tickets: readonly TicketSummary[],
  agents: AgentStore,
): Promise<string | undefined> {
  const load = async (): Promise<ValueItem<string>[]> => {
    if (agents.state.loadedAt === undefined) await agents.refresh();
    return agents.state.rows.flatMap((row) =>
      row.kind === 'agent'
        ? [
            {
              label: noIcons(oneLine(row.agent.name ?? '') || oneLine(row.agent.login)),
              description: noIcons(oneLine(row.agent.login)),
              value: row.agent.login,
            },
          ]
        : [],
    );
  };
  return await pickOne(tickets, l10n.t('Select an assignee'), load());
}

function inAlphabet(a: string, b: string): number {
  return a.localeCompare(b, env.language);
}

/** Tags of the account, several at once; where it takes any, one that is not there yet can be typed. */
export async function pickNewTags(
  tickets: readonly TicketSummary[],
  directory: DirectoryStore,
  may: 'any' | 'known',
): Promise<readonly string[] | undefined> {
  const present = new Set(tickets.length === 1 ? tickets[0]?.tags : []);
  const known = directory.tags().then(
    (tags) =>
      tags
        .map(({ name }) => name)
        .filter((name) => !present.has(name))
        .sort(inAlphabet),
    // A person may type tags even where the account's own could not be fetched.
    (): string[] => [],
  );
  const question =
    may === 'any' ? l10n.t('Select tags to add or type a new one') : l10n.t('Select tags to add');
  return await pickMany(tickets, question, known, may === 'any');
}

export async function pickOldTags(tickets: readonly TicketSummary[]): Promise<readonly string[] | undefined> {
  const all = [...new Set(tickets.flatMap(({ tags }) => tags ?? []))].sort(inAlphabet);
  return await pickMany(tickets, l10n.t('Select tags to remove'), Promise.resolve(all), false);
}

async function pickMany(
  tickets: readonly TicketSummary[],
  placeholder: string,
  names: Promise<readonly string[]>,
  mayType: boolean,
): Promise<readonly string[] | undefined> {
  const owned = new DisposableStore();
  const pick = owned.add(window.createQuickPick<ValueItem<string>>());
  try {
    pick.title = aboutWhat(tickets);
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

/** Typed tags stand at the top once they were chosen; the one being typed stands there until it is not. */
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
  return { label: noIcons(oneLine(name, 80)), value: name };
}
