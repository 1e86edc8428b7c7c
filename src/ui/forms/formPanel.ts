import { l10n, type WebviewPanel } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { traceOf, logRejection } from '../../core/base/log';
import { accountIdOf } from '../../core/stores/sessionStore';
import {
  formProtocol,
  type FieldNote,
  type FormProtocol,
  type FormValues,
  type SavedState,
  type SaveAnswer,
  type TypedInput,
} from '../../protocol/form';
import { completed, pickValues, storableValues } from '../../protocol/formValues';
import { HostEnd } from '../../protocol/messages';
import type { App } from '../shell/app';
import { keyOf, type FormId } from '../shell/draftIds';
import type { FormDefinition, FormSource } from './formSource';
import {
  currentValuesText,
  failed,
  formErrorText,
  otherAccountFormText,
  readNewer,
  storedDraft,
  typedBefore,
  type FormPanelEvents,
} from './formState';
import { HiddenFields } from './hiddenFields';

/** One open form: its values and whether it is being saved. Its page can be unloaded and loaded again. */
export class FormPanel implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly end: HostEnd<FormProtocol>;
  private readonly key: string;
  private readonly hidden: HiddenFields;
  private definition: FormDefinition | undefined;
  private loadError: string | undefined;
  private values: FormValues = {};
  /** See `FormState.base`; as it was stored or as the page has it. */
  private base: FormValues = {};
  /** Current values of the item that the last refusal listed: saving again may overwrite them. */
  private known: FormValues = {};
  private restored = false;
  /** The edited item has changed meanwhile: the button says that saving overwrites it. */
  private overwrites = false;
  /** By the clock of the pages, in milliseconds since the epoch. */
  private lastEditAt = 0;
  private busy = false;
  private notes: readonly FieldNote[] = [];
  private failure: string | undefined;
  private open = true;
  private saved = false;
  /** How often the page was loaded. The answer to a request of an earlier load does not reach it. */
  private pageLoads = 0;
  private readonly log = (thrown: unknown): void => this.app.log.error(traceOf(thrown));
  private readonly errorText = (thrown: unknown): string => formErrorText(thrown, this.log);

  /** @param kept what the page kept before a reload of the window */
  constructor(
    private readonly app: App,
    readonly panel: WebviewPanel,
    private readonly id: FormId,
    private readonly source: FormSource,
    private readonly events: FormPanelEvents,
    private kept: SavedState | undefined,
  ) {
    [this.key, panel.title] = [keyOf(id), source.title];
    this.hidden = new HiddenFields(app.shield);
    this.owned.add(app.shield.onDidChange(() => this.redraw()));
    this.end = new HostEnd(
      formProtocol,
      (message) => this.open && panel.webview.postMessage(message),
      {
        ready: ({ kept: found }) => this.ready(found),
        draft: ({ at, ...input }) => {
          logRejection(this.edit(input, at), this.app.log);
          return Promise.resolve(undefined);
        },
        startOver: () => this.startOver(),
        retry: () => this.load(),
        reveal: () => this.redraw(() => this.hidden.show()),
        submit: (input) => this.submit(input),
      },
      this.errorText,
    );
    this.owned.add(panel.webview.onDidReceiveMessage((message) => this.end.receive(message)));
    this.owned.add(panel.onDidDispose(() => this.dispose()));
    void this.load();
  }

  dispose(): void {
    if (!this.open) return;
    this.open = false;
    this.owned.dispose();
    this.events.onClose(!this.saved && !this.busy && Object.keys(this.unsaved()).length > 0);
  }

  /** Inserts text at the cursor of the message. */
  insert(text: string): void {
    this.end.notify('insert', { text });
  }

  /** Shows a draft that was written elsewhere since, such as from a chat, and nothing of what was here before. */
  async adoptDraft(): Promise<void> {
    const [shown, draft] = [this.lastEditAt, await this.readDraft()];
    if (draft && Date.parse(draft.savedAt) > shown && !this.busy) await this.load();
  }

  private async load(): Promise<void> {
    this.loadError = undefined;
    try {
      if (this.isOtherAccount()) this.loadError = otherAccountFormText(this.id.account);
      else await this.begin(await this.source.load());
    } catch (thrown) {
      this.loadError = this.errorText(thrown);
    }
    this.redraw();
    void this.loadNewer();
    this.events.onLoad();
  }

  /** Whether it shows what is kept on this machine because LiveChat is out of reach. */
  get isOffline(): boolean {
    return this.definition?.newer !== undefined && this.loadError === undefined;
  }

  /** Shows LiveChat's current values if they can be read, unless something was typed: saving compares it with them. */
  async loadNewer(): Promise<void> {
    const { definition } = this;
    const isTouched = (): boolean => this.busy || Object.keys(this.unsaved()).length > 0;
    if (!definition?.newer || isTouched()) return;
    const read = await readNewer(definition.newer, this.log);
    if (!read || this.definition !== definition || isTouched()) return;
    this.loadError = read.failure;
    const { newer } = read;
    if (newer) [this.definition, this.values, this.base, this.restored] = [newer, newer.initial, {}, false];
    this.redraw();
    if (newer) this.end.notify('announce', { text: currentValuesText() });
  }

  private async begin(definition: FormDefinition): Promise<void> {
    const draft = await this.readDraft();
    const typed = typedBefore(this.kept, draft);
    this.lastEditAt = Math.max(this.lastEditAt, this.kept?.at ?? 0);
    [this.kept, this.base] = [undefined, typed.base];
    [this.definition, this.overwrites, this.known] = [definition, false, {}];
    this.values = completed(definition.spec, definition.initial, typed.values);
    this.restored = Object.keys(this.unsaved()).length > 0;
    if (this.restored) logRejection(this.keepDraft(), this.app.log);
  }

  private redraw(change: () => void = () => this.hidden.reset()): void {
    change();
    const { about } = this.definition ?? {};
    if (about) this.hidden.look(about, about === 'new' ? this.values : this.unsaved());
    this.show();
  }

  private get filled() {
    const { definition, values } = this;
    return definition && { ...definition, values, base: this.editedBase() };
  }

  private async readDraft() {
    const { draft, lastEditAt } = await storedDraft(this.app.drafts, this.id, this.log);
    this.lastEditAt = Math.max(this.lastEditAt, lastEditAt);
    return draft;
  }

  private ready(found: SavedState | undefined): void {
    this.pageLoads++;
    if (found?.key === this.key) {
      if (this.definition && found.at >= this.lastEditAt)
        logRejection(this.edit(found, found.at), this.app.log);
      else if (!this.definition) this.kept = found;
    }
    this.show();
  }

  private async edit(input: TypedInput, at: number): Promise<void> {
    if (!this.definition || this.busy) return;
    const { spec, initial } = this.definition;
    const { values, base = {} } = this.hidden.whole(input, this.filled);
    this.values = completed(spec, initial, values);
    this.base = base;
    this.lastEditAt = Math.max(this.lastEditAt, at);
    if ((await this.keepDraft()) === undefined) this.end.notify('stored', { at });
  }

  private startOver(): void {
    if (!this.definition || this.busy) return;
    [this.values, this.known] = [this.definition.initial, {}];
    logRejection(this.keepDraft(), this.app.log);
    this.refuse([], undefined);
    // The first values may have changed since.
    void this.load();
  }

  private async submit(input: TypedInput): Promise<SaveAnswer> {
    const { definition } = this;
    if (!definition || this.busy) return { outcome: 'refused', problems: [] };
    const failure = this.hidden.refusal(this.filled);
    if (failure !== undefined) return { outcome: 'refused', problems: [], failure };
    const { values, base = {} } = this.hidden.whole(input, this.filled);
    const typed = completed(definition.spec, definition.initial, values);
    const edited = storableValues(definition.spec, definition.initial, typed);
    logRejection(this.edit({ values: edited, base }, this.lastEditAt), this.app.log);
    const { pageLoads } = this;
    this.refuse([], undefined);
    this.busy = true;
    try {
      await this.save(definition, typed);
    } catch (thrown) {
      this.failure = this.errorText(thrown);
    } finally {
      this.busy = false;
    }
    if (this.saved) this.panel.dispose();
    else if (!this.open)
      this.events.onLateFailure(this.failure ?? this.notes.map(({ text }) => text).join(' '));
    else if (pageLoads !== this.pageLoads) this.show();
    return {
      outcome: this.saved ? 'saved' : 'refused',
      problems: this.notes,
      ...failed(this.failure),
    };
  }

  private async save(definition: FormDefinition, values: FormValues): Promise<void> {
    if (this.isOtherAccount()) {
      this.failure = otherAccountFormText(this.id.account);
      return;
    }
    const outcome = await definition.submit(values, { ...this.base, ...this.known });
    if (outcome.kind === 'refused') {
      this.refuse(outcome.notes, outcome.failure);
      this.known = { ...this.known, ...outcome.known };
      if (outcome.outdated === true) this.offerOverwrite();
      return;
    }
    this.saved = true;
    await this.app.drafts.discard(this.id).catch(this.log);
  }

  /** Redraws the page with both choices, overwrite or start over, after it has received its answer. */
  private offerOverwrite(): void {
    this.restored = true;
    this.overwrites = true;
    setImmediate(() => this.show());
  }

  private refuse(notes: readonly FieldNote[], failure: string | undefined): void {
    this.notes = notes;
    this.failure = failure;
  }

  /** Sends the whole state to the page. A page that is not ready yet asks for it later. */
  private show(): void {
    if (!this.open || this.pageLoads === 0) return;
    if (this.definition && this.filled) {
      const { spec, initial, values, base } = this.hidden.formOf(this.filled);
      this.end.notify('show', {
        key: this.key,
        spec: this.overwrites ? { ...spec, submitLabel: l10n.t('Save Anyway') } : spec,
        ...{ initial, values },
        ...(this.definition.edits && { base }),
        restored: this.restored,
        busy: this.busy,
        problems: this.notes.map((note) => ({ ...note, text: this.hidden.said(note.text) })),
        lastEditAt: this.lastEditAt,
        isUnread: this.failure === undefined,
        ...failed(this.hidden.said(this.failure ?? this.loadError)),
      });
    } else if (this.loadError !== undefined) {
      const text = this.hidden.said(this.loadError);
      const labels = { title: this.source.title, text, retry: l10n.t('Try again') };
      this.end.notify('unavailable', labels);
    }
  }

  /** Without unsaved input the draft is removed. Resolves to why it could not be written. */
  private keepDraft(): Promise<string | undefined> {
    const { title } = this.source;
    return this.app.drafts.keep(this.id, title, this.unsaved(), this.lastEditAt, this.editedBase());
  }

  private unsaved(): FormValues {
    if (!this.definition) return {};
    return storableValues(this.definition.spec, this.definition.initial, this.values);
  }

  private editedBase(): FormValues {
    return pickValues(this.base, Object.keys(this.unsaved()));
  }

  private isOtherAccount(): boolean {
    return accountIdOf(this.app.session.current) !== this.id.account;
  }
}
