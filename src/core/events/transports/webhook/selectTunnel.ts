import type { Tunnel, TunnelProvider } from '../../../tunnel/tunnel';
import { classifyProblem, type ClassifiedProblem } from '../../status/problem';
import type { ListenerOptions } from '../../status/listenerTypes';

export interface TunnelRequest {
  readonly port: number;
  readonly interactive: boolean;
  readonly signal: AbortSignal;
  /** Told before anything is opened. */
  readonly onChoice: (provider: TunnelProvider) => void;
}

export type TunnelSelection =
  | { readonly kind: 'open'; readonly provider: TunnelProvider; readonly tunnel: Tunnel }
  | { readonly kind: 'trouble'; readonly classified: ClassifiedProblem; readonly thrown?: unknown };

/** Asks which tunnel it shall be, and opens it. Never rejects. */
export async function selectTunnel(
  { choose, log }: ListenerOptions,
  request: TunnelRequest,
): Promise<TunnelSelection> {
  const { port, interactive, signal, onChoice } = request;
  let id: string | undefined;
  try {
    const choice = await choose(interactive);
    signal.throwIfAborted();
    if (choice.kind === 'needs-user') {
      const { code, provider } = choice;
      const problem = { kind: 'tunnel', code, ...(provider !== undefined && { provider }) } as const;
      return { kind: 'trouble', classified: { problem, retryable: false } };
    }
    const { provider } = choice;
    id = provider.id;
    onChoice(provider);
    const told = (line: string): void => log.debug(`Tunnel: ${line}`);
    const tunnel = await provider.open(port, { signal, interactive, log: told });
    return { kind: 'open', provider, tunnel };
  } catch (thrown) {
    return { kind: 'trouble', classified: classifyProblem(thrown, id), thrown };
  }
}
