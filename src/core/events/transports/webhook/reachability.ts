import { randomBytes } from 'node:crypto';
import { sleep } from '../../../base/async';
import type { Clock } from '../../../base/clock';
import type { Disposable } from '../../../base/disposable';
import type { Tunnel, TunnelProvider } from '../../../tunnel/tunnel';
import { postJson } from '../../ingest/postJson';
import { probeBody } from '../../receiver/handleDelivery';
import type { Receiver } from '../../receiver/receiver';
import { classifyProblem, type ClassifiedProblem } from '../../status/problem';

/** An open tunnel, and the address that leads through it to the receiver. */
export interface ActiveTunnel {
  readonly receiver: Receiver;
  readonly provider: TunnelProvider;
  readonly tunnel: Tunnel;
  /** Of the receiver, and a secret. */
  readonly path: string;
  /** The registered address: a secret. */
  readonly url: string;
  /** Stops watching for the tunnel's end. */
  readonly closing: Disposable;
}

export type ProbeResult =
  | { readonly kind: 'reached'; readonly ms: number }
  /** `status` is the response of another server, or of one in between. */
  | { readonly kind: 'missed'; readonly ms: number; readonly status?: number; readonly cause?: string };

/** Tests whether an address leads to our receiver, with a nonce that is accepted once. */
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

/** Between the three tries: a new DNS name takes time to propagate. */
const waitsMs = [1_000, 3_000];

export type Reachability =
  | { readonly kind: 'reached' }
  /** `receiverFailed`: it does not answer on loopback either, so the tunnel is not the cause. */
  | { readonly kind: 'missed'; readonly classified: ClassifiedProblem; readonly receiverFailed: boolean };

/** Probes the public address up to three times, while `isCurrent`. */
export async function checkReachability(
  open: ActiveTunnel,
  prober: Prober,
  clock: Clock,
  isCurrent: () => boolean,
): Promise<Reachability> {
  for (const wait of [...waitsMs, undefined]) {
    const result = await prober.probe(open.url);
    if (result.kind === 'reached') return result;
    const explained = explain(open, result);
    if (!isCurrent() || wait === undefined || explained?.retryable === false) {
      return await diagnose(open, result, prober);
    }
    await sleep(clock, wait);
  }
  return await diagnose(open, { kind: 'missed', ms: 0 }, prober);
}

/** Finds the cause of a missed probe: probes the receiver directly first. */
export async function diagnose(
  open: ActiveTunnel,
  missed: ProbeResult,
  prober: Prober,
): Promise<Reachability> {
  const here = await prober.probe(localUrl(open));
  if (here.kind === 'missed') {
    const problem = { kind: 'receiver', code: 'failed', port: open.receiver.port } as const;
    return { kind: 'missed', classified: { problem, retryable: true }, receiverFailed: true };
  }
  const status = missed.kind === 'missed' ? missed.status : undefined;
  const classified = explain(open, missed) ?? {
    problem: { kind: 'unreachable', ...(status !== undefined && { status }) },
    retryable: true,
  };
  return { kind: 'missed', classified, receiverFailed: false };
}

export function localUrl({ receiver, path }: Pick<ActiveTunnel, 'receiver' | 'path'>): string {
  return `http://127.0.0.1:${receiver.port}${path}`;
}

/** What a status means at this provider, such as a private port. */
function explain({ provider }: ActiveTunnel, missed: ProbeResult): ClassifiedProblem | undefined {
  if (missed.kind !== 'missed' || missed.status === undefined) return undefined;
  const error = provider.explainProbe?.(missed.status);
  return error && classifyProblem(error, provider.id);
}
