import type { Disposable } from '../../core/base/disposable';
import type { Log } from '../../core/base/log';
import { fail } from '../../core/domain/failure';
import type { ClassicSandbox, SandboxOptions } from '../../sandbox/sandbox';

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

  /** The server's loopback address. */
  async url(): Promise<string> {
    return (await this.running()).url;
  }

  /** The owner of the demo account. */
  async credential(): Promise<{ readonly login: string; readonly apiKey: string }> {
    const [owner] = (await this.running()).credentials;
    return owner ?? fail({ code: 'not-signed-in' });
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
