import type { TicketActions } from '../../core/actions/ticketActions';
import { withTimeout } from '../../core/base/async';
import { failureOf, type FailureCode } from '../../core/domain/failure';
import { accountIdOf } from '../../core/stores/sessionStore';
import type { App } from '../shell/app';
import { fetchChoices } from './choices';
import { keptTicketWithChoices, type TicketWithChoices } from './keptTicket';

/** LiveChat may take so long to answer before what is kept is shown. Attempts without a network take longer. */
const patienceMs = 1_000;

export interface TicketToEdit extends TicketWithChoices {
  /** Reads the ticket from LiveChat; absent if it was read there. @throws FailureError */
  readonly newer?: () => Promise<TicketToEdit>;
}

type EditApp = Pick<App, 'agents' | 'clock' | 'directory' | 'local' | 'session'>;

/** Failures that say nothing about the ticket: LiveChat could not be reached, or answered with an error of its own. */
const passing: readonly (FailureCode | undefined)[] = ['network', 'timeout', 'server', 'rate-limited'];

/**
 * Reads a ticket to edit. If LiveChat says nothing about it, or does not answer soon, it is the one that is kept on this
 * machine: saving compares it with the current one in any case. `newer` then rejects with that failure first.
 * @throws FailureError if it could not be read and is not kept
 */
export async function ticketToEdit(
  app: EditApp,
  actions: Pick<TicketActions, 'read'>,
  ticketId: string,
): Promise<TicketToEdit> {
  const account = accountIdOf(app.session.current);
  const read = async (): Promise<TicketToEdit> => {
    const [choices, seen] = await Promise.all([fetchChoices(app, 'ticket'), actions.read(ticketId)]);
    return { choices, seen };
  };
  const reading = read();
  try {
    const current = await withTimeout(app.clock, patienceMs, reading);
    if (current) return current;
  } catch (thrown) {
    if (!passing.includes(failureOf(thrown)?.code)) throw thrown;
  }
  const kept = account === undefined ? undefined : await keptTicketWithChoices(app, account, ticketId);
  if (!kept) return await reading;
  let running: Promise<TicketToEdit> | undefined = reading;
  return {
    ...kept,
    newer: async () => {
      const first = running ?? read();
      running = undefined;
      return await first;
    },
  };
}

/** Whether LiveChat could not be reached. */
export function isOutOfReach(thrown: unknown): boolean {
  const code = failureOf(thrown)?.code;
  return code === 'network' || code === 'timeout';
}
