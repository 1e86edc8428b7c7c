import { silentLog } from '../../../src/core/base/log';
import { ReplyDelay, type DelayPorts } from '../../../src/ui/shell/replyDelay';
import { FakeClock } from './fakeClock';

/** Ports of composers whose replies do not wait and are never scheduled. */
export const noTiming = (more: Partial<DelayPorts> = {}) => ({
  delay: new ReplyDelay({
    ...{ clock: new FakeClock(), log: silentLog, seconds: () => 0 },
    note: () => Promise.resolve(undefined),
    ...more,
  }),
  later: (): Promise<string | undefined> => Promise.resolve(undefined),
});
