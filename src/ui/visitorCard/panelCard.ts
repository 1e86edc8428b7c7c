import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { logRejection } from '../../core/base/log';
import type { App } from '../shell/app';
import type { CardPanel } from './cardSubject';

/** The visitor card of a panel. Its bundle loads with the first one. */
export class PanelCard implements Disposable {
  private readonly owned = new DisposableStore();
  private isOpening = false;
  isDisposed = false;

  constructor(
    private readonly app: App,
    private readonly panel: CardPanel,
  ) {
    const { begin, onDidChangeSubject } = panel;
    if (begin) this.owned.add(onDidChangeSubject(() => this.isOpening || begin(this.begin)));
    else this.begin();
  }

  dispose(): void {
    this.isDisposed = true;
    this.owned.dispose();
  }

  private readonly begin = (): void => {
    if (this.isOpening || this.isDisposed) return;
    this.isOpening = true;
    logRejection(this.open(), this.app.log);
  };

  private async open(): Promise<void> {
    const { app, panel } = this;
    const { openCard } = await import('./visitorCard');
    const card = this.owned.add(openCard(app, panel));
    const show = (): void => {
      const subject = panel.subject();
      if (subject) card.show(subject);
    };
    this.owned.add(panel.onDidChangeSubject(show));
    show();
  }
}
