import { decodeSaved } from '../../protocol/decode';
import {
  formProtocol,
  savedState,
  type FieldNote,
  type FormProtocol,
  type FormSpec,
  type FormState,
  type FormValue,
  type FormValues,
  type PageInput,
  type SavedState,
  type TypedInput,
} from '../../protocol/form';
import { completed, isVisible, pickValues, storableValues, trackBase } from '../../protocol/formValues';
import { PageEnd, RequestFault, type Post } from '../../protocol/messages';
import { DraftSync, type DraftSyncEnvironment } from '../shared/draftSync';

/** The view, as the page logic uses it. */
export interface FormRenderer {
  draw(state: FormState): void;
  /** Shown instead of a form. */
  unavailable(labels: { readonly title: string; readonly text: string; readonly retry: string }): void;
  setVisible(field: string, visible: boolean): void;
  setBusy(busy: boolean): void;
  /** The host does not respond: input is disabled until it does. */
  setWaiting(waiting: boolean): void;
  /** Shows each problem at its field and announces them. An empty list clears all. */
  setProblems(problems: readonly FieldNote[], failure: string | undefined): void;
  clearProblem(field: string): void;
  focus(field: string): void;
  /** Focuses the reason why the form was refused. */
  focusSubmit(): void;
  /** Focuses the field that had the focus before the form was drawn again. Returns whether there is one. */
  keepFocus(): boolean;
  announce(text: string): void;
  /** Inserts text at the cursor of the message, as if it was typed. */
  insert(text: string): void;
  /** Focuses the field once the page has the focus. Does not scroll: a page shown again keeps its position. */
  begin(field: string): void;
}

/** The webview API of the editor. */
export interface FormEnvironment extends DraftSyncEnvironment {
  readonly post: Post;
  readonly face: FormRenderer;
  /** State from before the page was hidden or reloaded. */
  readonly kept: unknown;
  keep(state: SavedState): void;
}

/** Logic of the form page: values, drafts, problems and saving, without DOM access. */
export class FormPage {
  private readonly end: PageEnd<FormProtocol>;
  private state: (FormState & { readonly key: string }) | undefined;
  private values: FormValues = {};
  /** See `FormState.base`; `undefined` in a form that creates an item. */
  private base: FormValues | undefined;
  private busy = false;
  private readonly kept: SavedState | undefined;
  private readonly draftSync: DraftSync;
  private typedAt: number;
  /** See `FormState.revision`. */
  private revision: number | undefined;

  constructor(private readonly around: FormEnvironment) {
    this.kept = decodeSaved(savedState, around.kept);
    this.typedAt = this.kept?.at ?? 0;
    this.draftSync = new DraftSync(around, this.typedAt, (waiting) => around.face.setWaiting(waiting));
    this.end = new PageEnd(formProtocol, around.post, {
      show: (state) => this.show(state),
      unavailable: (labels) => this.around.face.unavailable(labels),
      insert: ({ text }) => this.around.face.insert(text),
      announce: ({ text }) => this.around.face.announce(text),
      stored: ({ at }) => this.state && this.draftSync.stored(this.state.key, at),
    });
  }

  /** Reports that the page can receive messages. */
  start(): void {
    this.end.send('ready', this.kept ? { kept: this.kept } : {});
  }

  receive(message: unknown): void {
    this.end.receive(message);
  }

  input(field: string, value: FormValue): void {
    if (!this.state) return;
    const before = this.edited(this.state);
    this.values = { ...this.values, [field]: value };
    const after = this.edited(this.state);
    this.base &&= trackBase(this.base, { before, after }, this.state.initial);
    this.around.face.clearProblem(field);
    this.showVisible();
    this.handOver();
  }

  /** Called for every key press, so that nothing is lost if the page is destroyed or the host is killed. */
  private handOver(): void {
    if (!this.state) return;
    const input = this.inputOf(this.state);
    this.typedAt = this.draftSync.typed(this.state.key, input);
    this.keep();
    void this.draftSync.follow(this.end.ask('draft', { ...this.sent(input), at: this.typedAt }));
  }

