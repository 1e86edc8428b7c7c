import type { FieldNote, FormSpec, FormState, FormValue } from '../../protocol/form';
import { announceIn, insertIntoMessage, make, noteBar, setInert, waitingBar } from '../shared/dom';
import { drawField } from './drawField';
import type { DrawnField } from './field';
import type { FormRenderer } from './formPage';

export interface FormEvents {
  input(field: string, value: FormValue): void;
  submit(): void;
  startOver(): void;
  retry(): void;
  reveal(): void;
}

/** Renders the form page. */
export class FormView implements FormRenderer {
  private fields = new Map<string, DrawnField>();
  private spec: FormSpec | undefined;
  private readonly alert = make('div', { className: 'alert', attributes: { role: 'alert' } });
  private readonly status = make('div', { className: 'status', attributes: { role: 'status' } });
  private readonly progress = make('div', { className: 'progress', attributes: { hidden: '' } });
  private readonly waitingBar = waitingBar();
  private readonly body = make('fieldset', { className: 'body' });
  private readonly send = make('button', { className: 'primary', attributes: { type: 'submit' } });
  /** The field that had the focus before the form was drawn again. */
  private focused: string | undefined;
  /** Gets the focus with the page. */
  private target: DrawnField | HTMLElement | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly events: FormEvents,
  ) {
    root.addEventListener('focusin', ({ target }) => {
      if (target instanceof HTMLElement) this.target = target;
    });
    // The editor focuses the page, not what in it had the focus.
    window.addEventListener('focus', () => {
      if (document.activeElement === document.body) this.focusTarget();
    });
  }

  draw({ spec, values, restored }: FormState): void {
    const before = this.spec?.fields ?? [];
    this.spec = spec;
    document.title = spec.title;
    this.focused = [...this.fields].find(([, { element }]) => element.contains(document.activeElement))?.[0];
    this.fields = new Map(
      spec.fields.map((field) => {
        const [{ name }, value] = [field, values[field.name]];
        const old = this.fields.get(name);
        const isSame = before.some(
          (one) => one.name === name && JSON.stringify(one) === JSON.stringify(field),
        );
        if (!isSame || !old?.setText || typeof value !== 'string')
          return [name, drawField(field, value, (typed) => this.events.input(name, typed))];
        old.setText(value);
        return [name, old];
      }),
    );
    this.send.textContent = spec.submitLabel;
    this.alert.replaceChildren();
    const heading = make('h1', { id: 'title', text: spec.title });
    this.body.replaceChildren(...[...this.fields.values()].map(({ element }) => element));
    const form = make('form', {
      attributes: { novalidate: '', 'aria-labelledby': heading.id },
      // Errors are shown beside the button, where the user just was.
      children: [
        this.body,
        this.alert,
        make('div', { className: 'actions', children: [this.send, this.status] }),
      ],
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.events.submit();
    });
    form.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
      event.preventDefault();
      this.events.submit();
    });
    const parts = [
      heading,
      introOf(spec),
      hintOf(spec),
      spec.notice && noteBar(spec.notice.text, spec.notice.retry, () => this.events.retry()),
      spec.hidden && noteBar(spec.hidden.text, spec.hidden.show, () => this.events.reveal()),
      restored
        ? noteBar(spec.labels.restored, spec.labels.startOver, () => this.events.startOver())
        : undefined,
    ];
    this.root.replaceChildren(
      this.progress,
      this.waitingBar,
      ...parts.filter((part) => part !== undefined),
      form,
    );
  }

  unavailable({
    title,
    text,
    retry,
  }: {
    readonly title: string;
    readonly text: string;
    readonly retry: string;
  }): void {
    document.title = title;
    const button = make('button', { className: 'primary', text: retry, attributes: { type: 'button' } });
    button.addEventListener('click', () => this.events.retry());
    this.alert.replaceChildren(make('p', { text }));
    this.root.replaceChildren(make('h1', { text: title }), this.alert, button);
  }

  setVisible(field: string, visible: boolean): void {
    const drawn = this.fields.get(field);
    if (drawn) drawn.element.hidden = !visible;
  }

  setBusy(busy: boolean): void {
    this.root.setAttribute('aria-busy', String(busy));
    this.progress.hidden = !busy;
    this.body.disabled = busy;
    this.send.disabled = busy;
    this.status.textContent = busy ? (this.spec?.labels.saving ?? '') : '';
  }

  setWaiting(waiting: boolean): void {
    const { labels } = this.spec ?? {};
    // A form that is being saved announces that itself.
    if (!labels || (waiting && this.send.disabled)) return;
    setInert(this.body, waiting);
    this.waitingBar.textContent = waiting ? labels.waiting : '';
  }

  setProblems(problems: readonly FieldNote[], failure: string | undefined): void {
    for (const [name, field] of this.fields) {
      field.setProblem(problems.find((problem) => problem.field === name)?.text);
    }
    const loose = problems.filter(({ field }) => !this.fields.has(field)).map(({ text }) => text);
    const lines = [
      failure,
      problems.length > loose.length ? this.spec?.labels.problems : undefined,
      ...loose,
    ];
    this.alert.replaceChildren(...lines.flatMap((text) => (text === undefined ? [] : make('p', { text }))));
  }

  clearProblem(field: string): void {
    this.fields.get(field)?.setProblem(undefined);
  }

  focus(field: string): void {
    this.moveFocus(this.fields.get(field));
  }

  focusSubmit(): void {
    this.moveFocus(this.send);
  }

  keepFocus(): boolean {
    const field = this.focused === undefined ? undefined : this.fields.get(this.focused);
    if (field) this.moveFocus(field, { preventScroll: true });
    return field !== undefined;
  }

  announce(text: string): void {
    announceIn(this.status, text);
  }

  insert(text: string): void {
    insertIntoMessage(this.root, text);
  }

  begin(field: string): void {
    const target = this.fields.get(this.focused ?? field) ?? this.fields.get(field);
    this.moveFocus(target, { preventScroll: true });
  }

  private moveFocus(target: DrawnField | HTMLElement | undefined, options?: FocusOptions): void {
    this.target = target;
    // A page that is restored after a reload must not take the focus from a quick input, which would close.
    if (document.hasFocus()) target?.focus(options);
  }

  private focusTarget(): void {
    this.target?.focus({ preventScroll: true });
  }
}

function introOf({ intro }: FormSpec): HTMLElement | undefined {
  return intro === undefined ? undefined : make('p', { className: 'intro', text: intro });
}

function hintOf({ fields, labels }: FormSpec): HTMLElement | undefined {
  const some = fields.some(({ required }) => required === true);
  return some ? make('p', { className: 'hint', text: labels.required }) : undefined;
}
