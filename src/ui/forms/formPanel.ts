import { l10n, type WebviewPanel } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { nameFromId } from '../../core/domain/account';
import { failureOf } from '../../core/domain/failure';
import type { Draft, DraftStore } from '../../core/stores/draftStore';
import {
  formProtocol,
  formValues,
  type FieldNote,
  type FormProtocol,
  type FormValues,
  type KeptState,
  type SubmitAnswer,
} from '../../protocol/form';
import { completed, keepable } from '../../protocol/formValues';
import { HostEnd } from '../../protocol/messages';
import { faultSentence, sentenceOf } from '../shell/messages';
import { keyOf, type FormDefinition, type FormSource, type FormSubject } from './formSource';

export interface FormPanelPorts {
  readonly drafts: DraftStore;
  /** Id of the account that calls are made for now. */
  readonly account: () => string | undefined;
  readonly log: (thrown: unknown) => void;
  /** The panel is gone; with `unsaved` where something was typed and not saved. */
  readonly closed: (unsaved: boolean) => void;
  /** The panel was closed while it was saving, and that failed. */
  readonly failedAfterwards: (why: string) => void;
}

/** One open form: what stands in it, and whether it is being saved. The page can vanish and come back. */
export class FormPanel implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly end: HostEnd<FormProtocol>;
  private readonly key: string;
  private definition: FormDefinition | undefined;
  private problem: string | undefined;
  private values: FormValues = {};
  private restored = false;
  /** Somebody else changed what the form began with: saving it now is a choice, and says so. */
  private overwrites = false;
  /** When the newest text that is known here was typed, by the clock of the pages. */
  private lastEditAt = 0;
  private busy = false;
  private notes: readonly FieldNote[] = [];
  private failure: string | undefined;
  private open = true;
  private saved = false;
  /** How often the page has come to life; an answer to an earlier life reaches nobody. */
  private lives = 0;

  constructor(
    readonly panel: WebviewPanel,
    private readonly subject: FormSubject,
    private readonly source: FormSource,
    private readonly ports: FormPanelPorts,
    /** What the page kept when it was last here. */
    private kept: KeptState | undefined,
  ) {
    this.key = keyOf(subject);
    panel.title = source.title;
    this.end = new HostEnd(
      formProtocol,
      (message) => this.open && panel.webview.postMessage(message),
      {
        ready: ({ kept: found }) => this.ready(found),
        draft: ({ values, at }) => {
          void this.draft(values, at);
          return Promise.resolve(undefined);
        },
        startOver: () => this.startOver(),
        retry: () => this.load(),
        submit: ({ values }) => this.submit(values),
      },
      (thrown) => this.faultOf(thrown),
    );
    this.owned.add(panel.webview.onDidReceiveMessage((message) => this.end.receive(message)));
    this.owned.add(panel.onDidDispose(() => this.dispose()));
    void this.load();
  }

  dispose(): void {
    if (!this.open) return;
    this.open = false;
    this.owned.dispose();
    this.ports.closed(!this.saved && !this.busy && Object.keys(this.unsaved()).length > 0);
  }

  private async load(): Promise<void> {
    this.problem = undefined;
    try {
      if (this.ports.account() !== this.subject.account) this.problem = this.wrongAccount();
      else await this.begin(await this.source.load());
    } catch (thrown) {
      this.problem = this.faultOf(thrown);
    }
    this.show();
  }

  private async begin(definition: FormDefinition): Promise<void> {
    const stored = await this.storedDraft();
    // A page that was torn away may have kept less than what was written down, or more.
    const keptIsNewer = this.kept && !(stored && Date.parse(stored.savedAt) > this.kept.at);
    this.lastEditAt = Math.max(this.lastEditAt, this.kept?.at ?? 0);
    const typed = (keptIsNewer ? this.kept?.values : typedIn(stored?.values)) ?? {};
    this.kept = undefined;
    this.definition = definition;
    this.overwrites = false;
    this.values = completed(definition.spec, definition.initial, typed);
    this.restored = Object.keys(this.unsaved()).length > 0;
    // What only the page had kept is written down now.
    if (this.restored) void this.keepDraft();
  }

  /** A draft that cannot be read keeps nobody from writing. */
  private async storedDraft(): Promise<Draft | undefined> {
    const { drafts } = this.ports;
    try {
      this.lastEditAt = Math.max(this.lastEditAt, await drafts.lastEditAt(this.subject));
      return await drafts.get(this.subject);
    } catch (thrown) {
      this.ports.log(thrown);
      return undefined;
    }
  }

  private ready(found: KeptState | undefined): void {
    this.lives++;
    if (found?.key === this.key) {
      if (this.definition && found.at >= this.lastEditAt) void this.draft(found.values, found.at);
      else if (!this.definition) this.kept = found;
    }
    this.show();
  }

  private async draft(values: FormValues, at: number): Promise<void> {
    if (!this.definition || this.busy) return;
    const { spec, initial } = this.definition;
    this.values = completed(spec, initial, values);
    this.lastEditAt = Math.max(this.lastEditAt, at);
    if ((await this.keepDraft()) === undefined) this.end.notify('stored', { at });
  }

  private startOver(): void {
    if (!this.definition || this.busy) return;
    this.values = this.definition.initial;
    void this.keepDraft();
    this.refuse([], undefined);
    // What it begins with is read anew: it may have changed since.
    void this.load();
  }

  private async submit(values: FormValues): Promise<SubmitAnswer> {
    const { definition } = this;
    if (!definition || this.busy) return { outcome: 'refused', problems: [] };
    const typed = completed(definition.spec, definition.initial, values);
    void this.draft(keepable(definition.spec, definition.initial, typed), this.lastEditAt);
    const simulator = this.lives;
    this.refuse([], undefined);
    this.busy = true;
    try {
      await this.save(definition, typed);
    } catch (thrown) {
      this.failure = this.faultOf(thrown);
    } finally {
      this.busy = false;
    }
    if (this.saved) this.panel.dispose();
    else if (!this.open)
      this.ports.failedAfterwards(this.failure ?? this.notes.map(({ text }) => text).join(' '));
    else if (simulator !== this.lives) this.show();
    return {
      outcome: this.saved ? 'saved' : 'refused',
      problems: this.notes,
      ...failed(this.failure),
    };
  }

  private async save(definition: FormDefinition, values: FormValues): Promise<void> {
    if (this.ports.account() !== this.subject.account) {
      this.failure = this.wrongAccount();
      return;
    }
    this.notes = definition.validate(values);
    if (this.notes.length > 0) return;
    const outcome = await definition.submit(values);
    if (outcome.kind === 'refused') {
      this.refuse(outcome.notes, outcome.failure);
      if (outcome.outdated === true) this.offerChoice();
      return;
    }
    this.saved = true;
    await this.ports.drafts.discard(this.subject).catch(this.ports.log);
  }

  /** Once the page has its answer, it is drawn anew with both ways out. */
  private offerChoice(): void {
    this.restored = true;
    this.overwrites = true;
    setImmediate(() => this.show());
  }

  private refuse(notes: readonly FieldNote[], failure: string | undefined): void {
    this.notes = notes;
    this.failure = failure;
  }

  /** Tells the page all that it needs; one that is not ready yet will ask. */
  private show(): void {
    if (!this.open || this.lives === 0) return;
    if (this.definition) {
      this.end.notify('show', {
        key: this.key,
        spec: this.overwrites
          ? { ...this.definition.spec, submitLabel: l10n.t('Save Mine Anyway') }
          : this.definition.spec,
        initial: this.definition.initial,
        values: this.values,
        restored: this.restored,
        busy: this.busy,
        problems: this.notes,
        lastEditAt: this.lastEditAt,
        ...failed(this.failure ?? this.problem),
      });
    } else if (this.problem !== undefined) {
      this.end.notify('sorry', { title: this.source.title, text: this.problem, retry: l10n.t('Try again') });
    }
  }

  /** Nothing typed is no draft. */
  private keepDraft(): Promise<string | undefined> {
    return this.ports.drafts.keep(this.subject, this.source.title, this.unsaved(), this.lastEditAt);
  }

  private unsaved(): FormValues {
    if (!this.definition) return {};
    return keepable(this.definition.spec, this.definition.initial, this.values);
  }

  private wrongAccount(): string {
    const name = nameFromId(this.subject.account);
    return l10n.t('This form belongs to the account {0}. Switch to it, then try again.', name);
  }

  private faultOf(thrown: unknown): string {
    const failure = failureOf(thrown);
    const attempt = (): string => l10n.t('The form could not be opened or saved.');
    if (failure) return sentenceOf(failure, attempt);
    this.ports.log(thrown);
    return faultSentence(attempt);
  }
}

function failed(failure: string | undefined): { readonly failure?: string } {
  return failure === undefined ? {} : { failure };
}

/** What a draft holds, as far as it can be read. */
function typedIn(values: unknown): FormValues {
  try {
    return values === undefined ? {} : formValues(values);
  } catch {
    return {};
  }
}
