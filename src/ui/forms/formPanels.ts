import { l10n, ViewColumn, window, type WebviewPanel } from 'vscode';
import { traceOf } from '../../core/base/log';
import { accountIdOf } from '../../core/stores/sessionStore';
import { panelTypes } from '../../manifest';
import { keptIn } from '../../protocol/decode';
import { keptState, type KeptState } from '../../protocol/form';
import type { App } from '../shell/app';
import type { LoadedPanels } from '../shell/lazyPanels';
import { toastText } from '../shell/messages';
import { offerUndo } from '../shell/offerUndo';
import { OpenPanels } from '../shell/openPanels';
import { fillPage, openPage } from '../shell/page';
import { FormPanel } from './formPanel';
import { keyOf, subjectOf, type FormName, type FormSource, type FormSubject } from './formSource';

/** All open forms: one panel per subject. Brings them back after a reload. */
export class FormPanels implements LoadedPanels {
  private readonly panels = new Map<string, FormPanel>();
  private readonly openForms: OpenPanels;

  constructor(
    private readonly app: App,
    private readonly sourceOf: (subject: FormName) => FormSource,
  ) {
    this.openForms = new OpenPanels(app.context.workspaceState, panelTypes.form);
  }

  /** Opens a form of the account that is active, or shows it where it is open. */
  open(subject: FormName): void {
    const account = accountIdOf(this.app.session.current);
    if (account !== undefined) this.show({ account, subject });
  }

  deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const kept = keptIn(keptState, state);
    const subject = kept && subjectOf(kept.key);
    // A page that never got to say what it is, or a second one for the same subject, has nothing to show.
    if (!subject || this.panels.has(keyOf(subject))) panel.dispose();
    else {
      fillPage(panel, this.app.context.extensionUri, 'form');
      this.hold(panel, subject, this.sourceOf(subject.subject), kept);
    }
    return Promise.resolve();
  }

  reopen(keys: readonly string[]): void {
    for (const key of keys) {
      const subject = subjectOf(key);
      if (subject) this.show(subject);
    }
  }

  private note(): void {
    this.openForms.note([...this.panels].map(([key, { panel }]) => ({ key, title: panel.title })));
  }

  private show(subject: FormSubject): void {
    const key = keyOf(subject);
    const shown = this.panels.get(key);
    if (shown) {
      shown.panel.reveal();
      return;
    }
    const source = this.sourceOf(subject.subject);
    const { extensionUri } = this.app.context;
    const place = { viewType: panelTypes.form, page: 'form', title: source.title } as const;
    this.hold(openPage(extensionUri, { ...place, column: ViewColumn.Active }), subject, source);
  }

  private hold(panel: WebviewPanel, subject: FormSubject, source: FormSource, kept?: KeptState): void {
    const key = keyOf(subject);
    const { drafts, session, log } = this.app;
    const form = new FormPanel(
      panel,
      subject,
      source,
      {
        drafts,
        account: () => accountIdOf(session.current),
        log: (thrown) => log.error(traceOf(thrown)),
        closed: (unsaved) => {
          this.panels.delete(key);
          this.note();
          if (unsaved) void this.offerUndo(subject, source);
        },
        failedAfterwards: (why) => void this.offerReopen(subject, source, why),
      },
      kept,
    );
    this.panels.set(key, form);
    this.note();
  }

  private async offerUndo(subject: FormSubject, { title }: FormSource): Promise<void> {
    await offerUndo(title, {
      reopen: () => this.show(subject),
      discard: async () => {
        if (!this.panels.has(keyOf(subject))) await this.app.drafts.discard(subject);
      },
    });
  }

  private async offerReopen(subject: FormSubject, { title }: FormSource, why: string): Promise<void> {
    const reopen = l10n.t('Reopen');
    const text = l10n.t('“{0}” was not saved. {1}', toastText(title), toastText(why, 300));
    if ((await window.showErrorMessage(text, reopen)) === reopen) this.show(subject);
  }
}
