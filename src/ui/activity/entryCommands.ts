import { env, l10n } from 'vscode';
import type { Arrival } from '../../core/domain/arrival';
import { fail } from '../../core/domain/failure';
import { commandIds } from '../../manifest';
import { rowsOf } from '../shell/rows';
import { entryOf } from './nodes';
import type { ActivityDeps } from './ports';
import { replay } from './replay';
import { sendTestEvent } from './testEvent';

/** What can be done with events where they stand, and the command that makes one. */
export function registerEntryCommands(deps: ActivityDeps): void {
  const { commands, store, eventService, openArrival } = deps;
  const open = async (arrival: Arrival): Promise<void> => {
    await openArrival(arrival);
    await store.markRead([arrival.eventId]);
  };
  const notOpened = (): string => l10n.t('The event could not be opened.');
  commands.register(commandIds.openArrival, notOpened, async (item) => {
    const entry = entryOf(item);
    if (entry) await open(entry.arrival);
  });
  // The row's own click, and a toast, bring the id alone.
  commands.serve(commandIds.openArrival, async (argument) => {
    const eventId = eventIdIn(argument);
    if (eventId === undefined) return fail({ code: 'invalid-input', field: 'eventId', reasons: [] });
    const entry = await eventService.get(eventId);
    if (!entry) return fail({ code: 'not-found' });
    await open(entry.arrival);
    return undefined;
  });
  commands.register(
    commandIds.markActivityRead,
    () => l10n.t('The events could not be marked as read.'),
    (item, items) => store.markRead(entriesOf(item, items).map(({ arrival }) => arrival.eventId)),
  );
  commands.register(
    commandIds.copyActivityId,
    () => l10n.t('The ID could not be copied.'),
    async (item, items) => {
      const ids = entriesOf(item, items).map(({ arrival }) =>
        arrival.kind === 'ticket_created' ? arrival.ticket.id : arrival.chat.id,
      );
      if (ids.length > 0) await env.clipboard.writeText([...new Set(ids)].join('\n'));
    },
  );
  commands.register(
    commandIds.replayArrival,
    () => l10n.t('The event could not be replayed.'),
    async (item) => {
      const entry = entryOf(item);
      if (entry) await replay(entry.arrival, deps);
    },
  );
  commands.register(
    commandIds.sendTestEvent,
    () => l10n.t('The test event could not be sent.'),
    () => sendTestEvent(deps),
  );
}

function entriesOf(item: unknown, items: unknown) {
  return rowsOf(item, items).flatMap((row) => entryOf(row) ?? []);
}

function eventIdIn(argument: unknown): string | undefined {
  const eventId = (argument as { readonly eventId?: unknown } | null)?.eventId;
  return typeof eventId === 'string' ? eventId : undefined;
}
