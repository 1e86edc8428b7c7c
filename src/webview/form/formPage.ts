import {
  formProtocol,
  keptState,
  type FieldNote,
  type FormProtocol,
  type FormState,
  type FormValue,
  type FormValues,
  type KeptState,
} from '../../protocol/form';
import { completed, isVisible, keepable } from '../../protocol/formValues';
import { PageEnd, RequestFault, type Post } from '../../protocol/messages';

/** What the logic asks of the drawn form. */
export interface FormFace {
  draw(state: FormState): void;
  /** In place of a form. */
  sorry(words: { readonly title: string; readonly text: string; readonly retry: string }): void;
  setVisible(field: string, visible: boolean): void;
  setBusy(busy: boolean): void;
  /** The host does not answer: nothing can be typed until it does. */
  setWaiting(waiting: boolean): void;
  /** Ties each sentence to its field and announces them; none clears all. */
  setProblems(problems: readonly FieldNote[], failure: string | undefined): void;
  clearProblem(field: string): void;
  focus(field: string): void;
  /** Where why the whole was refused stands. */
  focusSubmit(): void;
  /** Puts the keys into the field without moving the page: it may have come back to where the person was. */
  begin(field: string): void;
}

/** The page as the editor offers it. */
export interface FormSurroundings {
  readonly post: Post;
  readonly face: FormFace;
  /** What this page kept before it was last hidden or reloaded. */
  readonly kept: unknown;
  keep(state: KeptState): void;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs something a little later; gives what cancels it. */
  later(run: () => void, ms: number): () => void;
}

/**
 * What is typed goes to the host at once, and what follows faster than this goes together: a form can be closed
 * right after the last key, and what the host has not heard by then is lost.
 */
export const draftPauseMs = 100;
/** A host that has not answered for so long is gone, until it does. */
export const patienceMs = 1500;

/** The form without its looks: values, drafts, problems and saving. Knows no DOM. */
export class FormPage {
  private readonly end: PageEnd<FormProtocol>;
  private state: (FormState & { readonly key: string }) | undefined;
  private values: FormValues = {};
  private busy = false;
  /** Ends the pause after a draft went to the host. */
  private endPause: (() => void) | undefined;
  /** Something was typed since. */
  private waiting = false;

  constructor(private readonly around: FormSurroundings) {
    this.end = new PageEnd(formProtocol, around.post, {
      show: (state) => this.show(state),
      sorry: (words) => this.around.face.sorry(words),
    });
  }

  /** Says that the page can be spoken to. */
  start(): void {
    const kept = keptOf(this.around.kept);
    this.end.send('ready', kept ? { kept } : {});
  }

  receive(message: unknown): void {
    this.end.receive(message);
  }

  input(field: string, value: FormValue): void {
    if (!this.state) return;
    this.values = { ...this.values, [field]: value };
    this.around.face.clearProblem(field);
    this.showVisible();
    this.keep();
    this.waiting = true;
    if (!this.endPause) this.flush();
  }

  /** Hands what is typed to the host now: the page may be about to vanish. */
  flush(): void {
    this.stopPause();
    if (!this.waiting || !this.state) return;
    this.waiting = false;
    this.endPause = this.around.later(() => this.flush(), draftPauseMs);
    void this.handOver({ values: keepable(this.state.spec, this.state.initial, this.values) });
  }

  private async handOver(payload: { readonly values: FormValues }): Promise<void> {
    const stopWaiting = this.around.later(() => this.around.face.setWaiting(true), patienceMs);
    try {
      await this.end.ask('draft', payload);
    } finally {
      stopWaiting();
      this.around.face.setWaiting(false);
    }
  }

  async submit(): Promise<void> {
    const { state } = this;
    if (!state || this.busy) return;
    this.flush();
    this.setBusy(true);
    try {
      const answer = await this.end.ask('submit', { values: this.values });
      if (this.state !== state || answer.outcome === 'saved') return;
      this.refuse(answer.problems, answer.failure);
    } catch (thrown) {
      if (this.state !== state) return;
      this.refuse([], thrown instanceof RequestFault ? thrown.message : state.spec.words.fault);
    }
  }

  retry(): void {
    this.end.send('retry', undefined);
  }

  startOver(): void {
    this.stopPause();
    this.waiting = false;
    this.end.send('startOver', undefined);
  }

  private show(state: FormState & { readonly key: string }): void {
    this.stopPause();
    this.waiting = false;
    this.state = state;
    this.values = completed(state.spec, state.initial, state.values);
    this.around.face.draw({ ...state, values: this.values });
    this.showVisible();
    this.keep();
    if (state.busy) this.setBusy(true);
    else if (state.problems.length > 0 || state.failure !== undefined) {
      this.refuse(state.problems, state.failure);
    } else {
      this.setBusy(false);
      const [first] = state.spec.fields;
      if (first) this.around.face.begin(first.name);
    }
  }

  private stopPause(): void {
    this.endPause?.();
    this.endPause = undefined;
  }

  private refuse(problems: readonly FieldNote[], failure: string | undefined): void {
    // Before the focus moves, so that what went wrong comes into view with it.
    this.around.face.setProblems(problems, failure);
    this.setBusy(false);
    // In the order of the form, whatever order they came in.
    const faulty = this.state?.spec.fields.find(({ name }) => problems.some(({ field }) => field === name));
    if (faulty) this.around.face.focus(faulty.name);
    else this.around.face.focusSubmit();
  }

  private setBusy(busy: boolean): void {
    this.busy = busy;
    if (busy) this.around.face.setProblems([], undefined);
    this.around.face.setBusy(busy);
  }

  private showVisible(): void {
    for (const field of this.state?.spec.fields ?? []) {
      if (field.visibleWhen) this.around.face.setVisible(field.name, isVisible(field, this.values));
    }
  }

  private keep(): void {
    if (!this.state) return;
    const { key, spec, initial } = this.state;
    this.around.keep({ key, at: this.around.now(), values: keepable(spec, initial, this.values) });
  }
}

function keptOf(value: unknown): KeptState | undefined {
  try {
    return value === undefined ? undefined : keptState(value);
  } catch {
    return undefined;
  }
}
