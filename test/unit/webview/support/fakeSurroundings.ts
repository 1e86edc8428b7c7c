import type { FieldNote, FormState, FormValues, KeptState } from '../../../../src/protocol/form';
import { FormPage, type FormFace } from '../../../../src/webview/form/formPage';
import { fakeShelf } from './fakeShelf';

interface Posted {
  readonly kind: string;
  readonly name: string;
  readonly id?: number;
  readonly payload: unknown;
}

interface Request extends Posted {
  readonly id: number;
  readonly payload: { readonly values: FormValues };
}

/** Remembers what the logic last asked of the drawn form. */
class FakeFace implements FormFace {
  drawn: FormState | undefined;
  apology: string | undefined;
  visible: Record<string, boolean> = {};
  busy = false;
  waiting = false;
  problems: readonly FieldNote[] = [];
  failure: string | undefined;
  focused: string | undefined;
  readonly cleared: string[] = [];

  draw(state: FormState): void {
    this.drawn = state;
  }
  sorry({ text }: { readonly text: string }): void {
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
  begin(field: string): void {
    this.focused = field;
  }
}

/** A started page with a port, a face and a clock that do nothing by themselves. */
export function openedPage(keptBefore?: unknown, shelf = fakeShelf()) {
  const posted: Posted[] = [];
  const face = new FakeFace();
  let kept: KeptState | undefined;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  let now = 0;
  const form = new FormPage({
    face,
    kept: keptBefore,
    shelf,
    post: (message) => posted.push(structuredClone(message) as Posted),
    keep: (state) => (kept = state),
    now: () => now,
    later: (run, ms) => {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => (timers = timers.filter((other) => other !== timer));
    },
  });
  form.start();
  const requests = (): Request[] => posted.filter(({ name }) => name === 'submit') as Request[];
  const settle = (): Promise<void> => new Promise(setImmediate);
  return {
    form,
    face,
    posted,
    get kept() {
      return kept;
    },
    requests,
    lastRequest: (): Request => requests().at(-1)!,
    commands: () =>
      posted.filter(({ kind }) => kind === 'command').map(({ name, payload }) => [name, payload] as const),
    drafts: () => posted.filter(({ name }) => name === 'draft').map(({ payload }) => payload),
    notify: (name: string, payload: unknown) => form.receive({ kind: 'notification', name, payload }),
    show: (state: FormState & { readonly key: string }) =>
      form.receive({ kind: 'notification', name: 'show', payload: structuredClone(state) }),
    answer: async (payload: unknown) => {
      form.receive({ kind: 'answer', name: 'submit', id: requests().at(-1)!.id, payload });
      await settle();
    },
    /** Answers the last draft. */
    acknowledge: async () => {
      const id = posted.findLast(({ name }) => name === 'draft')?.id;
      form.receive({ kind: 'answer', name: 'draft', id });
      await settle();
    },
    fail: async (fault: string) => {
      form.receive({ kind: 'answer', name: 'submit', id: requests().at(-1)!.id, fault });
      await settle();
    },
    pass: (ms: number) => {
      now += ms;
      const due = timers.filter(({ at }) => at <= now);
      timers = timers.filter((timer) => !due.includes(timer));
      for (const { run } of due) run();
    },
  };
}
