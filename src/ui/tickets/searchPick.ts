import { l10n, type QuickPickItem, ThemeIcon, window } from 'vscode';
import { DisposableStore } from '../../core/base/disposable';
import { escapeIcons } from '../../core/base/plainText';
import { findUnsupported } from '../../core/domain/capabilities';
import type { TicketQuery } from '../../core/domain/ticket';
import type { App } from '../shell/app';
import { statusLabel } from '../messages/ticketLabels';
import { askGroup, askTag, merged } from './askFilter';
import { describeFilter, fieldLabel, groupNames, ticketCapabilities } from './filterLabels';
import { ownLogin } from './views/ownTickets';

/** What a search looks for. */
export interface TicketSearch {
  readonly filter: TicketQuery;
  /** Only tickets whose customer waits for an answer. */
  readonly isWaiting: boolean;
}

export interface SearchChoice extends TicketSearch {
  /** Whether the search is to be saved as a view. */
  readonly isSaved: boolean;
}

interface SearchItem extends QuickPickItem {
  /** Ends the search, changes it, or asks for a value. */
  readonly run: (search: TicketSearch) => SearchStep | Promise<SearchStep>;
}

type SearchStep =
  | { readonly kind: 'toggled'; readonly search: TicketSearch }
  | { readonly kind: 'done'; readonly isSaved: boolean };

/** Whether LiveChat can search; otherwise only kept tickets are searched. */
export function isForApi(app: App, { filter, isWaiting }: TicketSearch): boolean {
  return !isWaiting && findUnsupported(ticketCapabilities(app).filters, filter).length === 0;
}

/**
 * Asks for words, with filters as toggles below.
 * @returns `undefined` when cancelled
 */
export async function askSearch(app: App, start: TicketSearch): Promise<SearchChoice | undefined> {
  let search = start;
  let active: number | undefined;
  for (;;) {
    const picked = await pickOnce(app, search, active);
    if (!picked) return undefined;
    const step = await picked.item.run(picked.search);
    if (step.kind === 'done') return { ...picked.search, isSaved: step.isSaved };
    ({ search } = step);
    active = picked.index;
  }
}

interface Picked {
  readonly item: SearchItem;
  readonly index: number;
  readonly search: TicketSearch;
}

async function pickOnce(
  app: App,
  search: TicketSearch,
  active: number | undefined,
): Promise<Picked | undefined> {
  const owned = new DisposableStore();
  try {
    const pick = owned.add(window.createQuickPick<SearchItem>());
    pick.title = l10n.t('Search Tickets');
    pick.placeholder = l10n.t('Words in the tickets; empty for all');
    pick.ignoreFocusOut = true;
    pick.value = search.filter.query ?? '';
    const items = itemsOf(app, search);
    pick.items = items;
    const chosen = active === undefined ? undefined : items[active];
    if (chosen) pick.activeItems = [chosen];
    return await new Promise<Picked | undefined>((resolve) => {
      owned.add(pick.onDidHide(() => resolve(undefined)));
      // The editor would select a filter whose name is like the words.
      owned.add(pick.onDidChangeValue(() => (pick.activeItems = items.slice(0, 1))));
      owned.add(
        pick.onDidAccept(() => {
          const item = pick.selectedItems[0] ?? items[0];
          if (!item) return;
          const filter = merged(search.filter, { query: pick.value.trim() });
          resolve({ item, index: items.indexOf(item), search: { ...search, filter } });
        }),
      );
      pick.show();
    });
  } finally {
    owned.dispose();
  }
}

function itemsOf(app: App, { filter, isWaiting }: TicketSearch): readonly SearchItem[] {
  const can = ticketCapabilities(app);
  const groups = groupNames(app);
  const labels = describeFilter(app.shield.shown.query(filter), groups);
  const login = ownLogin(app.session.current);
  const toggle = (label: string, isOn: boolean, change: Partial<TicketQuery>, off: object): SearchItem => ({
    label: escapeIcons(label),
    iconPath: new ThemeIcon(isOn ? 'check' : 'circle-large-outline'),
    ...(isOn && { description: l10n.t('on') }),
    alwaysShow: true,
    run: (search) => ({
      kind: 'toggled',
      search: { ...search, filter: merged(search.filter, { ...off, ...(isOn ? {} : change) }) },
    }),
  });
  const asked = (label: string, icon: string, value: string | undefined, ask: typeof askTag): SearchItem => ({
    label: escapeIcons(`${label}…`),
    iconPath: new ThemeIcon(icon),
    ...(value !== undefined && { description: escapeIcons(value) }),
    alwaysShow: true,
    run: async (search) => {
      const result = await ask(search.filter, can, app);
      return {
        kind: 'toggled',
        search: result.kind === 'done' ? { ...search, filter: result.value } : search,
      };
    },
  });
  const anyone = { assignee: undefined, assigned: undefined };
  return [
    {
      label: l10n.t('Show Tickets'),
      iconPath: new ThemeIcon('search'),
      alwaysShow: true,
      run: () => ({ kind: 'done', isSaved: false }),
    },
    ...can.statuses.map((status) =>
      toggle(statusLabel(status), filter.status === status, { status }, { status: undefined }),
    ),
    ...(login === undefined
      ? []
      : [toggle(l10n.t('Assigned to me'), filter.assignee === login, { assignee: login }, anyone)]),
    toggle(l10n.t('Unassigned'), filter.assigned === false, { assigned: false }, anyone),
    asked(fieldLabel('group', groups), 'organization', labels.group, askGroup),
    asked(fieldLabel('tag', groups), 'tag', labels.tag, askTag),
    {
      label: l10n.t('Customer is waiting'),
      iconPath: new ThemeIcon(isWaiting ? 'check' : 'circle-large-outline'),
      ...(isWaiting && { description: l10n.t('on') }),
      alwaysShow: true,
      run: (search) => ({ kind: 'toggled', search: { ...search, isWaiting: !search.isWaiting } }),
    },
    {
      label: l10n.t('Save as View…'),
      iconPath: new ThemeIcon('save'),
      alwaysShow: true,
      run: () => ({ kind: 'done', isSaved: true }),
    },
  ];
}
