import { DiscardPolicy } from '@nats-io/jetstream';
import type { Clock } from '../../../../src/core/base/clock';
import type { EventServiceOptions } from '../../../../src/core/events/service/eventService';
import { Outbox } from '../../../../src/core/events/publish/outbox';
import type { TeamAccess } from '../../../../src/core/team/teamAccess';
import { parseTeamServer } from '../../../../src/core/team/teamServers';
import { unseal } from '../../../../src/core/team/sealedEvents';
import { accountToken } from '../../../../src/core/team/teamSubjects';
import { TeamConnection } from '../../../../src/core/team/teamConnection';
import type { Arrival } from '../../../../src/core/domain/arrival';
import { testDatabase } from '../../storage/support/testDatabase';
import { FakeTunnels } from '../../events/support/fakeTunnel';
import { EventServiceBench, type OpenWindow } from '../../events/support/eventServiceBench';
import { ListenerBench } from '../../events/support/listenerBench';
import { NatsServer, type NatsUser } from './natsServer';
import { accessTo, newKey } from './teamMachine';

const user: NatsUser = { user: 'receiver', password: 'one' };

/** How a machine takes part. */
export interface MachineOptions {
  /** Its access differs from that of the others. Read each time. */
  readonly access?: () => Partial<TeamAccess> | 'none';
  /** Id of its account. Read each time. */
  readonly account?: () => string | undefined;
  readonly clock?: Clock;
  readonly hindrance?: NonNullable<EventServiceOptions['team']>['hindrance'];
}

/** Machines that are members of a team and may be its receiver, with one LiveChat account and a real NATS server. */
export class ReceiverMachines {
  readonly key = newKey();
  private readonly machines: EventServiceBench[] = [];
  /** Each machine has tunnels and secrets of its own. */
  private readonly parts = new WeakMap<EventServiceBench, Parts>();

  private constructor(
    readonly server: NatsServer,
    readonly account: ListenerBench,
  ) {}

  /** @param more settings of JetStream, such as `max_file_store` */
  static async open(more = ''): Promise<ReceiverMachines> {
    const [server, account] = await Promise.all([NatsServer.start([user], more), ListenerBench.open()]);
    return new ReceiverMachines(server, account);
  }

  async close(): Promise<void> {
    for (const machine of this.machines.splice(0)) await machine.close(false);
    await this.account.close();
    await this.server.dispose();
  }

  async machine(): Promise<EventServiceBench> {
    const opened = await EventServiceBench.open(this.account);
    this.machines.push(opened);
    return opened;
  }

  get access(): TeamAccess {
    return { ...accessTo(this.server, user, this.key), receive: true };
  }

  /** A window that has begun to listen. */
  async joined(options: MachineOptions = {}, on?: EventServiceBench): Promise<OpenWindow> {
    const window = await this.opened(options, on);
    await window.eventService.start({ interactive: true });
    return window;
  }

  async opened(options: MachineOptions = {}, on?: EventServiceBench): Promise<OpenWindow> {
    const { access = () => ({}), account = () => this.account.account, clock, hindrance } = options;
    const machine = on ?? (await this.machine());
    const { tunnels, secrets } = this.partsOf(machine);
    const mine = (): TeamAccess | undefined => {
      const own = access();
      return own === 'none' ? undefined : { ...this.access, ...own };
    };
    const isMember = (): boolean => mine() !== undefined;
    const ownTransport = (): 'webhooks' | undefined => (account() === undefined ? undefined : 'webhooks');
    return await machine.window({
      random: () => 0,
      ...(clock && { clock }),
      account,
      choose: () => Promise.resolve({ kind: 'provider', provider: tunnels }),
      secrets: {
        get: (key) => Promise.resolve(secrets.get(key)),
        store: (key, value) => Promise.resolve(void secrets.set(key, value)),
        delete: (key) => Promise.resolve(void secrets.delete(key)),
      },
      transport: () => (isMember() ? 'team' : ownTransport()),
      ownTransport,
      team: {
        access: () => Promise.resolve(mine()),
        events: () => this.account.settings.events,
        ...(hindrance && { hindrance }),
      },
    });
  }

  async until(isTrue: () => boolean): Promise<void> {
    await this.machines[0]?.until(isTrue);
  }

  /** How many events of a machine are not published. */
  async unpublished({ dir }: EventServiceBench): Promise<number> {
    const database = await testDatabase(dir);
    const { count } = new Outbox(database);
    await database.close();
    return count;
  }

  /** Whether the stream takes further messages. */
  async setRoom(hasRoom: boolean): Promise<void> {
    const connection = await TeamConnection.open({ ...this.access, name: 'administrator' });
    const manager = await connection.client.jetstreamManager();
    const { state } = await manager.streams.info('LIVECHAT');
    const limit = { max_msgs: hasRoom ? -1 : state.messages, discard: DiscardPolicy.New };
    await manager.streams.update('LIVECHAT', limit);
    await connection.close();
  }

  /** What the lease says. */
  async lease(): Promise<unknown> {
    const connection = await TeamConnection.open({ ...this.access, name: 'reader' });
    const manager = await connection.client.jetstreamManager();
    const subject = `$KV.LIVECHAT_LEASE.${accountToken(this.account.account ?? '')}`;
    const message = await manager.streams.getMessage('KV_LIVECHAT_LEASE', { last_by_subj: subject });
    await connection.close();
    return message?.json();
  }

  /** The events of the stream, in order. */
  async published(): Promise<readonly Arrival[]> {
    const connection = await TeamConnection.open({ ...this.access, name: 'reader' });
    const found: Arrival[] = [];
    const { last } = await connection.position();
    if (last > 0) {
      await new Promise<void>((resolve, reject) => {
        const onMessage = ({ payload, sequence, subject, messageId }: Message): Promise<void> => {
          const opened = unseal([this.key], { subject, messageId }, payload);
          if (opened.kind === 'event') found.push(opened.arrival);
          if (sequence === last) resolve();
          return Promise.resolve();
        };
        connection.read({ filter: 'livechat.>', from: 1, onMessage }).catch(reject);
      });
    }
    await connection.close();
    return found;
  }

  /** The tunnels of a machine. */
  tunnelsOf(machine: EventServiceBench): FakeTunnels {
    return this.partsOf(machine).tunnels;
  }

  private partsOf(machine: EventServiceBench): Parts {
    const parts = this.parts.get(machine) ?? { tunnels: new FakeTunnels(), secrets: new Map() };
    this.parts.set(machine, parts);
    return parts;
  }
}

interface Parts {
  readonly tunnels: FakeTunnels;
  readonly secrets: Map<string, string>;
}

type Message = Parameters<Parameters<TeamConnection['read']>[0]['onMessage']>[0];

/** The access over another address of the same server. */
export function through(address: string): Pick<TeamAccess, 'servers'> {
  const server = parseTeamServer(address);
  if (!server) throw new Error(`not an address: ${address}`);
  return { servers: [server] };
}

export function receives({ eventService }: OpenWindow): boolean {
  return eventService.view.state === 'live' && eventService.view.tunnel !== 'team';
}

/** The chats of which a window got the start, in order. */
export function chatsOf({ arrivals }: Pick<OpenWindow, 'arrivals'>): readonly string[] {
  return arrivals.flatMap((arrival) => (arrival.kind === 'chat_started' ? [arrival.chat.id] : []));
}
