import { errorMessage } from '../../base/log';
import { TunnelError, tunnelErrorOf, scrubbed } from '../tunnel';

/** Maps an error of the service or its relay by the response status. The client's messages guess at causes. */
export function devtunnelFault(thrown: unknown): TunnelError {
  const known = tunnelErrorOf(thrown);
  if (known) return known;
  const detail = scrubbed(`${errorMessage(thrown)} ${bodyOf(thrown)}`.trim());
  const status = statusOf(thrown);
  switch (status) {
    case undefined:
      return isOffline(thrown)
        ? new TunnelError('offline', 'Dev Tunnels cannot be reached.', true, detail)
        : new TunnelError('failed', 'Dev Tunnels failed.', true, detail);
    case 401:
    case 403:
      return new TunnelError(
        'refused-by-account',
        'Dev Tunnels does not accept this sign-in.',
        false,
        detail,
      );
    case 429: {
      // The limit of tunnels per account is permanent; other limits are per period.
      const full = detail.includes('TunnelsPerUserPerLocation');
      return new TunnelError('quota', 'A limit of Dev Tunnels is reached.', !full, detail);
    }
    default:
      return new TunnelError('failed', `Dev Tunnels answered with status ${status}.`, status >= 500, detail);
  }
}

/** The response status of the service, or of the relay, which stores it in `errorContext`. */
export function statusOf(thrown: unknown): number | undefined {
  const { response, errorContext } = partsOf(thrown);
  const status = response?.status ?? errorContext?.statusCode;
  return typeof status === 'number' && status > 0 ? status : undefined;
}

function bodyOf(thrown: unknown): string {
  const data = partsOf(thrown).response?.data;
  return data === undefined ? '' : JSON.stringify(data).slice(0, 1000);
}

function isOffline(thrown: unknown): boolean {
  const network =
    /E(?:CONN|NOTFOUND|AI_AGAIN|TIMEDOUT|HOSTUNREACH|NETUNREACH|PIPE)|socket hang up|Network Error/;
  return network.test(`${partsOf(thrown).code ?? ''} ${errorMessage(thrown)}`);
}

interface Parts {
  readonly code?: string;
  readonly response?: { readonly status?: unknown; readonly data?: unknown };
  readonly errorContext?: { readonly statusCode?: unknown };
}

function partsOf(thrown: unknown): Parts {
  return typeof thrown === 'object' && thrown !== null ? thrown : {};
}
