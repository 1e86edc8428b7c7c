import { logRejection } from '../../core/base/log';
import { commands, env, l10n, window, type WebviewPanel } from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import type { Ticket } from '../../core/domain/ticket';
import { commandIds } from '../../manifest';
import { oneLine } from '../../core/base/plainText';
import {
  detailProtocol,
  type ConflictChoice,
  type DetailPart,
  type DetailProtocol,
  type DetailState,
  type SavedDetail,
} from '../../protocol/detail';
import type { PageInput, SaveAnswer } from '../../protocol/form';
import { HostEnd, isAboutOther } from '../../protocol/messages';
import { changedElsewhereText } from '../messages/failureMessages';
import { openAddress } from '../shell/openAddress';
import type { OpenPanel } from '../shell/panels/openPanels';
import { PanelPage } from '../shell/panels/panelPage';
import type { PreviewedPanel } from '../shell/panels/previewTab';
import { HiddenFields } from '../forms/hiddenFields';
import type { WatchedPresence } from '../shell/panels/presence';
import { copiedText, faultOf, shownTexts } from './detailMessages';
import type { DetailModel } from './detailModel';
import type { DetailPanelOptions } from './panelPorts';
import { PanelWait } from './panelWait';
import { addressesIn, eventViews, subjectOf, ticketView, type ViewLabels } from './ticketView';
import { pageLabels, viewLabels } from './viewLabels';

/** One open ticket: its model, and its page, which the editor may destroy and recreate. */
export class DetailPanel implements Disposable, PreviewedPanel {
  readonly panel: WebviewPanel;
  readonly model: DetailModel;
  readonly ticketId: string;
  private readonly owned = new DisposableStore();
  private readonly end: HostEnd<DetailProtocol>;
  private readonly labels = pageLabels();
  private readonly wait: PanelWait;
  private readonly presence: WatchedPresence;
  private readonly hidden: HiddenFields;
  private keptView: ViewLabels | undefined;
  /** Kept here because a disposed panel has no title. */
  title = '';
  private readonly page: PanelPage;
  isPreview: boolean;
  private open = true;
  /** The ticket whose conversation was sent to the page. */
  private sentTicket: unknown;
  /** To be announced once the page shows the ticket. */
  private entered: string | undefined;

  constructor(private readonly options: DetailPanelOptions) {
    const { panel, model } = options;
    [this.panel, this.model, this.ticketId] = [panel, model, options.ticketId];
    this.hidden = new HiddenFields(options.shield);
    this.page = this.owned.add(new PanelPage({ ...options, subject: options.key }, () => this.show()));
    this.isPreview = options.isPreview;
    this.end = new HostEnd(
      detailProtocol,
      (message) => this.open && this.page.post(message),
      {
        ready: ({ kept, shown }) => this.start(kept, shown),
        draft: ({ at, ...input }) => {
          logRejection(this.draft(input, at));
          return Promise.resolve(undefined);
        },
        discard: ({ part }) => model.discard(part),
        refresh: () => this.load(),
        retry: () => this.load(),
        signIn: () => commands.executeCommand(commandIds.signInAgain),
        reveal: () => {
          this.hidden.show();
          this.show();
        },
        resolve: ({ choice }) => this.resolve(choice),
        openTicket: ({ id: ticketId }) => commands.executeCommand(commandIds.openTicket, { ticketId }),
        takeBack: () => model.delay.takeBack(),
        send: (input) => this.submit('reply', input),
        later: (input) => this.submit('reply', input, true),
        save: (input) => this.save(input),
        copy: () => this.copy(),
        openAddress: ({ url }) => this.openAddress(url),
      },
      (thrown) => faultOf(thrown, options.log),
    );
    this.owned.add(
      panel.webview.onDidReceiveMessage((message) =>
        isAboutOther(message, options.key) ? undefined : this.end.receive(message),
      ),
    );
    this.owned.add(panel.onDidDispose(() => this.dispose()));
    this.owned.add(panel.onDidChangeViewState(() => options.shown()));
    this.wait = this.owned.add(new PanelWait(panel, options.clock, () => this.show()));
    this.presence = this.owned.add(options.presence(() => this.show()));
    for (const part of [options.delay, model]) this.owned.add(part);
    this.owned.add(
      model.onDidChange(() => {
        if (!this.page.load()) this.show();
      }),
    );
    this.owned.add(options.shield.onDidChange(() => this.redraw()));
    this.show();
    void model.start(options.isPreview ? (load) => options.delay.run(load) : undefined);
  }

  get hasPage(): boolean {
    return this.page.hasPage;
  }

  get given(): Promise<unknown> | undefined {
    return this.page.given;
  }

  /** What a later extension host needs of it. */
  get noted(): Omit<OpenPanel, 'key'> {
    return { title: this.title, isPreview: this.isPreview, ...this.options.from() };
  }

  get hasUnsaved(): boolean {
    return this.model.hasUnsaved;
  }

  dispose(): void {
    if (!this.open) return;
    this.open = false;
    const unsaved = this.hasUnsaved;
    this.owned.dispose();
    this.options.closed(unsaved, this.title);
  }

  setPreview(isPreview: boolean): void {
    this.isPreview = isPreview;
    this.storedChanged();
  }

  /** Whether it is the preview, or the list that it was opened from, has changed. */
  storedChanged(): void {
    this.show();
    this.options.titled(this.title);
  }

  reachedByArrowKey(): void {
    this.options.delay.reachedByArrowKey();
  }

