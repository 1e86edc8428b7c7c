import { logRejection } from '../../core/base/log';
import { l10n, ViewColumn, type WebviewPanel, window } from 'vscode';
import type { ReplyComposer } from '../../core/replies/replyVariables';
import { accountIdOf } from '../../core/stores/sessionStore';
import { panelTypes } from '../../manifest';
import { decodeSaved } from '../../protocol/decode';
import { savedState, type SavedState } from '../../protocol/form';
import type { App } from '../shell/app';
import { bulkRunOf, type FormId, formIdIn, type FormSubject, keyOf } from '../shell/draftIds';
import type { LoadedPanels } from '../shell/panels/lazyPanels';
import { offerDraft, toastText } from '../messages/failureMessages';
import { OpenPanels, type OpenPanel } from '../shell/panels/openPanels';
import { fillPage, openPage } from '../shell/panels/page';
import { OfflineRetry } from '../shell/trees/offlineRetry';
import { FormPanel } from './formPanel';
import type { FormSource } from './formSource';

/** The open forms, one panel each. They are restored after a reload. */
export class FormPanels implements LoadedPanels {
  private readonly panels = new Map<string, FormPanel>();
  private readonly openPanels: OpenPanels;
  private readonly retry: OfflineRetry;

  constructor(
    private readonly app: App,
    private readonly sourceOf: (subject: FormSubject) => FormSource,
  ) {
    this.openPanels = new OpenPanels(app.context.workspaceState, panelTypes.form);
    this.retry = new OfflineRetry(app.clock, {
      isOffline: () => this.offline.length > 0,
      isShown: () => window.state.focused,
      load: () => {
        for (const form of this.offline) void form.loadNewer();
        return undefined;
      },
    });
  }

  dispose(): void {
    this.retry.dispose();
  }

  /** Opens a form of the active account, or reveals its panel. */
  open(subject: FormSubject): void {
    const account = accountIdOf(this.app.session.current);
    if (account !== undefined) this.show({ account, subject });
  }

  /** The message of the active panel if it is for several tickets, whose variables are filled later. */
  get composer(): ReplyComposer | undefined {
    const active = [...this.panels].find(([, { panel }]) => panel.active);
    const id = active && formIdIn(active[0]);
    if (!id || bulkRunOf(id.subject) === undefined) return undefined;
    const [, form] = active;
    return { target: 'ticket', isTemplate: true, values: () => ({}), insert: (text) => form.insert(text) };
  }

  deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const kept = decodeSaved(savedState, state);
    const id = kept && formIdIn(kept.key);
    // The page was closed before it stored which form it shows, or the form already has a panel.
    if (!id || this.panels.has(keyOf(id))) panel.dispose();
    else {
      fillPage(panel, this.app.context.extensionUri, 'form');
      this.addPanel(panel, id, this.sourceOf(id.subject), kept);
    }
    return Promise.resolve();
  }

  reopen(panels: readonly OpenPanel[]): void {
    for (const { key } of panels) {
      const id = formIdIn(key);
      if (id) this.show(id);
    }
  }

  /** Visible forms that show what is kept on this machine because LiveChat is out of reach. */
  private get offline(): readonly FormPanel[] {
    return [...this.panels.values()].filter(({ isOffline, panel }) => isOffline && panel.visible);
  }

  private noteOpen(): void {
    this.openPanels.note([...this.panels].map(([key, { panel }]) => ({ key, title: panel.title })));
  }

  private show(id: FormId): void {
    const open = this.panels.get(keyOf(id));
    if (open) {
      logRejection(open.look(), this.app.log);
      open.panel.reveal();
      return;
    }
    const source = this.sourceOf(id.subject);
    const { extensionUri } = this.app.context;
    const options = { viewType: panelTypes.form, page: 'form', title: source.title } as const;
    this.addPanel(openPage(extensionUri, { ...options, column: ViewColumn.Active }), id, source);
  }

  private addPanel(panel: WebviewPanel, id: FormId, source: FormSource, kept?: SavedState): void {
    const key = keyOf(id);
    const events = {
      onClose: (hasUnsaved: boolean) => {
        this.panels.delete(key);
        this.noteOpen();
        if (hasUnsaved) logRejection(this.offerDraft(id, source), this.app.log);
      },
      onLateFailure: (why: string) => void this.offerReopen(id, source, why),
      onLoad: () => this.retry.look(),
    };
    panel.onDidChangeViewState(() => this.retry.look());
    this.panels.set(key, new FormPanel(this.app, panel, id, source, events, kept));
    this.noteOpen();
  }

  private async offerDraft(id: FormId, { title }: FormSource): Promise<void> {
    await offerDraft(title, {
      reopen: () => this.show(id),
      discard: async () => {
        if (!this.panels.has(keyOf(id))) await this.app.drafts.discard(id);
      },
    });
  }

  private async offerReopen(id: FormId, { title }: FormSource, why: string): Promise<void> {
    const reopen = l10n.t('Reopen');
    const text = l10n.t('“{0}” was not saved. {1}', toastText(title), toastText(why, 300));
    if ((await window.showErrorMessage(text, reopen)) === reopen) this.show(id);
  }
}
