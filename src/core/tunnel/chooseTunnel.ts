/** The values of the setting `livechat.webhooks.tunnel` except `auto`, in order of preference. */
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

/** Providers whose service the user has no account with. */
const anonymous: ReadonlySet<TunnelId> = new Set(['cloudflared', 'ssh']);

export interface TunnelFacts {
  /** The available providers, see `TunnelProvider.available`. */
  readonly available: ReadonlySet<TunnelId>;
  /** Whether the editor has a GitHub session that may be used without asking. */
  readonly signedIn: boolean;
  /** The provider that was used last, if any. */
  readonly previous?: TunnelId;
}

export type TunnelChoice =
  | { readonly kind: 'use'; readonly id: TunnelId }
  | { readonly kind: 'ask'; readonly among: readonly TunnelId[] };

/**
 * Resolves `auto` to a provider. Never falls back from a service with an account to an anonymous one without asking
 * the user.
 */
export function chooseTunnel({ available, signedIn, previous }: TunnelFacts): TunnelChoice {
  const candidates = (
    ['codespaces', ...(signedIn ? ['devtunnel' as const] : []), 'cloudflared'] as const
  ).filter((id) => available.has(id));
  const [first] = candidates;
  const changesHands =
    first !== undefined && anonymous.has(first) && previous !== undefined && !anonymous.has(previous);
  if (first !== undefined && !changesHands) return { kind: 'use', id: first };
  // Providers that need a missing setting are not in `available`.
  return { kind: 'ask', among: tunnelIds.filter((id) => available.has(id)) };
}
