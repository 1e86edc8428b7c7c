import type { WebviewPanel } from 'vscode';
import type { Clock } from '../../../core/base/clock';
import type { Disposable } from '../../../core/base/disposable';
import { beginMessage } from '../../../protocol/messages';

/** How long a new panel waits for its first state. The editor takes longer to create the frame of a page. */
const firstStateMs = 80;

export interface PanelPageOptions {
  readonly panel: WebviewPanel;
  readonly clock: Clock;
  /** Identifies what the page shows. */
  readonly subject: string;
  /** Whether the panel has a page that showed another subject and can receive messages. */
  readonly hasPage: boolean;
  /** For a new panel: loads its page, which receives these messages at once. */
  readonly load?: (first?: readonly unknown[]) => void;
}

/**
 * The page of a panel, as its host sees it. A new page is loaded with the messages that show its first state: otherwise
 * it would be empty until its first message has gone to the host and back.
 */
export class PanelPage implements Disposable {
  private isReady: boolean;
  private waiting: Disposable | undefined;
  /** Messages that are collected for the page to be loaded. */
  private first: unknown[] | undefined;
  /** What the page was loaded with. Not posted again, as long as nothing else was posted. */
  private readonly loaded = new Set<string>();

  /** @param sendFirst posts the messages that show the first state */
  constructor(
    private readonly options: PanelPageOptions,
    private readonly sendFirst: () => void,
  ) {
    this.isReady = options.hasPage;
    if (options.load) this.waiting = options.clock.after(firstStateMs, () => this.load());
  }

  /** Whether the page can receive messages. */
  get hasPage(): boolean {
    return this.isReady;
  }

  /** Whether the page is not loaded yet, because its first state is not known. */
  get isWaiting(): boolean {
    return this.waiting !== undefined;
  }

  /** Whether messages reach the page. */
  get isOpen(): boolean {
    return this.isReady || this.first !== undefined;
  }

  post(message: unknown): void {
    if (this.first) {
      this.first.push(message);
      return;
    }
    if (this.loaded.size > 0) {
      if (this.loaded.has(JSON.stringify(message))) return;
      this.loaded.clear();
    }
    void this.options.panel.webview.postMessage(message);
  }

  /** @param isOther whether the page showed another subject */
  begin(isOther: boolean): void {
    this.post(beginMessage({ subject: this.options.subject, isOther }));
  }

  /** The first state is known. Nothing happens if the page is loaded already. */
  load(): void {
    if (!this.stopWaiting()) return;
    const first: unknown[] = [];
    this.first = first;
    this.begin(false);
    this.sendFirst();
    this.first = undefined;
    for (const message of first) this.loaded.add(JSON.stringify(message));
    this.options.load?.(first);
  }

  /**
   * The page can receive messages from now on.
   * @param shown what it shows already
   * @returns whether that is its first state, and nothing was posted since
   */
  started(shown: string | undefined): boolean {
    const hasFirst = this.loaded.size > 0 && !this.isReady && shown === this.options.subject;
    this.isReady = true;
    if (!hasFirst) this.loaded.clear();
    return hasFirst;
  }

  /** The panel is given to another host. */
  release(): void {
    if (this.stopWaiting()) this.options.load?.();
  }

  dispose(): void {
    this.stopWaiting();
  }

  private stopWaiting(): boolean {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.dispose();
    return waiting !== undefined;
  }
}
