import { slowedIntervalMs } from '../domain/callCost';
import type { SlotRecord } from './meterRecords';

/** Whose turn it was to let a slowed call out, by what the windows of this machine wrote in one order. */
export class SlotLedger {
  /** The last line of each account that had its turn. */
  private readonly last = new Map<string, SlotRecord>();
  /** Written here and not met in the file yet. */
  private readonly awaited = new Set<string>();

  await(turn: string): void {
    this.awaited.add(turn);
  }

  /** Gives up a line that is awaited. @returns false where it was met meanwhile */
  giveUp(turn: string): boolean {
    return this.awaited.delete(turn);
  }

  /** Takes a line in, in the order of the file. It has the turn where none was had in the minute around it. */
  take(line: SlotRecord): void {
    this.awaited.delete(line.turn);
    const before = this.last.get(line.account);
    // Around it: lines of two windows may stand in another order than their times, and clocks are set back.
    if (before && Math.abs(line.at - before.at) < slowedIntervalMs) return;
    this.last.set(line.account, line);
  }

  has({ account, turn }: SlotRecord): boolean {
    return this.last.get(account)?.turn === turn;
  }

  /** How long a line of now would have no turn, in milliseconds; 0 where it would. */
  waitMs(account: string, now: number): number {
    const last = this.last.get(account);
    return !last || Math.abs(now - last.at) >= slowedIntervalMs ? 0 : last.at + slowedIntervalMs - now;
  }
}
