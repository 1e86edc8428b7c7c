import type { Choice } from '../../core/events/transports/webhook/webhookPorts';
import { chooseTunnel, tunnelIds, type TunnelId } from '../../core/tunnel/chooseTunnel';
import type { TunnelErrorCode, TunnelProvider } from '../../core/tunnel/tunnel';
import type { Consents } from './consents';

export type Providers = Readonly<Record<TunnelId | 'loopback', TunnelProvider>>;

/** What a person is asked before events may pass through a tunnel. */
export interface ConsentQuestion {
  readonly provider: TunnelProvider;
  /** Of the address or server that is the user's own; absent for a service. */
  readonly host?: string;
}

/** How a person is asked. Each resolves to `undefined` or `false` where the person gave up. */
export interface TunnelQuestions {
  which(among: readonly TunnelId[]): Promise<TunnelId | undefined>;
  consent(question: ConsentQuestion): Promise<boolean>;
  signIn(): Promise<boolean>;
}

export interface TunnelPickerOptions {
  readonly settings: { tunnel(): TunnelId | 'auto'; publicUrl(): string };
  /** Whether the active account's events need a public address at all. */
  readonly isNeeded: () => boolean;
  /** Whether the active account is served on this machine: always then, or unless the settings say otherwise. */
  readonly isLocal: () => 'always' | 'by-default' | 'no';
  /** As the settings have them now. */
  readonly providers: () => Promise<Providers>;
  readonly isSignedIn: () => Promise<boolean>;
  readonly consents: Consents;
  readonly ask: TunnelQuestions;
}

type Resolved =
  | { readonly kind: 'use'; readonly provider: TunnelProvider; readonly id: TunnelId; readonly key?: string }
  | { readonly kind: 'ask'; readonly among: readonly TunnelId[] }
  | { readonly kind: 'unavailable'; readonly id: TunnelId; readonly code: TunnelErrorCode };

/** What stands in the way before anything was tried; `cancelled`: the person gave up. */
export type Prepared = 'ready' | 'cancelled' | { readonly code: TunnelErrorCode; readonly provider?: string };

/** Which tunnel it shall be. Nobody's customers' words pass through one that a person has not agreed to. */
export class TunnelPicker {
  constructor(private readonly parts: TunnelPickerOptions) {}

  /** Whether the active account's events come through a tunnel; else there is nothing to choose. */
  get isNeeded(): boolean {
    return this.parts.isNeeded();
  }

  /** For the relay, in the window that leads: asks nobody. */
  async choose(): Promise<Choice> {
    const { consents } = this.parts;
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
   * Asks the person all that is to be asked, in the window that they look at.
   * @param isNeeded whether a tunnel is needed, or will be
   */
  async prepare(isNeeded = this.isNeeded): Promise<Prepared> {
    const { consents, ask } = this.parts;
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
        const host = hostOf(id, this.parts.settings.publicUrl());
        if (!(await ask.consent({ provider, ...(host !== undefined && { host }) }))) return 'cancelled';
      }
      await consents.agree(key, id);
    }
    if (id === 'devtunnel' && !(await this.parts.isSignedIn()) && !(await ask.signIn())) return 'cancelled';
    return 'ready';
  }

  private async resolve(): Promise<Resolved> {
    const { settings, isLocal } = this.parts;
    const providers = await this.parts.providers();
    const wanted = settings.tunnel();
    const local = isLocal();
    if (local === 'always' || (local === 'by-default' && wanted === 'auto')) {
      return { kind: 'use', provider: providers.loopback, id: 'manual' };
    }
    if (wanted !== 'auto') return await this.use(providers, wanted);
    return await this.best(providers);
  }

  private async best(providers: Providers): Promise<Resolved> {
    const { consents, isSignedIn } = this.parts;
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
    const key = consentKey(provider, this.parts.settings.publicUrl());
    return { kind: 'use', provider, id, ...(key !== undefined && { key }) };
  }
}

/** By what a consent is known: another provider, operator or host is another one. Nothing public needs none. */
function consentKey({ id, operator }: TunnelProvider, publicUrl: string): string | undefined {
  const host = hostOf(id, publicUrl);
  if (host === undefined) return [id, operator].filter((part) => part !== '').join(':');
  // Plain http is taken on this machine only.
  return publicUrl.startsWith('http:') ? undefined : `${id}:${host}`;
}

function hostOf(id: string, publicUrl: string): string | undefined {
  if (id !== 'manual' && id !== 'localtunnel') return undefined;
  return URL.canParse(publicUrl) ? new URL(publicUrl).host : '';
}
