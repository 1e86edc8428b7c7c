import type { Clock } from '../../../base/clock';
import { classifyProblem, type ClassifiedProblem } from '../../status/problem';
import type { Prober, ProbeResult } from './prober';
import type { ActiveTunnel } from './webhookState';

/** Between the three tries: a name that is new may not be known everywhere at once. */
const waitsMs = [1_000, 3_000];

export type Reachability =
  | { readonly kind: 'reached' }
  /** `receiverFailed`: it does not even answer here, so the tunnel is not to blame. */
  | { readonly kind: 'missed'; readonly classified: ClassifiedProblem; readonly receiverFailed: boolean };

/** Whether the public address leads here: three tries, while `isCurrent`. */
export async function checkReachability(
  open: ActiveTunnel,
  prober: Prober,
  clock: Clock,
  isCurrent: () => boolean,
): Promise<Reachability> {
  for (const wait of [...waitsMs, undefined]) {
    const result = await prober.probe(open.tunnel.publicUrl + open.path);
    if (result.kind === 'reached') return result;
    const explained = explain(open, result);
    if (!isCurrent() || wait === undefined || explained?.retryable === false) {
      return await diagnose(open, result, prober);
    }
    await new Promise<void>((resolve) => clock.after(wait, resolve));
  }
  return await diagnose(open, { kind: 'missed', ms: 0 }, prober);
}

/** Finds out whose fault a miss is: first the receiver is asked directly. */
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

/** What the provider knows of a status, such as that a port is private. */
function explain({ provider }: ActiveTunnel, missed: ProbeResult): ClassifiedProblem | undefined {
  if (missed.kind !== 'missed' || missed.status === undefined) return undefined;
  const error = provider.explainProbe?.(missed.status);
  return error && classifyProblem(error, provider.id);
}
