import { l10n, MarkdownString } from 'vscode';
import { plainText } from '../../core/base/plainText';

/** A field and what it will be; with `before` also what it is now. */
export interface ChangeLine {
  readonly label: string;
  readonly value: string;
  readonly before?: string;
}

/**
 * What a person is asked to agree to. Values come from a model that has read customers' texts: nothing in them
 * is a link, an icon or markup, and none of them is shortened.
 */
export function confirmationText(lead: string, lines: readonly ChangeLine[], end?: string): MarkdownString {
  const text = new MarkdownString();
  text.appendMarkdown(escaped(lead));
  for (const { label, value, before } of lines) {
    text.appendMarkdown(`\n\n**${escaped(label)}**: `);
    if (before !== undefined) appendValue(text, before).appendMarkdown(' → ');
    appendValue(text, value);
  }
  if (end !== undefined) text.appendMarkdown(`\n\n${escaped(end)}`);
  return text;
}

/** Text of several lines stands in a block of its own, so that its lines stay lines. */
function appendValue(text: MarkdownString, value: string): MarkdownString {
  const plain = plainText(value);
  if (plain.includes('\n')) return text.appendCodeblock(plain, 'text');
  return text.appendMarkdown(plain.trim() === '' ? escaped(l10n.t('(empty)')) : escaped(plain));
}

/**
 * Any punctuation can be escaped in Markdown, so all of it is: addresses become no links either. The editor's
 * own way leaves those, and turns every space into one that no line can break at.
 */
function escaped(text: string): string {
  return plainText(text).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}
