import type { FieldNote, FormState, FormValues, SavedState } from '../../../../src/protocol/form';
import { FormPage, type FormRenderer } from '../../../../src/webview/form/formPage';
import { FakePorts, type Posted } from './fakePorts';
import type { fakePageStorage } from './fakePageStorage';

interface Request extends Posted {
  readonly id: number;
  readonly payload: { readonly values: FormValues };
}

/** Records what the page logic requested of the drawn form. */
export class FakeForm implements FormRenderer {
  drawn: FormState | undefined;
  /** What is in the fields. */
  typed: FormValues = {};
  apology: string | undefined;
  visible: Record<string, boolean> = {};
  busy = false;
  waiting = false;
  problems: readonly FieldNote[] = [];
  failure: string | undefined;
  focused: string | undefined;
  inserted: string | undefined;
  announced: string | undefined;
  /** The field in which the user is. */
  usedField: string | undefined;
  readonly cleared: string[] = [];

  draw(state: FormState): void {
    this.drawn = state;
    this.typed = state.values;
  }
  unavailable({ text }: { readonly text: string }): void {
    this.apology = text;
  }
  setVisible(field: string, visible: boolean): void {
    this.visible = { ...this.visible, [field]: visible };
  }
  setBusy(busy: boolean): void {
    this.busy = busy;
  }
  setWaiting(waiting: boolean): void {
    this.waiting = waiting;
  }
  setProblems(problems: readonly FieldNote[], failure: string | undefined): void {
    this.problems = problems;
    this.failure = failure;
  }
  clearProblem(field: string): void {
    this.cleared.push(field);
  }
  focus(field: string): void {
    this.focused = field;
  }
  focusSubmit(): void {
    this.focused = 'submit';
  }
  keepFocus(): boolean {
    if (this.usedField === undefined) return false;
    this.focused = this.usedField;
    return true;
  }
  announce(text: string): void {
    this.announced = text;
  }
  insert(text: string): void {
    this.inserted = text;
  }
  begin(field: string): void {
    this.focused = field;
  }
}

/** A started page with a fake port, a fake drawn form and a fake clock. */
export function openedPage(keptBefore?: unknown, pageStorage?: ReturnType<typeof fakePageStorage>) {
  const face = new FakeForm();
  const ports = new FakePorts<SavedState>(keptBefore, pageStorage);
  const { posted } = ports;
  const form = new FormPage({ face, ...ports.surroundings });
  form.start();
  const requests = (): Request[] => ports.all('submit') as Request[];
  return {
    form,
    face,
    posted,
    get kept() {
      return ports.keeps;
    },
    requests,
    lastRequest: (): Request => requests().at(-1)!,
    commands: () =>
      posted.filter(({ kind }) => kind === 'command').map(({ name, payload }) => [name, payload] as const),
    drafts: () => ports.all('draft').map(({ payload }) => payload),
    notify: (name: string, payload: unknown) => form.receive({ kind: 'notification', name, payload }),
    show: (state: FormState & { readonly key: string }) =>
      form.receive({ kind: 'notification', name: 'show', payload: structuredClone(state) }),
    answer: (payload: unknown) => ports.answer(form, 'submit', { payload }),
    /** Acknowledges the last draft. */
    acknowledge: () => ports.answer(form, 'draft', {}),
    fail: (fault: string) => ports.answer(form, 'submit', { fault }),
    pass: (ms: number) => ports.pass(ms),
  };
}
