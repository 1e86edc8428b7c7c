import type { Disposable } from '../../core/base/disposable';
import type { Log } from '../../core/base/log';
import type { AccountKind } from '../../core/domain/account';
import { fail } from '../../core/domain/failure';
import type { ClassicSandbox, PlatformSandbox, SandboxOptions, SandboxServer } from '../../sandbox/sandbox';

/** The bundle that starts servers. */
export interface DemoSandbox {
  readonly startClassicSandbox: (options?: SandboxOptions) => Promise<ClassicSandbox>;
  readonly startPlatformSandbox: (options?: SandboxOptions) => Promise<PlatformSandbox>;
}

/** The owner of a demo account, and how to reach it. */
export interface DemoAccess {
  /** E-mail address or account id, as the kind of account is named. */
  readonly name: string;
  readonly login: string;
  readonly secret: string;
  readonly addresses: {
    readonly apiUrl: string;
    readonly helpdeskUrl?: string;
    readonly accountsUrl?: string;
  };
}

interface RunningDemo {
  readonly sandbox: SandboxServer;
  readonly access: DemoAccess;
}

/** The built-in demo servers of this window, one per kind of account, each started on first use. */
export class DemoServer implements Disposable {
  private readonly starting = new Map<AccountKind, Promise<RunningDemo>>();
  private ended = false;

  /** @param load loads the sandbox bundle */
  constructor(
    private readonly load: () => Promise<DemoSandbox>,
    private readonly log: Log,
  ) {}

  async access(kind: AccountKind): Promise<DemoAccess> {
    if (this.ended) return fail({ code: 'cancelled' });
    const starting = this.starting.get(kind) ?? this.start(kind);
    this.starting.set(kind, starting);
    try {
      return (await starting).access;
    } catch (thrown) {
      this.starting.delete(kind);
      throw thrown;
    }
  }

  dispose(): void {
    this.ended = true;
    for (const starting of this.starting.values()) {
      starting.then(
        ({ sandbox }) => sandbox.dispose(),
        // The caller that requested the server received the error.
        () => undefined,
      );
    }
  }

  private async start(kind: AccountKind): Promise<RunningDemo> {
    const { startClassicSandbox, startPlatformSandbox } = await this.load();
    const options = { log: this.log, freshIds: true, simulator: 'whileSubscribed' } as const;
    if (kind === 'classic') {
      const sandbox = await startClassicSandbox(options);
      const { login, apiKey } = sandbox.credentials[0] ?? fail({ code: 'not-signed-in' });
      return { sandbox, access: { name: login, login, secret: apiKey, addresses: { apiUrl: sandbox.url } } };
    }
    const sandbox = await startPlatformSandbox({ ...options, customers: true });
    const { credentials, helpdeskUrl, accountsUrl } = sandbox.platform;
    const { accountId, login, token } = credentials[0] ?? fail({ code: 'not-signed-in' });
    const addresses = { apiUrl: sandbox.url, helpdeskUrl, accountsUrl };
    return { sandbox, access: { name: accountId, login, secret: token, addresses } };
  }
}
