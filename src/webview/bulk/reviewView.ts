import type { BulkModel } from '../../protocol/bulk';
import { make } from '../shared/dom';
import type { PageAction } from './bulkPage';

/** One message of a plan: to be changed, accepted or skipped. */
export function drawReview(
  { rows, labels, title }: BulkModel,
  position: number,
  act: (action: PageAction) => void,
): { readonly element: HTMLElement; readonly focus: () => void } {
  const messages = rows.filter(({ message, isIncluded }) => message && isIncluded !== undefined);
  const place = messages.findIndex((row) => row.position === position);
  const row = messages[place];
  const box = make('textarea', { id: 'message', attributes: { name: 'message', rows: '10' } });
  box.value = row?.message?.text ?? '';
  box.addEventListener('input', () => act({ kind: 'write', position, text: box.value }));
  const button = (kind: 'accept' | 'skip' | 'leaveReview', text: string, className: string): HTMLElement => {
    const made = make('button', { className, text, attributes: { type: 'button', name: kind } });
    made.addEventListener('click', () => act(kind === 'leaveReview' ? { kind } : { kind, position }));
    return made;
  };
  const element = make('section', {
    attributes: { 'aria-label': title },
    children: [
      make('h1', { text: `${title} (${place + 1}/${messages.length})` }),
      make('p', { className: 'summary', text: `${row?.id ?? ''} · ${row?.subject ?? ''}` }),
      ...(row?.changes ?? []).map((text) => make('p', { text })),
      make('label', { text: `${labels.message} · ${row?.message?.to ?? ''}`, attributes: { for: box.id } }),
      box,
      make('div', {
        className: 'buttons',
        children: [
          button('accept', labels.accept, 'primary'),
          button('skip', labels.skip, 'secondary'),
          button('leaveReview', labels.back, 'secondary'),
        ],
      }),
    ],
  });
  element.addEventListener('keydown', (event) => {
    if (event.isComposing || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    act({ kind: 'accept', position });
  });
  return { element, focus: () => box.focus() };
}
