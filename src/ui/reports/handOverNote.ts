import { l10n } from 'vscode';
import { oneLine } from '../../core/base/plainText';
import type { Figure, ReportSubject, ReportSubjects } from '../../core/localData/reports/subjects';
import type { Coverage, Report } from '../../core/localData/reports/report';
import { midlineText } from '../messages/markdown';
import { statusLabel } from '../messages/ticketLabels';
import { duration, fullTime, wholeNumber } from '../messages/times';
import { markdownTable, requesterText } from './reportRows';

/** The lists of a hand-over note, in order. */
export const noteFigures = ['created', 'answered', 'solved', 'waiting', 'started'] as const;
type NoteFigure = (typeof noteFigures)[number] & Figure['kind'];

/** Rows of each list. */
export const noteRows = 20;

export interface NoteContent {
  /** Name of the account. */
  readonly account: string;
  /** In milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly report: Report;
  readonly lists: Readonly<Record<NoteFigure, ReportSubjects>>;
  readonly nameOf: (login: string) => string | undefined;
}

/** The hand-over note as Markdown. Every text of others is escaped. */
export function handOverNote(content: NoteContent): string {
  const { account, from, to, report, lists } = content;
  const iso = (at: number): string => new Date(at).toISOString();
  const sections = noteFigures.flatMap((figure) => section(content, figure, lists[figure]));
  const parts = [
    `# ${l10n.t('Hand-Over Note')}`,
    l10n.t('{0}: {1} to {2}', midlineText(account), fullTime(iso(from)), fullTime(iso(to))),
    summaryLines(report).join('\n'),
    ...sections,
    ...agentsPart(content),
    `## ${l10n.t('Completeness')}`,
    coverageLines(report.coverage)
      .map((line) => `- ${line}`)
      .join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

function summaryLines({ tickets, chats }: Report): readonly string[] {
  const counts: readonly (readonly [string, number])[] = [
    [l10n.t('New tickets'), tickets.created],
    [l10n.t('Tickets answered'), tickets.answered],
    [l10n.t('Tickets solved'), tickets.solved],
    [l10n.t('Chats started'), chats.started],
    [l10n.t('Chats ended'), chats.ended],
  ];
  return counts.map(([label, count]) => `- ${label}: ${count}`);
}

function section(
  content: NoteContent,
  figure: NoteFigure,
  { rows, total }: ReportSubjects,
): readonly string[] {
  if (rows.length === 0) return [];
  const lines = rows.map((row) => `- ${rowText(content, figure, row)}`);
  if (total > rows.length) lines.push(`- ${l10n.t('{0} more', wholeNumber(total - rows.length))}`);
  return [`## ${sectionTitle(figure)}`, lines.join('\n')];
}

function sectionTitle(figure: NoteFigure): string {
  switch (figure) {
    case 'created':
      return l10n.t('New tickets');
    case 'answered':
      return l10n.t('Tickets answered');
    case 'solved':
      return l10n.t('Tickets solved');
    case 'waiting':
      return l10n.t('Waiting longest');
    case 'started':
      return l10n.t('Chats started');
  }
}

function rowText({ nameOf, to }: NoteContent, figure: NoteFigure, row: ReportSubject): string {
  const { kind, title = '', status, assignee, at } = row;
  const iso = new Date(at).toISOString();
  const who = assignee && (assignee.name ?? nameOf(assignee.id) ?? assignee.id);
  const about = [
    ...[requesterText(row), kind === 'ticket' ? statusLabel(status ?? '') : '', who ?? ''].map(midlineText),
    figure === 'waiting' ? l10n.t('waiting for {0}', duration(iso, to)) : fullTime(iso),
  ];
  const name = kind === 'ticket' ? oneLine(title, 120) || l10n.t('(no subject)') : l10n.t('Chat');
  const id = midlineText(oneLine(row.shortId ?? row.id, 60));
  return [`**${midlineText(name)}** (${id})`, ...about.filter((text) => text !== '')].join(' · ');
}

function agentsPart({ report: { byAgent }, nameOf }: NoteContent): readonly string[] {
  if (byAgent.length === 0) return [];
  const head = [
    l10n.t('Agent'),
    l10n.t('Replies'),
    l10n.t('Tickets solved'),
    l10n.t('Chats'),
    l10n.t('Assigned'),
  ];
  const rows = byAgent.map(({ id, replies, solved, chats, assigned }) => [
    nameOf(id) ?? id,
    ...[replies, solved, chats, assigned].map(String),
  ]);
  return [`## ${l10n.t('Agents')}`, markdownTable(head, rows)];
}

/** What is missing in a report, in sentences; one that says so if nothing is. */
export function coverageLines(coverage: Coverage): readonly string[] {
  const { isComplete, knownTickets, allTickets, withoutConversation, hasAllChats } = coverage;
  if (isComplete) return [l10n.t('Complete, from what is kept on this machine.')];
  const known = wholeNumber(knownTickets);
  return [
    l10n.t('Only what is kept on this machine is counted. No call was made.'),
    allTickets === undefined
      ? l10n.t('{0} tickets are known. How many there are is not known.', known)
      : l10n.t('{0} of {1} tickets are known.', known, wholeNumber(Math.max(allTickets, knownTickets))),
    ...(withoutConversation === 0
      ? []
      : [
          l10n.t(
            'Of {0} tickets the newest messages are not known, so replies and solutions may be missing.',
            wholeNumber(withoutConversation),
          ),
        ]),
    ...(hasAllChats ? [] : [l10n.t('Chats are only known for the time in which you were listening.')]),
  ];
}
