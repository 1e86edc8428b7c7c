import type { Clock } from '../../../base/clock';
import type { Disposable } from '../../../base/disposable';
import type { RtmEndpoint } from '../../../domain/live';
import type { Session } from '../../rtm/session';

/** No sooner than that, however little time a token has. */
const leastMs = 30_000;
const againMs = 60_000;

export interface TokenRenewalOptions {
  readonly clock: Clock;
  readonly session: Session;
  /** What the session was logged in with. */
  readonly endpoint: RtmEndpoint;
  /** The door with the token that holds now. */
  readonly ask: () => Promise<RtmEndpoint>;
  /** @returns whether that may pass, so that it is tried again while the old token holds */
  readonly onFailure: (thrown: unknown) => boolean;
}

/** While a session is live: puts the next token in before the old one has run out. */
export class TokenRenewal implements Disposable {
  private timer: Disposable | undefined;
  private endpoint: RtmEndpoint;
  private isOver = false;

  constructor(private readonly parts: TokenRenewalOptions) {
    this.endpoint = parts.endpoint;
    this.later(parts.endpoint.renewAt);
  }

  dispose(): void {
    this.isOver = true;
    this.timer?.dispose();
  }

  private later(renewAt: number | undefined): void {
    if (renewAt === undefined || this.isOver) return;
    const { clock } = this.parts;
    this.timer = clock.after(Math.max(renewAt - clock.now(), leastMs), () => void this.renew());
  }

  private async renew(): Promise<void> {
    const { clock, session, ask, onFailure } = this.parts;
    const again = clock.now() + againMs;
    try {
      const next = await ask();
      if (this.isOver) return;
      const isIn = next.token === this.endpoint.token || (await session.renew(next.token));
      if (isIn) this.endpoint = next;
      this.later(isIn ? next.renewAt : again);
    } catch (thrown) {
      if (!this.isOver && onFailure(thrown)) this.later(again);
    }
  }
}
