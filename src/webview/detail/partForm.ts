import type { FieldNote, FieldSpec, FormSpec, FormValue, FormValues } from '../../protocol/form';
import { sameValue } from '../../protocol/formValues';
import { drawField } from '../form/drawField';
import type { DrawnField } from '../form/field';
import { make, moveFocus, noteBar, setInert, setText } from '../shared/dom';

interface Drawn {
  readonly field: DrawnField;
  readonly spec: string;
  value: FormValue | undefined;
}

export interface PartFormEvents {
  input(field: string, value: FormValue): void;
  submit(): void;
  discard(): void;
  reveal(): void;
}

export interface PartFormLabels {
  readonly title: string;
  readonly submit: string;
  readonly discard: string;
  readonly saving: string;
  readonly restored: string;
}

/** One of the page's two forms: the reply or the fields of the ticket. */
export class PartForm {
  readonly element: HTMLFormElement;
  private readonly heading: HTMLElement;
  private readonly note = make('p', { className: 'note', attributes: { hidden: '' } });
  private readonly hidden = make('div');
  private readonly alert = make('div', { className: 'alert', attributes: { role: 'alert' } });
  private readonly body = make('fieldset', { className: 'body' });
  private readonly send = make('button', { className: 'primary', attributes: { type: 'submit' } });
  private readonly drop = make('button', { className: 'secondary', attributes: { type: 'button' } });
  private readonly status = make('div', { className: 'status', attributes: { role: 'status' } });
  private readonly help = make('span', { className: 'dim' });
  private readonly actions = make('div', { className: 'actions' });
  private drawn = new Map<string, Drawn>();
  private saving = '';

  constructor(
    name: string,
    private readonly events: PartFormEvents,
    buttons: readonly HTMLElement[] = [],
    bar?: HTMLElement,
  ) {
    this.heading = make('h2', { id: `${name}-title` });
    this.element = make('form', {
      className: name,
      attributes: { novalidate: '', 'aria-labelledby': this.heading.id },
      children: [
        this.heading,
        this.note,
        this.hidden,
        this.body,
        // Errors are shown beside the button, where the user just was.
        this.alert,
        ...(bar ? [bar] : []),
        this.actions,
      ],
    });
    this.actions.append(this.send, ...buttons, this.drop, this.help, this.status);
    this.drop.addEventListener('click', () => events.discard());
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      events.submit();
    });
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
      event.preventDefault();
      events.submit();
    });
  }

  setLabels({ title, submit, discard, saving, restored }: PartFormLabels): void {
    setText(this.heading, title);
    setText(this.send, submit);
    setText(this.drop, discard);
    setText(this.note, restored);
    this.saving = saving;
  }

  setHelp(text: string): void {
    setText(this.help, text);
  }

  /** Unchanged fields are not rebuilt, which keeps focus and cursor position. */
  draw(specs: readonly FieldSpec[], values: FormValues): void {
    const before = this.drawn;
    const focused = [...before].find(([, { field }]) => field.element.contains(document.activeElement))?.[0];
    this.drawn = new Map(
      specs.map((spec) => {
        const { name } = spec;
        const old = before.get(name);
        const text = JSON.stringify(spec);
        const value = values[name];
        if (old?.spec === text && !sameValue(old.value, value) && typeof value === 'string') {
          old.field.setText?.(value);
          if (old.field.setText) old.value = value;
        }
        const fits = old?.spec === text && sameValue(old.value, value);
        return [name, fits ? old : this.drawnAnew(spec, text, value)];
      }),
    );
    const elements = [...this.drawn.values()].map(({ field }) => field.element);
    const stays = elements.length === this.body.children.length;
    if (stays && elements.every((element, i) => element === this.body.children[i])) return;
    this.body.replaceChildren(...elements);
    if (focused !== undefined) moveFocus(() => this.drawn.get(focused)?.field.focus());
  }

  setRestored(restored: boolean): void {
    this.note.hidden = !restored;
  }

  /** Which fields are left out. */
  setHidden(hidden: FormSpec['hidden']): void {
    const text = hidden?.text ?? '';
    if (this.hidden.dataset.text === text) return;
    this.hidden.dataset.text = text;
    const hadFocus = this.hidden.contains(document.activeElement);
    this.hidden.replaceChildren(...(hidden ? [noteBar(text, hidden.show, () => this.events.reveal())] : []));
    if (hadFocus) moveFocus(() => this.focus([], 'field'));
  }

  setPending(pending: boolean): void {
    this.drop.hidden = !pending;
    if (!pending) this.note.hidden = true;
  }

  /** @param own whether this form is being saved */
  setBusy(busy: boolean, own: boolean): void {
    this.body.disabled = busy;
    this.send.disabled = busy;
    this.drop.disabled = busy;
    setText(this.status, own ? this.saving : '');
  }

  /** Hides the buttons while what they would send waits. */
  setDelayed(delayed: boolean): void {
    this.actions.hidden = delayed;
  }

  /** Disables input. */
  setInert(inert: boolean): void {
    setInert(this.body, inert);
  }

  setProblems(problems: readonly FieldNote[], lines: readonly string[]): void {
    for (const [name, { field }] of this.drawn) {
      field.setProblem(problems.find((problem) => problem.field === name)?.text);
    }
    const shown = [...this.alert.children].map((child) => child.textContent);
    if (JSON.stringify(shown) === JSON.stringify(lines)) return;
    this.alert.replaceChildren(...lines.map((text) => make('p', { text })));
  }

  has(field: string): boolean {
    return this.drawn.has(field);
  }

  clearProblem(field: string): void {
    this.drawn.get(field)?.field.setProblem(undefined);
  }

  /** The first field with a problem, else the first field or the button. */
  focus(faulty: readonly string[], otherwise: 'field' | 'button'): void {
    const [first] = this.drawn.values();
    const target = [...this.drawn].find(([name]) => faulty.includes(name))?.[1] ?? first;
    if (otherwise === 'button' && faulty.length === 0) this.send.focus();
    else target?.field.focus();
    if (this.alert.children.length > 0) this.alert.scrollIntoView({ block: 'nearest' });
  }

  private drawnAnew(spec: FieldSpec, text: string, value: FormValue | undefined): Drawn {
    const drawn: Drawn = {
      spec: text,
      value,
      field: drawField(spec, value, (typed) => {
        drawn.value = typed;
        this.events.input(spec.name, typed);
      }),
    };
    return drawn;
  }
}
