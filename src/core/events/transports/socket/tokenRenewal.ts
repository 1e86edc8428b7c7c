import type { Clock } from '../../../base/clock';
import type { Disposable } from '../../../base/disposable';
import type { RtmEndpoint } from '../../../domain/rtmFormat';
import type { RtmSession } from '../../rtm/rtmSession';

/** The shortest wait, however short-lived a token is. */
const shortestMs = 30_000;
const retryMs = 60_000;

export interface TokenRenewalOptions {
  readonly clock: Clock;
  readonly session: RtmSession;
  /** The session logged in with its token. */
  readonly endpoint: RtmEndpoint;
  /** With the token that is valid now. */
  readonly nextEndpoint: () => Promise<RtmEndpoint>;
  /** @returns whether to retry while the old token is valid */
  readonly onFailure: (thrown: unknown) => boolean;
}

/** Replaces the token of a live session before it expires. */
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
    this.timer = clock.after(Math.max(renewAt - clock.now(), shortestMs), () => void this.renew());
  }

  private async renew(): Promise<void> {
    const { clock, session, nextEndpoint, onFailure } = this.parts;
    const again = clock.now() + retryMs;
    try {
      const next = await nextEndpoint();
      if (this.isOver) return;
      const isRenewed = next.token === this.endpoint.token || (await session.renew(next.token));
      if (isRenewed) this.endpoint = next;
      this.later(isRenewed ? next.renewAt : again);
    } catch (thrown) {
      if (!this.isOver && onFailure(thrown)) this.later(again);
    }
  }
}
