import type { Clock } from '../../core/base/clock';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import type { Log } from '../../core/base/log';
import type { Simulator } from '../../sandbox/simulator';

/** One event of each kind soon after listening starts, then a steady pace. */
const firstChatMs = 2_000;
const firstTicketMs = 9_000;
const firstEndMs = 17_000;
const everyMs = 25_000;

/** Simulates chats and tickets in the demo account while this window listens to it. */
export class DemoSimulator implements Disposable {
  private current: DisposableStore | undefined;

  constructor(
    private readonly simulator: () => Promise<Simulator>,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  follow(isListening: boolean): void {
    if (isListening === (this.current !== undefined)) return;
    this.current?.dispose();
    this.current = isListening ? new DisposableStore() : undefined;
    const { current } = this;
    if (current)
      void this.run(current).catch(() => this.log.warn('The demo account’s simulator could not be started.'));
  }

  dispose(): void {
    this.follow(false);
  }

  private async run(owned: DisposableStore): Promise<void> {
    const simulator = await this.simulator();
    owned.add({ dispose: () => simulator.stop() });
    const later = (ms: number, work: () => unknown): void => void owned.add(this.clock.after(ms, work));
    let chat: string | undefined;
    later(firstChatMs, () => (chat = simulator.startChat()));
    later(firstTicketMs, () => simulator.createTicket());
    later(firstEndMs, () => {
      simulator.endChat(chat);
      simulator.start(everyMs);
    });
  }
}
