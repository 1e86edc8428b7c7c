import type { Choice } from '../../core/events/transports/webhook/webhookPorts';
import { chooseTunnel, tunnelIds, type TunnelId } from '../../core/tunnel/chooseTunnel';
import type { TunnelErrorCode, TunnelProvider } from '../../core/tunnel/tunnel';
import type { Consents } from './consents';

export type Providers = Readonly<Record<TunnelId | 'loopback', TunnelProvider>>;

/** Asks the user whether events may pass through a tunnel. */
export interface ConsentQuestion {
  readonly provider: TunnelProvider;
  /** The host of the user's own address or server; absent for a service. */
  readonly host?: string;
}

/** Questions to the user. Each resolves to `undefined` or `false` when cancelled. */
export interface TunnelQuestions {
  which(among: readonly TunnelId[]): Promise<TunnelId | undefined>;
  consent(question: ConsentQuestion): Promise<boolean>;
  signIn(): Promise<boolean>;
}

export interface TunnelPickerOptions {
  readonly settings: { tunnel(): TunnelId | 'auto'; publicUrl(): string };
  /** Whether the active account's transport needs a public address. */
  readonly isNeeded: () => boolean;
  /** Whether the server of the active account is on this machine, so that no tunnel is needed: always, or by default. */
  readonly isLocal: () => 'always' | 'by-default' | 'no';
  readonly providers: () => Promise<Providers>;
  readonly isSignedIn: () => Promise<boolean>;
  readonly consents: Consents;
  readonly ask: TunnelQuestions;
}

type Resolved =
  | { readonly kind: 'use'; readonly provider: TunnelProvider; readonly id: TunnelId; readonly key?: string }
  | { readonly kind: 'ask'; readonly among: readonly TunnelId[] }
  | { readonly kind: 'unavailable'; readonly id: TunnelId; readonly code: TunnelErrorCode };

/** What prevents listening before a tunnel was opened; `cancelled`: by the user. */
export type Prepared = 'ready' | 'cancelled' | { readonly code: TunnelErrorCode; readonly provider?: string };

/** Selects a tunnel provider. Events pass through a tunnel only after the user has agreed to it. */
export class TunnelPicker {
  constructor(private readonly options: TunnelPickerOptions) {}

  /** Whether the active account's transport needs a tunnel. */
  get isNeeded(): boolean {
    return this.options.isNeeded();
  }

  /** For the listener in the leader window: asks no questions. */
  async choose(): Promise<Choice> {
    const { consents } = this.options;
    await consents.load();
    const found = await this.resolve();
    if (found.kind === 'ask') return { kind: 'needs-user', code: 'needs-consent' };
    if (found.kind === 'unavailable') return { kind: 'needs-user', code: found.code, provider: found.id };
    if (found.key !== undefined && !consents.has(found.key)) {
      return { kind: 'needs-user', code: 'needs-consent', provider: found.id };
    }
    return { kind: 'provider', provider: found.provider };
  }

  /**
   * Asks everything that needs an answer before a tunnel can be opened.
   * @param isNeeded whether a tunnel is or will be needed
   */
  async prepare(isNeeded = this.isNeeded): Promise<Prepared> {
    const { consents, ask } = this.options;
    if (!isNeeded) return 'ready';
    await consents.load();
    let found = await this.resolve();
    if (found.kind === 'ask') {
      const picked = await ask.which(found.among);
      if (picked === undefined) return 'cancelled';
      await consents.pick(picked);
      found = await this.resolve();
    }
    if (found.kind === 'ask') return { code: 'needs-consent' };
    if (found.kind === 'unavailable') return { code: found.code, provider: found.id };
    const { provider, id, key } = found;
    if (key !== undefined) {
      if (!consents.has(key)) {
        const host = hostOf(id, this.options.settings.publicUrl());
        if (!(await ask.consent({ provider, ...(host !== undefined && { host }) }))) return 'cancelled';
      }
      await consents.agree(key, id);
    }
    if (id === 'devtunnel' && !(await this.options.isSignedIn()) && !(await ask.signIn())) return 'cancelled';
    return 'ready';
  }

  private async resolve(): Promise<Resolved> {
    const { settings, isLocal } = this.options;
    const providers = await this.options.providers();
    const wanted = settings.tunnel();
    const local = isLocal();
    if (local === 'always' || (local === 'by-default' && wanted === 'auto')) {
      return { kind: 'use', provider: providers.loopback, id: 'manual' };
    }
    if (wanted !== 'auto') return await this.use(providers, wanted);
    return await this.best(providers);
  }

  private async best(providers: Providers): Promise<Resolved> {
    const { consents, isSignedIn } = this.options;
    const answers = await Promise.all(
      tunnelIds.map(async (id) => [id, await providers[id].available()] as const),
    );
    const available = new Set(answers.flatMap(([id, answer]) => (answer === true ? [id] : [])));
    const { picked, previous } = consents;
    if (picked !== undefined && available.has(picked)) return await this.use(providers, picked);
    const signedIn = await isSignedIn();
    const choice = chooseTunnel({ available, signedIn, ...(previous !== undefined && { previous }) });
    return choice.kind === 'ask' ? choice : await this.use(providers, choice.id);
  }

  private async use(providers: Providers, id: TunnelId): Promise<Resolved> {
    const provider = providers[id];
    const answer = await provider.available();
    if (answer !== true) return { kind: 'unavailable', id, code: answer.code };
    const key = consentKey(provider, this.options.settings.publicUrl());
    return { kind: 'use', provider, id, ...(key !== undefined && { key }) };
  }
}

/** Identifies a consent by provider and operator or host; `undefined` if none is needed. */
function consentKey({ id, operator }: TunnelProvider, publicUrl: string): string | undefined {
  const host = hostOf(id, publicUrl);
  if (host === undefined) return [id, operator].filter((part) => part !== '').join(':');
  // Plain http is accepted for this machine only, so nothing becomes public.
  return publicUrl.startsWith('http:') ? undefined : `${id}:${host}`;
}

function hostOf(id: string, publicUrl: string): string | undefined {
  if (id !== 'manual' && id !== 'localtunnel') return undefined;
  return URL.canParse(publicUrl) ? new URL(publicUrl).host : '';
}
