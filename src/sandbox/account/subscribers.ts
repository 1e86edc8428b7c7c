import { Emitter } from '../../core/base/event';

/** Who receives the events of an account: registered webhooks and sockets with a logged-in agent. */
export class Subscribers {
  private readonly all = new Set<object>();
  private readonly emitter = new Emitter<boolean>();
  /** Fires with whether there are any, when that changes. */
  readonly onDidChange = this.emitter.event;

  get any(): boolean {
    return this.all.size > 0;
  }

  add(subscriber: object): void {
    const { any } = this;
    this.all.add(subscriber);
    if (!any) this.emitter.fire(true);
  }

  delete(subscriber: object): void {
    if (this.all.delete(subscriber) && !this.any) this.emitter.fire(false);
  }
}
