import { l10n, MarkdownString } from 'vscode';
import type { TicketSnapshot } from '../../core/actions/ticketOutcome';
import { plainText } from '../../core/base/plainText';
import { displayName, type Account } from '../../core/domain/account';
import { wholeNumber } from '../messages/times';
import type { Alterations } from './untrusted';

/** A field and its new value; `before` is the current one. */
export interface ChangeLine {
  readonly label: string;
  readonly value: string;
  readonly before?: string;
}

/** The confirmation of a writing tool. */
export interface Question {
  readonly title: string;
  /** The effect, in one sentence. */
  readonly lead: string;
  readonly lines: readonly ChangeLine[];
  /** The ticket that `lines` were compared with: what was changed since is not overwritten. */
  readonly base?: TicketSnapshot;
}

/** The dialog wraps longer lines, and what is wrapped could look like another field. */
const lineLength = 48;

/**
 * The text of the question. Values come from a model that has read texts of customers: nothing in them is a link, an
 * icon or markup, none is shortened, and none can pass for another field, neither as Markdown in a chat nor in the
 * dialog that shows its plain text outside one (docs/behaviour.md). That dialog shows escapes in bold text as typed, so
 * no label is bold.
 * @param altered how the values differ from the model's input
 */
export function confirmationText(
  account: Account,
  { lead, lines }: Question,
  { removed, spaces }: Alterations,
): MarkdownString {
  const text = new MarkdownString();
  const name = account.demo ? l10n.t('Demo account') : displayName(account);
  appendLine(text, { label: l10n.t('Account'), value: name });
  text.appendMarkdown(`${escaped(lead)}\n\n`);
  const notes = [
    ...(removed > 0
      ? [l10n.t('Removed invisible or control characters: {0}. They are not sent.', wholeNumber(removed))]
      : []),
    ...(spaces > 0
      ? [l10n.t('Replaced spaces of unusual width: {0}. Plain spaces are sent.', wholeNumber(spaces))]
      : []),
  ];
  for (const note of notes) text.appendMarkdown(`${escaped(note)}\n\n`);
  for (const line of lines) appendLine(text, line);
  return text;
}

function appendLine(text: MarkdownString, { label, value, before }: ChangeLine): void {
  const values = [before, value].filter((one) => one !== undefined);
  if (isInline(label, values)) {
    text.appendMarkdown(`${escaped(label)}: ${values.map(inline).join(' → ')}\n\n`);
  } else if (before === undefined) {
    appendBlock(text, label, value);
  } else {
    appendLine(text, { label: l10n.t('{0} now', label), value: before });
    appendLine(text, { label, value });
  }
}

/**
 * A long value with its size first, because its end may be out of sight. The dialog draws no frame around a block, so each
 * line starts with a bar, and a long one is broken so that what is wrapped has one, too. The empty line at the end
 * separates the block from the next field there.
 */
function appendBlock(text: MarkdownString, label: string, value: string): void {
  const plain = plainText(value);
  const lines = plain.split('\n');
  const characters = wholeNumber(Array.from(plain).length);
  const size =
    lines.length === 1
      ? l10n.t('{0}, {1} characters', label, characters)
      : l10n.t('{0}, {1} lines, {2} characters', label, wholeNumber(lines.length), characters);
  text.appendMarkdown(`${escaped(size)}:`);
  text.appendCodeblock(`${lines.map(quoted).join('\n')}\n`, 'text');
  text.appendMarkdown('\n');
}

/** One line behind a bar; its continuation stands behind a broken bar. Joined, the pieces are the line. */
function quoted(line: string): string {
  const pieces = line.match(new RegExp(`.{1,${lineLength - 1}}(?: |$)|.{1,${lineLength}}`, 'gu')) ?? [''];
  return `│ ${pieces.join('\n┆ ')}`;
}

/** Whether both Markdown and the dialog show all of the text beside its label, and nothing of it as another field. */
function isInline(label: string, values: readonly string[]): boolean {
  const plain = values.map(plainText);
  if (plain.some((text) => /[^\S ]| {2}|^ | $/.test(text))) return false;
  const spaced = plain.some((text) => text.includes(' '));
  return [label, ...plain].join().length <= (spaced ? lineLength : 200);
}

function inline(value: string): string {
  return escaped(value) || escaped(l10n.t('(empty)'));
}

/**
 * Escapes all punctuation, so that addresses become no links either. The editor's own function leaves those, and turns
 * every space into one at which no line breaks.
 */
function escaped(text: string): string {
  return plainText(text).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}
