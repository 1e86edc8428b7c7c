import type { Tunnel, TunnelProvider } from '../tunnel/tunnel';
import { troubleOf, type Trouble } from './problem';
import type { RelayOptions } from './relay';

export interface OpenRequest {
  readonly port: number;
  readonly interactive: boolean;
  readonly signal: AbortSignal;
  /** Told before anything is opened. */
  readonly onChoice: (provider: TunnelProvider) => void;
}

export type Opened =
  | { readonly kind: 'open'; readonly provider: TunnelProvider; readonly tunnel: Tunnel }
  | { readonly kind: 'trouble'; readonly trouble: Trouble; readonly thrown?: unknown };

/** Asks which tunnel it shall be, and opens it. Never rejects. */
export async function openThrough({ choose, log }: RelayOptions, request: OpenRequest): Promise<Opened> {
  const { port, interactive, signal, onChoice } = request;
  let id: string | undefined;
  try {
    const choice = await choose(interactive);
    signal.throwIfAborted();
    if (choice.kind === 'needs-user') {
      const { code, provider } = choice;
      const problem = { kind: 'tunnel', code, ...(provider !== undefined && { provider }) } as const;
      return { kind: 'trouble', trouble: { problem, retryable: false } };
    }
    const { provider } = choice;
    id = provider.id;
    onChoice(provider);
    const told = (line: string): void => log.debug(`Tunnel: ${line}`);
    const tunnel = await provider.open(port, { signal, interactive, log: told });
    return { kind: 'open', provider, tunnel };
  } catch (thrown) {
    return { kind: 'trouble', trouble: troubleOf(thrown, id), thrown };
  }
}