  async submit(): Promise<void> {
    const { state } = this;
    if (!state || this.busy) return;
    this.setBusy(true);
    try {
      const answer = await this.end.ask('submit', {
        ...this.sent(this.inputOf(state)),
        values: this.values,
      });
      if (this.state !== state || answer.outcome === 'saved') return;
      this.refuse(answer.problems, answer.failure);
    } catch (thrown) {
      if (this.state !== state) return;
      this.refuse([], thrown instanceof RequestFault ? thrown.message : state.spec.labels.fault);
    }
  }

  retry(): void {
    this.end.send('retry', undefined);
  }

  reveal(): void {
    this.end.send('reveal', undefined);
  }

  startOver(): void {
    if (this.state) this.draftSync.forget(this.state.key);
    this.values = {};
    this.base &&= {};
    this.typedAt = 0;
    this.end.send('startOver', undefined);
  }

  private show(state: FormState & { readonly key: string }): void {
    const isNew = this.state?.key !== state.key;
    const left = isNew ? this.draftSync.recover(state.key, state.lastEditAt) : undefined;
    const before = isNew ? undefined : this.state;
    const secrets = before ? secretsIn(before.spec, this.values) : {};
    // The user may have typed while the message was in transit.
    const newer = before && this.typedAt > state.lastEditAt ? this.inputOf(before) : undefined;
    const input = left ?? newer;
    if (!newer) this.revision = state.revision;
    this.state = state;
    this.values = completed(state.spec, state.initial, {
      ...(input?.values ?? state.values),
      ...secrets,
    });
    this.base = state.base && pickValues({ ...state.base, ...input?.base }, Object.keys(this.edited(state)));
    this.around.face.draw({ ...state, values: this.values, restored: state.restored || left !== undefined });
    this.showVisible();
    if (left) this.handOver();
    else this.keep();
    if (state.busy) this.setBusy(true);
    else {
      this.showProblems(state.problems, state.failure);
      this.takeFocus(state);
    }
  }

  /** After the form was drawn again, which can be while the user types. */
  private takeFocus({ spec, problems, failure, isUnread }: FormState): void {
    const isRefused = problems.length > 0 || (failure !== undefined && isUnread !== true);
    const [first] = spec.fields;
    if (!isRefused && first) this.around.face.begin(first.name);
    else if (isRefused && !this.around.face.keepFocus()) this.focusFaulty(problems);
  }

  private refuse(problems: readonly FieldNote[], failure: string | undefined): void {
    this.showProblems(problems, failure);
    this.focusFaulty(problems);
  }

  /** Before the focus moves, so that the errors scroll into view with it. */
  private showProblems(problems: readonly FieldNote[], failure: string | undefined): void {
    this.around.face.setProblems(problems, failure);
    this.setBusy(false);
  }

  private focusFaulty(problems: readonly FieldNote[]): void {
    // In the order of the form.
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
    this.around.keep({ key: this.state.key, at: this.typedAt, ...this.inputOf(this.state) });
  }

  private edited({ spec, initial }: FormState): FormValues {
    return storableValues(spec, initial, this.values);
  }

  private sent(input: TypedInput): PageInput {
    return { ...input, ...(this.revision !== undefined && { revision: this.revision }) };
  }

  private inputOf(state: FormState): TypedInput {
    return { values: this.edited(state), ...(this.base && { base: this.base }) };
  }
}

/** The host gets passwords only on submit, so a typed one is kept when the form is rendered again. */
function secretsIn({ fields }: FormSpec, values: FormValues): FormValues {
  const secret = new Set(fields.filter(({ kind }) => kind === 'password').map(({ name }) => name));
  return Object.fromEntries(Object.entries(values).filter(([name]) => secret.has(name)));
}
