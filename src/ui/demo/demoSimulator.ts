import type { Clock } from '../../core/base/clock';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import type { Log } from '../../core/base/log';
import type { Simulator } from '../../sandbox/simulator';

/** A first look at each kind of event, and then no more than one can follow. */
const firstChatMs = 2_000;
const firstTicketMs = 9_000;
const firstEndMs = 17_000;
const everyMs = 25_000;

/** Lets things happen at the demo account for as long as somebody listens to it. */
export class DemoSimulator implements Disposable {
  private current: DisposableStore | undefined;

  /** @param life that of the running demo server */
  constructor(
    private readonly simulator: () => Promise<Simulator>,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Whether somebody listens to the demo account of this window. */
  follow(isListening: boolean): void {
    if (isListening === (this.current !== undefined)) return;
    this.current?.dispose();
    this.current = isListening ? new DisposableStore() : undefined;
    const { current } = this;
    if (current) void this.live(current).catch(() => this.log.warn('The demo account does not live.'));
  }

  dispose(): void {
    this.follow(false);
  }

  private async live(owned: DisposableStore): Promise<void> {
    const simulator = await this.simulator();
    owned.add({ dispose: () => simulator.stop() });
    const later = (ms: number, happen: () => unknown): void => void owned.add(this.clock.after(ms, happen));
    let chat: string | undefined;
    later(firstChatMs, () => (chat = simulator.startChat()));
    later(firstTicketMs, () => simulator.createTicket());
    later(firstEndMs, () => {
      simulator.endChat(chat);
      simulator.start(everyMs);
    });
  }
}
