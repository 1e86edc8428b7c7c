import { l10n, window } from 'vscode';
import { escapeIcons, oneLine } from '../../../core/base/plainText';
import { readTicketViews } from '../../../core/domain/input/ticketViewInput';
import { accountIdOf } from '../../../core/stores/sessionStore';
import { fail } from '../../../core/domain/failure';
import type { App } from '../../shell/app';
import { keepTicketViews, ticketViews } from '../../shell/settings';
import { ticketNodes } from '../../shell/trees/nodes';
import { pickStep } from '../../shell/steps';
import { filterLine, groupNames } from '../filterLabels';
import type { TicketSearch } from '../searchPick';
import { valuesOfView } from '../../forms/viewFields';

/** What the commands need of the forms. */
export interface ViewForms {
  readonly open: (subject: 'view.new' | `view.edit/${string}`) => Promise<void>;
}

/** Opens the form of a new view, filled in with a search. Asks before it replaces other input. */
export async function saveAsView(
  app: App,
  forms: ViewForms,
  { filter, isWaiting }: TicketSearch,
): Promise<void> {
  const { drafts, session } = app;
  const account = accountIdOf(session.current) ?? fail({ code: 'not-signed-in' });
  const id = { account, subject: 'view.new' } as const;
  if (await drafts.get(id)) {
    const yes = l10n.t('Replace');
    const question = l10n.t('Replace the new view that you began?');
    const detail = l10n.t('Its form has input that was not saved.');
    if ((await window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) return;
  }
  const name = filterLine(filter, groupNames(app));
  const sort = isWaiting ? 'waiting' : 'newest';
  const { place: _place, ...values } = valuesOfView({ name, filter, sort, badge: false });
  await drafts.keep(id, l10n.t('New Ticket View'), values);
  await forms.open('view.new');
}

/** @param item the row of a view; otherwise the person is asked */
export async function editView(forms: ViewForms, item: unknown): Promise<void> {
  const found = await viewOf(item, l10n.t('Edit Ticket View'));
  if (found?.name !== undefined) await forms.open(`view.edit/${found.name}`);
}

/** @param item the row of a view; otherwise the person is asked */
export async function deleteView(item: unknown): Promise<void> {
  const found = await viewOf(item, l10n.t('Delete Ticket View'));
  if (!found) return;
  const yes = l10n.t('Delete');
  const question = l10n.t('Delete the view “{0}”?', oneLine(found.label, 60));
  const detail = l10n.t('Its tickets stay as they are.');
  if ((await window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) return;
  const views = ticketViews();
  // Another window may have changed the setting meanwhile.
  if (!Array.isArray(views) || JSON.stringify(views[found.index]) !== found.entry) return;
  await keepTicketViews(views.toSpliced(found.index, 1));
}

interface FoundView {
  readonly index: number;
  /** As JSON. */
  readonly entry: string | undefined;
  readonly label: string;
  /** Absent if the view cannot be read. */
  readonly name?: string;
}

async function viewOf(item: unknown, title: string): Promise<FoundView | undefined> {
  const value = ticketViews();
  const entries: readonly unknown[] = Array.isArray(value) ? value : [];
  const found = readTicketViews(entries).map((read, index): FoundView => {
    const isReadable = read.kind === 'view';
    const name = isReadable ? read.view.name : read.name;
    const label = name || l10n.t('View {0}', index + 1);
    return { index, entry: JSON.stringify(entries[index]), label, ...(isReadable && { name }) };
  });
  if (ticketNodes.has(item) && item.kind === 'view') return found.find(({ index }) => index === item.index);
  const items = found.map((view) => ({ ...view, label: escapeIcons(oneLine(view.label, 120)) }));
  const placeholder = l10n.t('Select a view');
  const picked = await pickStep({ title, placeholder, back: false, items });
  return picked.kind === 'done' ? picked.value : undefined;
}
