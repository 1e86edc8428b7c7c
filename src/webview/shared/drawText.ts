import type { FoldView } from '../../protocol/conversation';
import { make } from './dom';

/** The text of a message. Folded parts open with a click, Enter or the space bar. */
export function drawText(text: string, folds: readonly FoldView[] = []): HTMLElement {
  if (folds.length === 0) return paragraph(text);
  const children: HTMLElement[] = [];
  const addText = (from: number, to: number): void => {
    const shown = withoutOuterBreaks(text.slice(from, to));
    if (shown !== '') children.push(paragraph(shown));
  };
  let at = 0;
  for (const { start, end, label } of folds) {
    addText(at, start);
    children.push(
      make('details', {
        className: 'fold',
        children: [make('summary', { text: label }), paragraph(withoutOuterBreaks(text.slice(start, end)))],
      }),
    );
    at = end;
  }
  addText(at, text.length);
  return make('div', { className: 'parts', children });
}

/** Opens the folded parts that were open before they were drawn again. */
export function keepFoldsOpen(removed: readonly Element[], added: readonly Element[]): void {
  const opened = removed.flatMap((item) => [...item.querySelectorAll('details.fold[open]')]);
  if (opened.length === 0) return;
  const contents = new Set(opened.map(({ textContent }) => textContent));
  for (const fold of added.flatMap((item) => [...item.querySelectorAll('details.fold')])) {
    if (contents.has(fold.textContent)) fold.setAttribute('open', '');
  }
}

function paragraph(text: string): HTMLElement {
  return make('p', { className: 'text', text, attributes: { dir: 'auto' } });
}

function withoutOuterBreaks(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && text.charAt(from) === '\n') from += 1;
  while (to > from && /\s/.test(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
}
