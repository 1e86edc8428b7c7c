import type { Disposable } from '../../core/base/disposable';
import type { Log } from '../../core/base/log';
import { fail } from '../../core/domain/failure';
import type { ClassicSandbox, SandboxOptions } from '../../sandbox/sandbox';

export interface DemoAccess {
  readonly login: string;
  readonly secret: string;
  readonly addresses: { readonly apiUrl: string };
}

/** The built-in demo server of this window, started on first use. */
export class DemoServer implements Disposable {
  private starting: Promise<ClassicSandbox> | undefined;
  private ended = false;

  /** @param load loads the sandbox bundle */
  constructor(
    private readonly load: () => Promise<{
      readonly startClassicSandbox: (options?: SandboxOptions) => Promise<ClassicSandbox>;
    }>,
    private readonly log: Log,
  ) {}

  /** The owner of the demo account, and how to reach it. */
  async access(): Promise<DemoAccess> {
    const { url, credentials } = await this.running();
    const owner = credentials[0] ?? fail({ code: 'not-signed-in' });
    return { login: owner.login, secret: owner.apiKey, addresses: { apiUrl: url } };
  }

  dispose(): void {
    this.ended = true;
    void this.starting?.then((sandbox) => sandbox.dispose());
  }

  private async running(): Promise<ClassicSandbox> {
    if (this.ended) return fail({ code: 'cancelled' });
    const starting = (this.starting ??= this.start());
    try {
      return await starting;
    } catch (thrown) {
      this.starting = undefined;
      throw thrown;
    }
  }

  private async start(): Promise<ClassicSandbox> {
    const { startClassicSandbox } = await this.load();
    return await startClassicSandbox({
      log: this.log,
      freshIds: true,
      simulator: 'whileSubscribed',
    });
  }
}
