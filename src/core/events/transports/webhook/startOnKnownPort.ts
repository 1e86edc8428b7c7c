import type { Receiver, ReceiverOptions } from '../../receiver/receiver';
import type { ListenerOptions } from '../../status/listenerTypes';

/** The window that led before may need so long to let go of the port. */
const tries = 5;
const againMs = 300;

/**
 * Starts the receiver on the port of the setting, else on the one it had: that is part of some tunnels' address.
 * Where that stays taken any other will do.
 * @throws ReceiverError
 */
export async function startOnKnownPort(
  { settings, clock, startReceiver, installId, log }: ListenerOptions,
  earlier: number,
  parts: Omit<ReceiverOptions, 'port' | 'installId' | 'clock' | 'log'>,
): Promise<Receiver> {
  const wanted = settings().port;
  const start = (port: number): Promise<Receiver> => startReceiver({ ...parts, port, installId, clock, log });
  if (wanted === 0 && earlier === 0) return await start(0);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(wanted === 0 ? earlier : wanted);
    } catch (thrown) {
      if (wanted !== 0 && attempt === tries) throw thrown;
      if (!isTaken(thrown)) throw thrown;
      if (attempt === tries) return await start(0);
    }
    await new Promise<void>((resolve) => clock.after(againMs, resolve));
  }
}

function isTaken(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'port-taken';
}
