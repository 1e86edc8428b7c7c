import type { Clock } from '../../base/clock';

/** What is kept over restarts, so that the address stays and nothing is left behind at the service. */
export interface DevtunnelRecord {
  /** Written before a tunnel is made: by it one is found again whose answer was lost. */
  readonly label: string;
  readonly tunnelId?: string;
  readonly clusterId?: string;
}

export interface DevtunnelOptions {
  readonly clock: Clock;
  /**
   * The whole authorization, such as `github TOKEN` or `Bearer TOKEN`, fetched anew at each call; `undefined`
   * without a session. Only when interactive may it ask for one.
   */
  readonly authorization: (interactive: boolean) => Promise<string | undefined>;
  readonly record: {
    readonly read: () => Promise<DevtunnelRecord | undefined>;
    readonly write: (record: DevtunnelRecord | undefined) => Promise<void>;
  };
  /** Letters, digits, `-`, `_` and `=` only: it becomes a label. */
  readonly installId: string;
  readonly userAgent: { readonly name: string; readonly version: string };
  /** Another service than Microsoft's, for tests. */
  readonly serviceUri?: string;
}

/** What the client of Dev Tunnels is given. */
export interface DevtunnelHosting extends Omit<DevtunnelOptions, 'authorization'> {
  readonly authorization: () => Promise<string | undefined>;
  readonly log: (line: string) => void;
}
