import { silentLog } from '../../../src/core/base/log';
import { ReplyHold, type HoldPorts } from '../../../src/ui/shell/replyHold';
import { FakeClock } from './fakeClock';

/** Ports of composers whose replies do not wait and are never scheduled. */
export const noTiming = (more: Partial<HoldPorts> = {}) => ({
  hold: new ReplyHold({
    ...{ clock: new FakeClock(), log: silentLog, seconds: () => 0 },
    note: () => Promise.resolve(undefined),
    ...more,
  }),
  later: (): Promise<string | undefined> => Promise.resolve(undefined),
});
