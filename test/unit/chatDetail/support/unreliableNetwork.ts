import type { ApiRequest } from '../../../../src/core/api/request';
import type { ApiResponse } from '../../../../src/core/api/response';
import type { Caller } from '../../../../src/core/api/transport';
import { decodeV3Failure } from '../../../../src/core/api/platform/v3Failure';
import { fail } from '../../../../src/core/domain/failure';
import { ERROR_STATUS, PlatformError } from '../../../../src/sandbox/platform/platformError';
import type { InProcessSandbox } from './inProcessSandbox';

/** What happens to a push: `late` ones arrive when they are released, in reverse order. */
export type PushFate = 'arrives' | 'arrivesTwice' | 'isLate' | 'isLost';
/** What happens to a call: `lost` and `late` ones are executed, `refused` ones are not. */
export type CallFate = 'isAnswered' | 'isAnsweredLate' | 'isLost' | 'isRefused' | 'neverArrives';

const timeout = { code: 'timeout', afterMs: 1 } as const;

/** Socket and Web API of one window, with the faults that the test selects. */
export class UnreliableNetwork implements Caller {
  pushFates: readonly PushFate[] = ['arrives'];
  callFates: readonly CallFate[] = ['isAnswered'];
  /** Actions that were sent to the server, executed or not. */
  readonly sent: string[] = [];
  private pushes = 0;
  private calls = 0;
  private latePushes: (() => void)[] = [];
  private lateAnswers: (() => void)[] = [];

  constructor(private readonly sandbox: InProcessSandbox) {}

  readonly open = (...args: Parameters<ReturnType<InProcessSandbox['connect']>>) =>
    this.sandbox.connect((text, pass) => this.deliver(text, pass))(...args);

  /** From now on everything arrives. What was late arrives now. */
  recover(): void {
    this.pushFates = ['arrives'];
    this.callFates = ['isAnswered'];
    this.release();
  }

  /** Late pushes and answers arrive, the newest first. */
  release(): void {
    const late = [...this.latePushes, ...this.lateAnswers].reverse();
    this.latePushes = [];
    this.lateAnswers = [];
    for (const arrive of late) arrive();
  }

  /** The connection breaks. Late pushes of it never arrive. */
  cut(): void {
    this.latePushes = [];
    this.sandbox.cutSockets();
  }

  async call({ route, body }: ApiRequest): Promise<ApiResponse> {
    const action = route.slice(route.lastIndexOf('/') + 1);
    const fate = this.callFates[this.calls++ % this.callFates.length] ?? 'isAnswered';
    this.sent.push(action);
    if (fate === 'neverArrives') return fail(timeout);
    if (fate === 'isRefused') {
      return fail({ code: 'server', problem: 'status', status: 503, reasons: [] });
    }
    const answer = this.execute(action, body as object);
    if (fate === 'isLost') return fail(timeout);
    if (fate === 'isAnsweredLate') await new Promise<void>((resolve) => this.lateAnswers.push(resolve));
    else await Promise.resolve();
    return answer();
  }

  /** @returns what the client gets once the answer arrives */
  private execute(action: string, body: object): () => ApiResponse {
    try {
      const value = this.sandbox.run(this.sandbox.me, action, body);
      return () => ({ status: 200, value, header: () => undefined });
    } catch (thrown) {
      if (!(thrown instanceof PlatformError)) throw thrown;
      const text = JSON.stringify(thrown.body);
      const failure = decodeV3Failure({ status: ERROR_STATUS[thrown.type], text }, []);
      return () => {
        throw failure ?? thrown;
      };
    }
  }

  private deliver(text: string, pass: (text: string) => void): void {
    const fate = text.includes('"type":"push"') ? this.nextPushFate() : 'arrives';
    if (fate === 'isLost') return;
    if (fate === 'isLate') {
      this.latePushes.push(() => pass(text));
      return;
    }
    pass(text);
    if (fate === 'arrivesTwice') pass(text);
  }

  private nextPushFate(): PushFate {
    return this.pushFates[this.pushes++ % this.pushFates.length] ?? 'arrives';
  }
}