  /** The person came from the ticket before or after this one. @param text announced by screen readers */
  enter(text: string): void {
    this.entered = text;
    this.show();
  }

  announce(text: string): void {
    this.end.notify('announced', { text });
  }

  /** As the button of the page does. */
  sendLater(): void {
    this.end.notify('laterWanted', undefined);
  }

  /** Inserts text at the cursor of the message. */
  insert(text: string): void {
    this.end.notify('inserted', { text });
  }

  release(): WebviewPanel {
    this.page.release();
    this.open = false;
    this.owned.dispose();
    this.options.released();
    return this.panel;
  }

  private start(kept: SavedDetail | undefined, shown: string | undefined): void {
    if (!this.page.started(shown)) {
      this.sentTicket = undefined;
      const { key } = this.options;
      this.page.begin((shown ?? kept?.key ?? key) !== key);
    }
    this.show();
    if (kept?.key !== this.options.key || !kept.values) return;
    void this.model.restore({ ...kept, values: kept.values }, kept.at ?? 0);
  }

  /** What the person does not see is not saved. */
  private async save(input: PageInput): Promise<SaveAnswer> {
    const failure = this.hidden.refusal(this.model.form);
    if (failure !== undefined) return { outcome: 'refused', problems: [], failure };
    return await this.submit('fields', input);
  }

  private async submit(part: DetailPart, input: PageInput, isLater?: boolean): Promise<SaveAnswer> {
    const { form, typed } = this.model;
    if (typed.draft.isUnseen(this.isBehind(input)))
      return { outcome: 'refused', problems: [], failure: changedElsewhereText() };
    return await this.model.submit(part, this.hidden.whole(input, form), isLater);
  }

  private isBehind({ revision }: PageInput): boolean {
    const { form } = this.model;
    return revision !== undefined && form !== undefined && revision !== this.hidden.formOf(form).revision;
  }

  private resolve(choice: ConflictChoice): unknown {
    const why = choice === 'overwrite' ? this.hidden.refusal(this.model.form) : undefined;
    return why === undefined ? this.model.resolve(choice) : void window.showWarningMessage(why);
  }

  private redraw(): void {
    this.hidden.reset();
    this.sentTicket = undefined;
    this.show();
  }

  private async load(): Promise<void> {
    await this.options.tryKeyAgain().then(() => this.model.load());
  }

  private async draft(input: PageInput, at: number): Promise<void> {
    this.options.typed();
    const isBehind = this.isBehind(input);
    const whole = this.hidden.whole(input, this.model.form);
    if (await this.model.draft(whole, at, isBehind)) this.end.notify('stored', { at });
  }

  private get view(): ViewLabels {
    return (this.keptView ??= viewLabels(this.options.groupedBy()));
  }

  /** Sends the whole state to the page. A page that is not ready yet requests it later. */
  private show(): void {
    if (!this.open) return;
    const { known } = this;
    const ticket = this.model.ticket && known;
    const title = known ? subjectOf(known, this.view) : l10n.t('Ticket {0}', this.options.ticketId);
    const short = oneLine(title, 40);
    if (short !== this.title) {
      this.title = short;
      this.options.titled(short);
    }
    if (!this.page.isOpen) return;
    this.end.notify('show', shownTexts(this.stateWith(title, known), this.options.shield.shown));
    if (ticket && ticket !== this.sentTicket) {
      this.sentTicket = ticket;
      this.end.notify('conversation', { events: eventViews(ticket, this.view) });
    }
    if (this.entered !== undefined) this.end.notify('entered', { text: this.entered });
    this.entered = undefined;
  }

  /** The ticket as it is shown; what the list has of it before it is loaded. */
  private get known(): Ticket | undefined {
    const { ticket } = this.model;
    const row = ticket ? undefined : this.options.row();
    const known = row ? { ...row, groups: [], events: [], tags: row.tags ?? [] } : ticket;
    return known && this.options.shield.shown.ticket(known);
  }

  private stateWith(title: string, ticket: Ticket | undefined): DetailState {
    const { problem, form, conflict, busy, delay, notice, typed } = this.model;
    const wait = ticket && this.wait.of(ticket);
    if (form) this.hidden.look(this.model.ticket, form.restored.includes('fields') ? form.values : {});
    return {
      key: this.options.key,
      labels: this.labels,
      title,
      lastEditAt: typed.lastEditAt,
      ...(ticket && { ticket: ticketView(ticket, this.view) }),
      ...(wait && { wait }),
      ...this.presence.view(),
      ...(problem && { problem }),
      ...(form && { form: this.hidden.formOf(form) }),
      ...(conflict && { conflict }),
      ...(busy !== undefined && { busy }),
      ...(delay.view && { delayed: delay.view }),
      ...(notice !== undefined && { notice }),
      ...(this.isPreview && { isPreview: true }),
      ...this.options.from(),
    };
  }

  private async copy(): Promise<undefined> {
    const ticket = this.model.ticket && this.known;
    if (ticket) await env.clipboard.writeText(copiedText(ticket, this.view, this.labels));
    return undefined;
  }

  /** Only URLs that occur in the ticket can be opened. */
  private async openAddress(url: string): Promise<{ opened: boolean }> {
    const ticket = this.known;
    const origin = l10n.t('This address comes from the ticket and was chosen by whoever wrote it.');
    const known = ticket !== undefined && addressesIn(ticket).has(url);
    return { opened: known && (await openAddress(url, origin, this.options.shield.shown)) };
  }
}
