import type { Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/event';
import type { App } from '../shell/app';
import { PreviewDelay } from '../shell/panels/previewDelay';

type PreviewApp = Pick<App, 'clock'> & { readonly keys: Pick<App['keys'], 'answered'> };

/** Whether a chat is only previewed: then nothing is sent to the customer or other agents because the person looks at it. */
export class ChatPreview implements Disposable {
  private readonly changed = new Emitter<void>();
  readonly onDidChange = this.changed.event;
  /** Delays loading the chat. */
  readonly delay: PreviewDelay;

  constructor(
    { clock, keys }: PreviewApp,
    private current: boolean,
  ) {
    this.delay = new PreviewDelay(clock, () => keys.answered());
  }

  get isPreview(): boolean {
    return this.current;
  }

  set(isPreview: boolean): void {
    this.current = isPreview;
    this.changed.fire();
  }

  dispose(): void {
    this.delay.dispose();
    this.changed.dispose();
  }
}
