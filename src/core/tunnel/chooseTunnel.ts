/** The providers that the setting `livechat.webhooks.tunnel` knows, in the order of preference. */
export const tunnelIds = [
  'codespaces',
  'devtunnel',
  'cloudflared',
  'ssh',
  'ngrok',
  'manual',
  'localtunnel',
] as const;

export type TunnelId = (typeof tunnelIds)[number];

/** Those that take traffic for a service with which the user has no account. */
const anonymous: ReadonlySet<TunnelId> = new Set(['cloudflared', 'ssh']);

export interface TunnelFacts {
  /** What could be tried, see `TunnelProvider.available`. */
  readonly available: ReadonlySet<TunnelId>;
  /** Whether the editor has a GitHub session that may be used without asking. */
  readonly signedIn: boolean;
  /** What the user last listened with, if anything. */
  readonly previous?: TunnelId;
}

export type TunnelChoice =
  | { readonly kind: 'use'; readonly id: TunnelId }
  | { readonly kind: 'ask'; readonly among: readonly TunnelId[] };

/**
 * What `auto` means now. Customers' data never changes from a service that knows the user to one that does not
 * without a question, whatever became unavailable.
 */
export function chooseTunnel({ available, signedIn, previous }: TunnelFacts): TunnelChoice {
  const candidates = (
    ['codespaces', ...(signedIn ? ['devtunnel' as const] : []), 'cloudflared'] as const
  ).filter((id) => available.has(id));
  const [first] = candidates;
  const changesHands =
    first !== undefined && anonymous.has(first) && previous !== undefined && !anonymous.has(previous);
  if (first !== undefined && !changesHands) return { kind: 'use', id: first };
  // Not one that also needs a setting which nobody made: those are not available then.
  return { kind: 'ask', among: tunnelIds.filter((id) => available.has(id)) };
}
