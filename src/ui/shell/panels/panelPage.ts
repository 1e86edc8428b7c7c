import type { WebviewPanel } from 'vscode';
import type { Clock } from '../../../core/base/clock';
import type { Disposable } from '../../../core/base/disposable';
import { beginMessage, severalMessages } from '../../../protocol/messages';

/** How long a new panel waits for its first state. The editor takes longer to create the frame of a page. */
const newPageMs = 80;

/** How long a page that shows another subject waits for the first state of this one. */
const nextStateMs = 40;

export interface PanelPageOptions {
  readonly panel: WebviewPanel;
  readonly clock: Clock;
  /** Identifies what the page shows. */
  readonly subject: string;
  /** Whether the panel has a page that showed another subject and can receive messages. */
  readonly hasPage: boolean;
  /** For a new panel: loads its page, which receives these messages at once. */
  readonly load?: (first?: readonly unknown[]) => void;
  /** For a panel that has a page: keeps what the page shows until the first state of this subject is known. */
  readonly waits?: boolean;
}

/**
 * The page of a panel, as its host sees it. A new page is loaded with the messages that show its first state: otherwise
 * it would be empty until its first message has gone to the host and back. A page that showed another subject gets them
 * in one message: each is a task of the window, and the page would draw each.
 */
export class PanelPage implements Disposable {
  /** Resolves once the window has the first state, or another subject follows; absent for a new page. */
  readonly given: Promise<unknown> | undefined;
  private give: (posted?: PromiseLike<unknown>) => void = () => undefined;
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
    if (options.waits === true)
      this.given = new Promise<unknown>((resolve) => (this.give = resolve)).catch(() => undefined);
    if (options.load || options.waits === true)
      this.waiting = options.clock.after(options.waits === true ? nextStateMs : newPageMs, () => this.load());
  }

  /** Whether the page can receive messages. */
  get hasPage(): boolean {
    return this.isReady;
  }

  /** Whether the page does not show this subject yet, because its first state is not known. */
  get isWaiting(): boolean {
    return this.waiting !== undefined;
  }

  /** Whether messages reach the page. */
  get isOpen(): boolean {
    return this.first !== undefined || (this.isReady && !this.isWaiting);
  }

  post(message: unknown): void {
    // Otherwise it would reach the page of the subject before.
    if (this.isReady) this.load();
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

  /** The first state is known. @returns whether the page gets it now; it may have it already */
  load(): boolean {
    if (!this.stopWaiting()) return false;
    const first: unknown[] = [];
    this.first = first;
    this.begin(this.isReady);
    this.sendFirst();
    this.first = undefined;
    if (this.isReady) this.give(this.options.panel.webview.postMessage(severalMessages(first)));
    else {
      for (const message of first) this.loaded.add(JSON.stringify(message));
      this.options.load?.(first);
    }
    return true;
  }

  /**
   * The page can receive messages from now on.
   * @param shown what it shows already
   * @returns whether that is its first state, and nothing was posted since
   */
  started(shown: string | undefined): boolean {
    this.stopWaiting();
    this.give();
    const hasFirst = this.loaded.size > 0 && !this.isReady && shown === this.options.subject;
    this.isReady = true;
    if (!hasFirst) this.loaded.clear();
    return hasFirst;
  }

  /** The panel is given to another host. */
  release(): void {
    if (this.stopWaiting()) this.options.load?.();
    this.give();
  }

  dispose(): void {
    this.stopWaiting();
    this.give();
  }

  private stopWaiting(): boolean {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.dispose();
    return waiting !== undefined;
  }
}
