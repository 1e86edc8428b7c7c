import { foldMail, type SegmentKind } from '../../core/mail/foldMail';
import type { FoldView } from '../../protocol/conversation';

export type FoldKind = Exclude<SegmentKind, 'text'>;

/** @param lines number of lines, without blank ones at the end */
export type FoldLabel = (kind: FoldKind, lines: number) => string;

/** The parts of a message that the page folds. */
export function foldsIn(text: string, label: FoldLabel): FoldView[] {
  const folds: FoldView[] = [];
  let start = 0;
  for (const { kind, text: part } of foldMail(text)) {
    const end = start + part.length;
    if (kind !== 'text') folds.push({ start, end, label: label(kind, part.trimEnd().split('\n').length) });
    start = end;
  }
  return folds;
}
