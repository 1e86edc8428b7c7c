import type { BulkAction, BulkModel, BulkRow } from '../../protocol/bulk';
import { make, moveFocus } from '../shared/dom';
import type { BulkRenderer, PageAction } from './bulkPage';
import { drawReview } from './reviewView';

/** In the order in which they are shown. */
const actions: readonly BulkAction[] = ['confirm', 'resume', 'pause', 'review', 'undo', 'edit', 'cancel'];

/** Renders the page of a run: what would change, how far it is, and what became of each ticket. */
export class BulkView implements BulkRenderer {
  private readonly status = make('div', { className: 'sr-only', attributes: { role: 'status' } });
  private readonly summary = make('p', { className: 'summary', attributes: { tabindex: '-1' } });
  private readonly bar = make('progress');
  private readonly buttons = make('div', { className: 'buttons' });
  private readonly body = make('tbody');
  /** Whether the table has a column of checkboxes. */
  private canChoose = false;
  private readonly drawn = new Map<number, { readonly row: BulkRow; readonly element: HTMLElement }>();

  constructor(
    private readonly root: HTMLElement,
    private readonly act: (action: PageAction) => void,
  ) {
    // The editor focuses the page, not what in it had the focus.
    window.addEventListener('focus', () => {
      if (document.activeElement === document.body) this.summary.focus({ preventScroll: true });
    });
  }

  draw(model: BulkModel, isNew: boolean): void {
    document.title = model.title;
    if (isNew) this.drawAll(model);
    this.summary.textContent = model.summary;
    // A screen reader announces only what has changed.
    if (this.status.textContent !== model.announcement) this.status.textContent = model.announcement;
    this.root.setAttribute('aria-busy', String(model.stage === 'reading'));
    this.drawProgress(model);
    this.drawButtons(model);
    this.drawRows(model);
    if (isNew && document.hasFocus()) this.summary.focus({ preventScroll: true });
  }

  review(model: BulkModel, position: number): void {
    this.drawn.clear();
    const { element, focus } = drawReview(model, position, this.act);
    this.root.replaceChildren(element, this.status);
    focus();
  }

  private drawAll({ title, notes, labels, rows }: BulkModel): void {
    this.drawn.clear();
    this.body.replaceChildren();
    this.canChoose = rows.some(({ isIncluded }) => isIncluded !== undefined);
    const heads = [
      ...(this.canChoose ? [labels.include] : []),
      labels.ticket,
      labels.changes,
      labels.outcome,
    ];
    const table = make('table', {
      children: [
        make('caption', { className: 'sr-only', text: labels.caption }),
        make('thead', {
          children: [
            make('tr', { children: heads.map((text) => make('th', { text, attributes: { scope: 'col' } })) }),
          ],
        }),
        this.body,
      ],
    });
    this.bar.setAttribute('aria-label', title);
    this.root.replaceChildren(
      make('h1', { text: title }),
      ...notes.map((text) => make('p', { className: 'note', text })),
      this.summary,
      this.bar,
      this.buttons,
      table,
      this.status,
    );
  }

  private drawProgress({ progress }: BulkModel): void {
    this.bar.hidden = !progress;
    if (!progress) return;
    this.bar.max = progress.of;
    this.bar.value = progress.done;
  }

  /** Buttons that stay keep the focus. */
  private drawButtons({ buttons }: BulkModel): void {
    const present = new Map(
      Array.from(this.buttons.querySelectorAll('button'), (button) => [button.name, button]),
    );
    const wanted = actions.flatMap((name) => {
      const text = buttons[name];
      if (text === undefined) return [];
      const button = present.get(name) ?? this.newButton(name);
      button.textContent = text;
      return [button];
    });
    const isSame = wanted.length === present.size && wanted.every(({ name }) => present.has(name));
    if (isSame) return;
    const hadFocus = this.buttons.contains(document.activeElement);
    this.buttons.replaceChildren(...wanted);
    if (hadFocus && !this.buttons.contains(document.activeElement))
      moveFocus(() => (wanted[0] ?? this.summary).focus());
  }

  private newButton(name: BulkAction): HTMLButtonElement {
    const isMain = name === 'confirm' || name === 'resume';
    const className = isMain ? 'primary' : 'secondary';
    const button = make('button', { className, attributes: { type: 'button', name } });
    button.addEventListener('click', () => this.act({ kind: name }));
    return button;
  }

  private drawRows({ rows, labels }: BulkModel): void {
    for (const row of rows) {
      const known = this.drawn.get(row.position);
      if (known && isSameRow(known.row, row)) continue;
      const element = this.drawRow(row, labels);
      const box = known?.element.querySelector('input');
      const hadFocus = box !== undefined && box !== null && box === document.activeElement;
      if (known) known.element.replaceWith(element);
      else this.body.append(element);
      if (hadFocus) moveFocus(() => element.querySelector('input')?.focus({ preventScroll: true }));
      this.drawn.set(row.position, { row, element });
    }
  }

  private drawRow(row: BulkRow, labels: BulkModel['labels']): HTMLElement {
    const { position, id, subject, changes, message, outcome, tone, detail, isIncluded } = row;
    const open = make('button', {
      className: 'link',
      text: id,
      attributes: { type: 'button', title: labels.open },
    });
    open.addEventListener('click', () => this.act({ kind: 'open', position }));
    const parts = [
      ...changes.map((text) => make('div', { text })),
      ...(message
        ? [
            make('div', { className: 'to', text: message.to }),
            make('div', { className: 'message', text: message.text }),
          ]
        : []),
    ];
    return make('tr', {
      children: [
        this.canChoose
          ? make('td', {
              children: [isIncluded === undefined ? undefined : this.checkbox(row, isIncluded, labels)],
            })
          : undefined,
        make('th', {
          attributes: { scope: 'row' },
          children: [open, make('div', { className: 'subject', text: subject })],
        }),
        make('td', { children: parts }),
        make('td', {
          className: tone,
          children: [
            make('div', { text: outcome }),
            detail === undefined ? undefined : make('div', { className: 'detail', text: detail }),
          ],
        }),
      ],
    });
  }

  private checkbox({ position, id }: BulkRow, isIncluded: boolean, labels: BulkModel['labels']): HTMLElement {
    const label = labels.includeTicket.replace('{0}', () => id);
    const box = make('input', { attributes: { type: 'checkbox', 'aria-label': label } });
    box.checked = isIncluded;
    box.addEventListener('change', () => this.act({ kind: 'include', position, isIncluded: box.checked }));
    return box;
  }
}

function isSameRow(one: BulkRow, other: BulkRow): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
