import type { Clock } from '../base/clock';
import { OpenTunnel } from './openTunnel';
import { TunnelError, type Tunnel, type TunnelProvider, publicAddress } from './tunnel';

export interface ManualOptions {
  readonly clock: Clock;
  /** Current value of `livechat.webhooks.publicUrl`. */
  readonly publicUrl: string;
}

/** An address that the user routes to the receiver. Only validated here. */
export function manualProvider({ clock, publicUrl }: ManualOptions): TunnelProvider {
  const text = publicUrl.trim();
  const read = (): ReturnType<typeof publicAddress> => {
    if (text === '') throw new TunnelError('policy', 'No public address is set.', false);
    return publicAddress(text);
  };
  return {
    id: 'manual',
    anonymousService: false,
    operator: '',
    available: () =>
      Promise.resolve()
        .then(() => {
          read();
          return true as const;
        })
        .catch((error: unknown) => {
          if (error instanceof TunnelError) return error;
          throw error;
        }),
    open: (_port, { signal }): Promise<Tunnel> =>
      Promise.resolve().then(() => {
        signal.throwIfAborted();
        const { url, loopbackHttp } = read();
        return new OpenTunnel({
          clock,
          publicUrl: url,
          ...(loopbackHttp && { note: 'loopback-http' as const }),
          end: () => Promise.resolve(),
        });
      }),
  };
}
