import type { Clock } from '../base/clock';
import { troubleOf, type Trouble } from './problem';
import type { Prober, ProbeResult } from './prober';
import type { Open } from './relayState';

/** Between the three tries: a name that is new may not be known everywhere at once. */
const waitsMs = [1_000, 3_000];

export type Reached =
  | { readonly kind: 'reached' }
  /** `receiverFailed`: it does not even answer here, so the tunnel is not to blame. */
  | { readonly kind: 'missed'; readonly trouble: Trouble; readonly receiverFailed: boolean };

/** Whether the public address leads here: three tries, while `isCurrent`. */
export async function reachOf(
  open: Open,
  prober: Prober,
  clock: Clock,
  isCurrent: () => boolean,
): Promise<Reached> {
  for (const wait of [...waitsMs, undefined]) {
    const result = await prober.probe(open.tunnel.publicUrl + open.path);
    if (result.kind === 'reached') return result;
    const explained = explain(open, result);
    if (!isCurrent() || wait === undefined || explained?.retryable === false) {
      return await blame(open, result, prober);
    }
    await new Promise<void>((resolve) => clock.after(wait, resolve));
  }
  return await blame(open, { kind: 'missed', ms: 0 }, prober);
}

/** Finds out whose fault a miss is: first the receiver is asked directly. */
export async function blame(open: Open, missed: ProbeResult, prober: Prober): Promise<Reached> {
  const here = await prober.probe(localUrl(open));
  if (here.kind === 'missed') {
    const problem = { kind: 'receiver', code: 'failed', port: open.receiver.port } as const;
    return { kind: 'missed', trouble: { problem, retryable: true }, receiverFailed: true };
  }
  const status = missed.kind === 'missed' ? missed.status : undefined;
  const trouble = explain(open, missed) ?? {
    problem: { kind: 'unreachable', ...(status !== undefined && { status }) },
    retryable: true,
  };
  return { kind: 'missed', trouble, receiverFailed: false };
}

export function localUrl({ receiver, path }: Pick<Open, 'receiver' | 'path'>): string {
  return `http://127.0.0.1:${receiver.port}${path}`;
}

/** What the provider knows of a status, such as that a port is private. */
function explain({ provider }: Open, missed: ProbeResult): Trouble | undefined {
  if (missed.kind !== 'missed' || missed.status === undefined) return undefined;
  const error = provider.explainProbe?.(missed.status);
  return error && troubleOf(error, provider.id);
}
