import type { Receiver, ReceiverOptions } from '../../receiver/receiver';
import { sleep } from '../../../base/async';
import { errorCode } from '../../../base/json';
import type { Tunnel, TunnelProvider } from '../../../tunnel/tunnel';
import { classifyProblem, ListenerError } from '../../status/problem';
import type { WebhookTransportOptions } from './webhookPorts';

/** The window that led before may need so long to close the port. */
const tries = 5;
const retryMs = 300;

/**
 * Starts the receiver on the port of the setting, else on its last one, which is part of some tunnels' address. Where that
 * stays taken, on any other.
 * @throws ReceiverError
 */
export async function startOnKnownPort(
  { settings, clock, startReceiver, installId, log }: WebhookTransportOptions,
  lastPort: number,
  parts: Omit<ReceiverOptions, 'port' | 'installId' | 'clock' | 'log'>,
): Promise<Receiver> {
  const wanted = settings().port;
  const start = (port: number): Promise<Receiver> => startReceiver({ ...parts, port, installId, clock, log });
  if (wanted === 0 && lastPort === 0) return await start(0);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(wanted === 0 ? lastPort : wanted);
    } catch (thrown) {
      if (errorCode(thrown) !== 'port-taken') throw thrown;
      if (attempt === tries) {
        if (wanted !== 0) throw thrown;
        return await start(0);
      }
    }
    await sleep(clock, retryMs);
  }
}

export interface TunnelRequest {
  readonly port: number;
  readonly interactive: boolean;
  /** Aborts the opening. A tunnel that is open by then stays open. */
  readonly signal: AbortSignal;
  /** Called before anything is opened. */
  readonly onChoice: (provider: TunnelProvider) => void;
}

export interface SelectedTunnel {
  readonly provider: TunnelProvider;
  readonly tunnel: Tunnel;
}

/** Selects a tunnel provider and opens a tunnel. @throws ListenerError */
export async function selectTunnel(
  { choose, log }: WebhookTransportOptions,
  { port, interactive, signal, onChoice }: TunnelRequest,
): Promise<SelectedTunnel> {
  const opening = new AbortController();
  const abort = (): void => opening.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  let id: string | undefined;
  try {
    const choice = await choose(interactive);
    signal.throwIfAborted();
    if (choice.kind === 'needs-user') {
      const { code, provider } = choice;
      const problem = { kind: 'tunnel', code, ...(provider !== undefined && { provider }) } as const;
      throw new ListenerError({ problem, retryable: false });
    }
    const { provider } = choice;
    id = provider.id;
    onChoice(provider);
    const logLine = (line: string): void => log.debug(`Tunnel: ${line}`);
    const tunnel = await provider.open(port, { signal: opening.signal, interactive, log: logLine });
    return { provider, tunnel };
  } catch (thrown) {
    throw new ListenerError(classifyProblem(thrown, id), thrown);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
