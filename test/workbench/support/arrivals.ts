import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { removeTemporaryFolder, temporaryFolder } from '../../../scripts/workbench/childProcesses.mjs';
import { silentLog } from '../../../src/core/base/log';
import { accountId } from '../../../src/core/domain/account';
import type { Arrival, ChatArrival, ChatContent, TicketArrival } from '../../../src/core/domain/arrival';
import { testDatabase } from '../../unit/storage/support/testDatabase';
import { openJournal } from '../../../src/core/events/journal/openJournal';
import type { Sandbox } from '../../../src/sandbox/sandbox';
import { ownerOf } from './credentials';
import { signedInWorkbench } from './signedIn';
import type { Workbench } from './startWorkbench';

export interface StoredEvents {
  readonly arrival: Arrival;
  /** When it was accepted, in milliseconds since the epoch. */
  readonly at: number;
  readonly isRead?: boolean;
}

export function ownerAccount(sandbox: Sandbox): string {
  return accountId('classic', ownerOf(sandbox).login);
}

/** A signed-in workbench with these stored events, in this order. */
export async function workbenchWithEvents(
  sandbox: Sandbox,
  events: readonly StoredEvents[],
): Promise<Workbench> {
  const profileDir = temporaryFolder('desk-');
  try {
    const storage = path.join(
      profileDir,
      'user-data',
      'User',
      'globalStorage',
      'livechat-desk.livechat-desk',
    );
    await keep(storage, events);
    const workbench = await signedInWorkbench(sandbox, { profileDir });
    return {
      ...workbench,
      dispose: async () => {
        await workbench.dispose();
        removeTemporaryFolder(profileDir);
      },
    };
  } catch (error) {
    removeTemporaryFolder(profileDir);
    throw error;
  }
}

async function keep(dir: string, events: readonly StoredEvents[]): Promise<void> {
  mkdirSync(dir, { recursive: true });
  let now = Date.now();
  const clock = { now: () => now, after: () => ({ dispose: () => undefined }) };
  const database = await testDatabase(dir);
  const journal = openJournal({ database, clock, log: silentLog });
  for (const { arrival, at, isRead } of events) {
    now = at;
    await journal.accept(arrival);
    await journal.markShown([arrival]);
    if (isRead) await journal.markRead({ eventIds: [arrival.eventId] });
  }
  await journal.dispose();
  await database.close();
}

interface ChatParts extends Partial<Pick<ChatContent, 'visitor' | 'pre_chat_survey'>> {
  readonly chat?: Partial<ChatArrival['chat']>;
}

export function chatArrival(
  account: string,
  kind: ChatArrival['kind'],
  id: string,
  { chat, visitor = {}, pre_chat_survey = [] }: ChatParts,
): ChatArrival {
  const empty = { agents: [], groups: [], tags: [], messages: [], events: [] };
  return {
    kind,
    eventId: `${kind}-${id}`,
    account,
    chat: { id, ...empty, ...chat },
    visitor,
    pre_chat_survey,
  };
}

export function ticketArrival(account: string, id: string, subject: string): TicketArrival {
  const requester = { mail: 'kim@mail.test', name: 'Kim Lee' };
  const ticket = { id, subject, status: 'open', requester, groups: [{ id: 0 }], events: [], tags: [] };
  return { kind: 'ticket_created', eventId: `ticket-${id}`, account, ticket };
}
