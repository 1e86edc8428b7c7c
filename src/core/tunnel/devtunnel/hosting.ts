import type { Clock } from '../../base/clock';

/** Stored across restarts, so that the address stays the same and no tunnel is orphaned. */
export interface DevtunnelRecord {
  /** Stored before the tunnel is created, to find it again if the response is lost. */
  readonly label: string;
  readonly tunnelId?: string;
  readonly clusterId?: string;
}

export interface DevtunnelOptions {
  readonly clock: Clock;
  /**
   * Resolves to the `Authorization` value, such as `github TOKEN` or `Bearer TOKEN`; `undefined` without a session.
   * Called for each request.
   * @param interactive whether the user may be asked to sign in
   */
  readonly authorization: (interactive: boolean) => Promise<string | undefined>;
  readonly record: {
    readonly read: () => Promise<DevtunnelRecord | undefined>;
    readonly write: (record: DevtunnelRecord | undefined) => Promise<void>;
  };
  /** Letters, digits, `-`, `_` and `=` only, because it is used as a label. */
  readonly installId: string;
  readonly userAgent: { readonly name: string; readonly version: string };
  /** Overrides Microsoft's service, for tests. */
  readonly serviceUri?: string;
}

export interface DevtunnelHosting extends Omit<DevtunnelOptions, 'authorization'> {
  readonly authorization: () => Promise<string | undefined>;
  readonly log: (line: string) => void;
}
