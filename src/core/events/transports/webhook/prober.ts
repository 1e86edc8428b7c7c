import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../base/clock';
import { probeBody } from '../../receiver/probe';
import { postJson } from './postJson';

export type ProbeResult =
  | { readonly kind: 'reached'; readonly ms: number }
  /** `status` is what somebody answered who is not our receiver, or who stands in the way. */
  | { readonly kind: 'missed'; readonly ms: number; readonly status?: number; readonly cause?: string };

/** Finds out whether an address leads to our receiver, by a word that is good for once. */
export class Prober {
  private readonly open = new Set<string>();
  private readonly seen = new Set<string>();

  constructor(private readonly clock: Clock) {}

  /** For the receiver. */
  readonly onProbe = (nonce: string): boolean => {
    if (!this.open.delete(nonce)) return false;
    this.seen.add(nonce);
    return true;
  };

  /** Never rejects; takes up to 10 s. */
  async probe(url: string): Promise<ProbeResult> {
    const nonce = randomBytes(24).toString('base64url');
    this.open.add(nonce);
    const result = await postJson(url, probeBody(nonce), this.clock);
    this.open.delete(nonce);
    const wasSeen = this.seen.delete(nonce);
    if (!('status' in result)) return { kind: 'missed', ms: result.ms, cause: result.cause };
    if (result.status === 200 && wasSeen) return { kind: 'reached', ms: result.ms };
    return { kind: 'missed', ms: result.ms, status: result.status };
  }
}
