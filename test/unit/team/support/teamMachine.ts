import assert from 'node:assert/strict';
import path from 'node:path';
import { systemClock, type Clock } from '../../../../src/core/base/clock';
import { silentLog } from '../../../../src/core/base/log';
import { arrivalKinds, type Arrival, type ArrivalKind } from '../../../../src/core/domain/arrival';
import { messagesOf } from '../../../../src/core/events/publish/eventMessages';
import type { EventService, EventServiceOptions } from '../../../../src/core/events/service/eventService';
import { openEventService } from '../../../../src/core/events/service/openEventService';
import type { ListenerView } from '../../../../src/core/events/status/listenerStatus';
import type { EventNotification, Surface } from '../../../../src/core/events/status/notification';
import type { TeamAccess } from '../../../../src/core/team/teamAccess';
import { StoredData } from '../../../../src/core/stores/deleteStoredData';
import type { Database } from '../../../../src/core/storage/database';
import { TeamConnection } from '../../../../src/core/team/teamConnection';
import { createTeamKey, parseTeamKey, type TeamKey } from '../../../../src/core/team/teamKey';
import { parseTeamServer } from '../../../../src/core/team/teamServers';
import {
  removeTemporaryFolder,
  temporaryFolder,
  until,
} from '../../../../scripts/workbench/childProcesses.mjs';
import { bareChat } from '../../chatDetail/support/contractChat';
import { testDatabase } from '../../storage/support/testDatabase';
import type { NatsServer, NatsUser } from './natsServer';

export function newKey(): TeamKey {
  const key = parseTeamKey(createTeamKey());
  assert.ok(key);
  return key;
}

/** The start of a chat of an account. */
export function chatStarted(id: string, account = bareChat.account): Arrival {
  return {
    ...bareChat,
    kind: 'chat_started',
    account,
    eventId: `EVENT-${id}`,
    chat: { ...bareChat.chat, id },
  };
}

/** The access of a user to a server. */
export function accessTo(server: NatsServer, { user, password }: NatsUser, ...keys: TeamKey[]): TeamAccess {
  const address = parseTeamServer(server.address);
  const [key = newKey(), ...former] = keys;
  assert.ok(address);
  return {
    servers: [address],
    credentials: { kind: 'password', user, password },
    stream: 'LIVECHAT',
    groups: [],
    keys: [key, ...former],
  };
}

/** Publishes as a receiver does. */
export async function publish(access: TeamAccess, ...arrivals: readonly Arrival[]): Promise<void> {
  const connection = await TeamConnection.open({ ...access, name: 'receiver' });
  await connection.ensureStream();
  for (const arrival of arrivals) {
    for (const { subject, messageId, payload } of messagesOf(
      arrival,
      access.keys[0],
      connection.maxPayload,
    )) {
      await connection.publish(subject, messageId, payload);
    }
  }
  await connection.close();
}

export interface TeamMachineOptions {
  readonly clock?: Clock;
  /** Called for each notification, when the editor would show it. */
  readonly onShow?: (notification: EventNotification) => void;
  /** Another window of this machine. */
  readonly sameAs?: TeamMachine;
  /** In place of those of a machine that is signed out. */
  readonly service?: Partial<EventServiceOptions>;
}

/** A machine that is a member of a team: one window, which leads, with a database of its own. It is signed out. */
export class TeamMachine {
  readonly shown: EventNotification[] = [];
  readonly arrived: Arrival[] = [];
  surface: Surface = 'toast';
  events: readonly ArrivalKind[] = arrivalKinds;
  /** How often LiveChat was asked for something. */
  calls = 0;
  private readonly folder: string;
  private database: Database | undefined;
  private opened: EventService | undefined;

  constructor(
    public access: TeamAccess | undefined,
    readonly given: TeamMachineOptions = {},
  ) {
    this.folder = given.sameAs?.folder ?? temporaryFolder('member-');
  }

  get service(): EventService {
    assert.ok(this.opened, 'the window is open');
    return this.opened;
  }

  get isOpen(): boolean {
    return this.opened !== undefined;
  }

  get view(): ListenerView {
    return this.service.view;
  }

  /** Ids of the chats that notifications were about, each as often as it was in one. */
  get shownIds(): readonly string[] {
    return this.shown
      .flatMap((one) => {
        if ('chatId' in one) return [];
        return one.kind === 'one' ? [one.arrival.eventId] : one.eventIds;
      })
      .map((id) => id.replace('EVENT-', ''))
      .sort();
  }

  /** Opens a window. */
  async open(): Promise<void> {
    const call = (): Promise<never> => {
      this.calls += 1;
      return Promise.reject(new Error('A member of a team asks LiveChat for nothing.'));
    };
    const database = await testDatabase(this.folder);
    this.database = database;
    const service = await openEventService({
      database,
      clock: this.given.clock ?? systemClock,
      log: silentLog,
      // Determines the loopback ports: each machine has its own.
      installId: path.basename(this.folder),
      dir: this.folder,
      settings: () => ({ events: arrivalKinds, port: 0, autoStart: true }),
      account: () => undefined,
      transport: () => 'team',
      team: {
        access: () => Promise.resolve(this.access),
        events: () => this.events,
      },
      webhooks: { list: call, create: call, remove: call, enable: call, deliveries: call },
      listings: {
        chats: call,
        newTickets: call,
        clockOffset: call,
        serverTime: () => undefined,
      },
      lookups: { chat: call, ticket: call },
      choose: call,
      secrets: { get: call, store: call, delete: call },
      random: () => 0,
      surfaceOf: () => this.surface,
      isDoNotDisturb: () => false,
      answers: () => Promise.resolve(),
      show: (notification) => {
        this.shown.push(notification);
        this.given.onShow?.(notification);
      },
      ...this.given.service,
    });
    this.opened = service;
    service.onDidArrive((arrival) => this.arrived.push(arrival));
    await this.until(() => service.role !== 'electing', 'a window leads');
  }

  /** Opens a window and listens. */
  async join(): Promise<void> {
    if (!this.opened) await this.open();
    await this.service.start({ interactive: true, recheck: true });
  }

  /** As `LiveChat: Delete Local Data` does. */
  async deleteLocalData(): Promise<void> {
    const { database } = this;
    assert.ok(database, 'the window is open');
    await new StoredData(() => Promise.resolve(database), systemClock).deleteAll();
  }

  async until(isTrue: () => boolean, what: string): Promise<void> {
    await until(() => (isTrue() ? true : undefined), {
      timeoutMs: 20_000,
      what: `${what}: ${JSON.stringify(this.opened?.view)}, ${this.shownIds.join()}`,
    });
  }

  async hasShown(...ids: readonly string[]): Promise<void> {
    await this.until(() => ids.every((id) => this.shownIds.includes(id)), `${ids.join()} are shown`);
  }

  /** Closes the window. */
  async close(): Promise<void> {
    await this.opened?.dispose();
    this.opened = undefined;
    await this.database?.close();
    this.database = undefined;
  }

  async dispose(): Promise<void> {
    await this.close();
    if (!this.given.sameAs) removeTemporaryFolder(this.folder);
  }
}
