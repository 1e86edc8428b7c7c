import type { Clock } from '../base/clock';
import { OpenTunnel } from './openTunnel';
import type { TunnelProvider } from './tunnel';

/** For a LiveChat that runs on this machine, such as the demo's: it reaches the receiver without any tunnel. */
export function loopbackProvider(clock: Clock): TunnelProvider {
  return {
    id: 'manual',
    anonymousService: false,
    operator: '',
    available: () => Promise.resolve(true),
    open: (port, { signal }) =>
      Promise.resolve().then(() => {
        signal.throwIfAborted();
        return new OpenTunnel({
          clock,
          publicUrl: `http://127.0.0.1:${port}`,
          note: 'loopback-http',
          end: () => Promise.resolve(),
        });
      }),
  };
}
