import { l10n, type WebviewPanel } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { traceOf, logRejection } from '../../core/base/log';
import { draftPort } from '../../core/stores/drafts/draftPort';
import { accountIdOf } from '../../core/stores/sessionStore';
import {
  formProtocol,
  type FieldNote,
  type FormProtocol,
  type FormValues,
  type PageInput,
  type SavedState,
  type SaveAnswer,
} from '../../protocol/form';
import { completed, storableValues } from '../../protocol/formValues';
import { HostEnd } from '../../protocol/messages';
import { changedElsewhereText } from '../messages/failureMessages';
import type { App } from '../shell/app';
import { keyOf, type FormId } from '../shell/draftIds';
import { FormInput } from './formInput';
import type { FormDefinition, FormSource } from './formSource';
import {
  currentValuesText,
  failed,
  formErrorText,
  otherAccountFormText,
  readNewer,
  type FormPanelEvents,
} from './formState';
import { HiddenFields } from './hiddenFields';

/** One open form: its values and whether it is being saved. Its page can be unloaded and loaded again. */
export class FormPanel implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly end: HostEnd<FormProtocol>;
  private readonly key: string;
  private readonly hidden: HiddenFields;
  private readonly input: FormInput;
  private loadError: string | undefined;
  /** Current values of the item that the last refusal listed: saving again may overwrite them. */
  private known: FormValues = {};
  /** The edited item has changed meanwhile: the button says that saving overwrites it. */
  private overwrites = false;
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
    this.input = this.owned.add(
      new FormInput(
        draftPort(app.drafts, id, () => source.title),
        {
          isSaving: () => this.busy && !this.saved,
          shown: () => this.redraw(),
          log: this.log,
        },
      ),
    );
    this.end = new HostEnd(
      formProtocol,
      (message) => this.open && panel.webview.postMessage(message),
      {
        ready: ({ kept: found }) => this.ready(found),
        draft: ({ at, ...input }) => {
          logRejection(this.edit(input, at), app.log);
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
    this.events.onClose(!this.saved && !this.busy && this.input.isTouched);
  }

  /** Inserts text at the cursor of the message. */
  insert(text: string): void {
    this.end.notify('insert', { text });
  }

  /** Shows a draft that was written elsewhere since, such as from a chat. */
  async look(): Promise<void> {
    await this.input.draft.look();
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
    return this.input.definition?.newer !== undefined && this.loadError === undefined;
  }

  /** Shows LiveChat's current values if they can be read, unless something was typed: saving compares it with them. */
  async loadNewer(): Promise<void> {
    const { definition } = this.input;
    const isTouched = (): boolean => this.busy || this.input.isTouched;
    if (!definition?.newer || isTouched()) return;
    const read = await readNewer(definition.newer, this.log);
    if (!read || this.input.definition !== definition || isTouched()) return;
    this.loadError = read.failure;
    const { newer } = read;
    if (newer) this.input.replace(newer);
    this.redraw();
    if (newer) this.end.notify('announce', { text: currentValuesText() });
  }

  private async begin(definition: FormDefinition): Promise<void> {
    const { kept } = this;
    this.kept = undefined;
    await this.input.begin(definition, kept);
    [this.overwrites, this.known] = [false, {}];
  }

  private redraw(change: () => void = () => this.hidden.reset()): void {
    change();
    const { filled, unsaved } = this.input;
    if (filled?.about) this.hidden.look(filled.about, filled.about === 'new' ? filled.values : unsaved);
    this.show();
  }

  private ready(found: SavedState | undefined): void {
    this.pageLoads++;
    if (found?.key === this.key) {
      const { definition, draft } = this.input;
      if (definition && found.at >= draft.lastEditAt) logRejection(this.edit(found, found.at), this.app.log);
      else if (!definition) this.kept = found;
    }
    this.show();
  }

  private async edit(input: PageInput, at: number): Promise<void> {
    const { draft, filled } = this.input;
    if (!filled || this.busy) return;
    const isBehind = this.isBehind(input);
    if (await draft.edit(this.hidden.whole(input, filled), at, isBehind)) this.end.notify('stored', { at });
  }

  private isBehind({ revision }: PageInput): boolean {
    const { filled } = this.input;
    return revision !== undefined && filled !== undefined && revision !== this.hidden.formOf(filled).revision;
  }

  private startOver(): void {
    if (!this.input.definition || this.busy) return;
    this.known = {};
    void this.input.leave();
    this.refuse([], undefined);
    // The first values may have changed since.
    void this.load();
  }

  private async submit(input: PageInput): Promise<SaveAnswer> {
    const { definition } = this.input;
    if (!definition || this.busy) return { outcome: 'refused', problems: [] };
    const { draft, filled } = this.input;
    const isUnseen = draft.isUnseen(this.isBehind(input));
    const failure = isUnseen ? changedElsewhereText() : this.hidden.refusal(filled);
    if (failure !== undefined) return { outcome: 'refused', problems: [], failure };
    const { values, base = {} } = this.hidden.whole(input, filled);
    const typed = completed(definition.spec, definition.initial, values);
    const edited = storableValues(definition.spec, definition.initial, typed);
    void draft.edit({ values: edited, base }, draft.lastEditAt);
    const { pageLoads } = this;
    this.refuse([], undefined);
    this.busy = true;
    try {
      if (await draft.check()) this.failure = changedElsewhereText();
      else await this.save(definition, typed);
    } catch (thrown) {
      this.failure = this.errorText(thrown);
    } finally {
      this.busy = false;
    }
    // What another window has typed since.
    if (!this.saved) void draft.look();
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
    const outcome = await definition.submit(values, { ...this.input.editedBase, ...this.known });
    if (outcome.kind === 'refused') {
      this.refuse(outcome.notes, outcome.failure);
      this.known = { ...this.known, ...outcome.known };
      if (outcome.outdated === true) this.offerOverwrite();
      return;
    }
    this.saved = true;
    await this.input.leave();
  }

  /** Redraws the page with both choices, overwrite or start over, after it has received its answer. */
  private offerOverwrite(): void {
    this.input.restored = true;
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
    const { filled, restored, draft } = this.input;
    if (filled) {
      const { spec, initial, values, base, revision } = this.hidden.formOf(filled);
      this.end.notify('show', {
        key: this.key,
        spec: this.overwrites ? { ...spec, submitLabel: l10n.t('Save Anyway') } : spec,
        ...{ initial, values, revision },
        ...(filled.edits && { base }),
        restored,
        busy: this.busy,
        problems: this.notes.map((note) => ({ ...note, text: this.hidden.said(note.text) })),
        lastEditAt: draft.lastEditAt,
        isUnread: this.failure === undefined,
        ...failed(this.hidden.said(this.failure ?? this.loadError)),
      });
    } else if (this.loadError !== undefined) {
      const text = this.hidden.said(this.loadError);
      const labels = { title: this.source.title, text, retry: l10n.t('Try again') };
      this.end.notify('unavailable', labels);
    }
  }

  private isOtherAccount(): boolean {
    return accountIdOf(this.app.session.current) !== this.id.account;
  }
}
