import { l10n, Uri, window, workspace, type QuickPickItem } from 'vscode';
import type { AllTickets } from '../../core/actions/listAllTickets';
import { readExport, type ExportFormat, type ExportInput } from '../../core/domain/input/reportInput';
import { readTicketViews } from '../../core/domain/input/ticketViewInput';
import type { TicketQuery, TicketSort } from '../../core/domain/ticket';
import { csvOf } from '../../core/export/csv';
import type { Shown } from '../../core/shield/shownValues';
import { inOrder } from '../../core/stores/ticketOrder';
import { ticketCells, ticketColumns } from '../../core/export/ticketCells';
import { localDayOf } from '../../core/base/localDays';
import { escapeIcons, oneLine } from '../../core/base/plainText';
import { statusLabel } from '../messages/ticketLabels';
import { wholeNumber } from '../messages/times';
import type { App } from '../shell/app';
import { inputOf, orLiveChatError } from '../shell/liveChatError';
import { requireKey } from '../shell/requireKey';
import { ticketViews } from '../shell/settings';
import { pickStep } from '../shell/steps';
import { withListProgress } from '../shell/trees/listProgress';
import { columnLabel, handedOut, markdownTable } from './reportRows';

export interface ExportResult {
  readonly text: string;
  readonly rows: number;
}

const notExported = (): string => l10n.t('The tickets could not be exported.');

/** `livechat.ticket.export`, with the contract's keys as the names of the columns. @throws LiveChatError */
export async function exportForCode({ actions, shield }: App, argument: unknown): Promise<ExportResult> {
  return await orLiveChatError(notExported, async () => {
    const { ticketActions } = await actions();
    const input = inputOf(readExport(argument, ticketActions.capabilities.statuses));
    return exported(await ticketActions.listAll(input.filter), input, ticketColumns, shield.shown);
  });
}

/** @param head names of the columns */
function exported(
  { tickets }: AllTickets,
  input: ExportInput,
  head: readonly string[],
  shown: Pick<Shown, 'ticket'>,
): ExportResult {
  const rows = tickets
    .map((ticket) => shown.ticket(ticket))
    .map((ticket) => ticketCells(ticket, handedOut(ticket.requester)));
  const text =
    input.format === 'csv' ? csvOf([head, ...rows], input.separator) : `${markdownTable(head, rows)}\n`;
  return { text, rows: rows.length };
}

interface Choice<T> extends QuickPickItem {
  readonly value: T;
}

/** Which tickets, and in which order. */
interface Wanted {
  readonly filter: TicketQuery;
  readonly sort?: TicketSort;
}

interface Layout {
  readonly format: ExportFormat;
  readonly separator: ExportInput['separator'];
}

/** Asks which tickets to export, as what and where to, and does so with progress. */
export async function exportWithPerson(app: App): Promise<void> {
  const { actions, session } = app;
  await requireKey(session);
  const title = l10n.t('Export Tickets');
  const wanted = await pickStep({
    ...{ title, back: false, placeholder: l10n.t('Select the tickets to export') },
    items: filterItems(app),
  });
  if (wanted.kind !== 'done') return;
  const { filter, sort } = wanted.value.value;
  const layout = await pickStep({
    ...{ title, back: false, placeholder: l10n.t('Select a format') },
    items: layoutItems(),
  });
  if (layout.kind !== 'done') return;
  const place = await pickStep({
    ...{ title, back: false, placeholder: l10n.t('Select where the tickets go') },
    items: [
      { label: l10n.t('File…'), value: 'file' as const },
      { label: l10n.t('Untitled document'), value: 'document' as const },
    ],
  });
  if (place.kind !== 'done') return;
  const input: ExportInput = { ...layout.value.value, filter };
  const file = place.value.value === 'file' ? await askFile(app, input.format) : undefined;
  if (place.value.value === 'file' && !file) return;
  const { ticketActions } = await actions();
  const all = await withListProgress(title, (options) => ticketActions.listAll(input.filter, options));
  if (!all) return;
  const sorted = { ...all, tickets: inOrder(all.tickets, sort ?? 'newest', (ticket) => ticket) };
  const result = exported(sorted, input, ticketColumns.map(columnLabel), app.shield.shown);
  await hand(result, input.format, file);
  await report(result, all.unreadable, file);
}

async function askFile({ clock }: App, format: ExportFormat): Promise<Uri | undefined> {
  const extension = format === 'csv' ? 'csv' : 'md';
  const name = `tickets-${localDayOf(clock.now())}.${extension}`;
  const folder = workspace.workspaceFolders?.[0]?.uri;
  return await window.showSaveDialog({
    title: l10n.t('Export Tickets'),
    ...(folder && { defaultUri: Uri.joinPath(folder, name) }),
    filters: format === 'csv' ? { CSV: [extension] } : { Markdown: [extension] },
  });
}

async function hand({ text }: ExportResult, format: ExportFormat, file: Uri | undefined): Promise<void> {
  if (!file) {
    const language = format === 'markdown' ? 'markdown' : 'plaintext';
    await window.showTextDocument(await workspace.openTextDocument({ language, content: text }));
    return;
  }
  // Spreadsheets recognize UTF-8 by the byte order mark.
  const content = format === 'csv' ? `\ufeff${text}` : text;
  await workspace.fs.writeFile(file, new TextEncoder().encode(content));
}

async function report({ rows }: ExportResult, unreadable: number, file: Uri | undefined): Promise<void> {
  const text = [
    l10n.t('{0} tickets were exported.', wholeNumber(rows)),
    ...(unreadable > 0 ? [l10n.t('Rows that could not be read: {0}.', wholeNumber(unreadable))] : []),
  ].join(' ');
  const open = l10n.t('Open File');
  const chosen = await window.showInformationMessage(text, ...(file ? [open] : []));
  if (file && chosen === open) await window.showTextDocument(file);
}

function filterItems({ tickets, session }: App): readonly Choice<Wanted>[] {
  const all = { label: l10n.t('All tickets'), value: { filter: {} } };
  const shown = {
    label: l10n.t('Tickets that match the current filter'),
    value: { filter: tickets.filter },
  };
  const views = readTicketViews(ticketViews()).flatMap((read) => (read.kind === 'view' ? [read.view] : []));
  const statuses = session.capabilities?.tickets.statuses ?? [];
  return [
    ...(tickets.isFiltered ? [shown] : []),
    all,
    ...views.map(({ name, filter, sort }) => ({
      label: escapeIcons(oneLine(name)),
      description: l10n.t('view'),
      value: { filter, sort },
    })),
    ...statuses.map((status) => ({ label: statusLabel(status), value: { filter: { status } } })),
  ];
}

function layoutItems(): readonly Choice<Layout>[] {
  return [
    { label: l10n.t('CSV, separated by commas'), value: { format: 'csv', separator: ',' } },
    {
      label: l10n.t('CSV, separated by semicolons'),
      description: l10n.t('for spreadsheets in languages with a decimal comma'),
      value: { format: 'csv', separator: ';' },
    },
    { label: l10n.t('CSV, separated by tabs'), value: { format: 'csv', separator: '\t' } },
    { label: l10n.t('Markdown table'), value: { format: 'markdown', separator: ',' } },
  ];
}
