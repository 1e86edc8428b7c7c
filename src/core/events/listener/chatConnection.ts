import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { EventTransport, TransportHost } from '../transports/eventTransport';
import type { ChatConnectionView, ListenerView } from '../status/listenerStatus';
import { ListenerMachine, type ListenerMachineOptions } from './listenerMachine';

export interface ChatConnectionOptions extends Pick<
  ListenerMachineOptions,
  'clock' | 'log' | 'random' | 'account' | 'onChatPush'
> {
  readonly create: (host: TransportHost) => EventTransport;
}

/**
 * The person's own running chats, while events come from a team: their pushes, typing indicators and messages to other
 * agents. Events that it receives are dropped, because the team has them. Nothing is polled or stored.
 */
export class ChatConnection implements Disposable {
  private readonly changed = new Emitter<undefined>();
  readonly onDidChange = this.changed.event;
  /** Made when it is first wanted: most machines need none. */
  private machine: ListenerMachine | undefined;
  private account: string | undefined;

  constructor(
    private readonly options: ChatConnectionOptions,
    private readonly leads: () => boolean,
  ) {}

  /** @param account whose chats are wanted; `undefined` closes it */
  follow(account: string | undefined): void {
    if (account === this.account) return;
    this.account = account;
    if (account === undefined) void this.machine?.release('electing');
    else this.opened().begin(false);
  }

  /** Its part of the view; nothing where it is not wanted. */
  get view(): Pick<ListenerView, 'chats' | 'note'> {
    if (this.account === undefined || !this.machine) return {};
    const { state, problem, note } = this.machine.view;
    const chats: ChatConnectionView = {
      state: state === 'live' || state === 'backoff' || state === 'needs-user' ? state : 'opening',
      ...(problem && { problem }),
    };
    return { chats, ...(note && { note }) };
  }

  /** Ends `backoff` and `needs-user`. @param recheck whether to replace a live connection, too */
  retry(interactive: boolean, recheck = false): void {
    if (this.account === undefined) return;
    if (recheck) this.machine?.recheck(interactive);
    else this.machine?.retry(interactive);
  }

  /** The login says which messages of agents are received. */
  presenceChanged(): void {
    if (this.account !== undefined) this.machine?.begin(false);
  }

  /** Resolves once it is closed. */
  async release(): Promise<void> {
    this.follow(undefined);
    await this.machine?.releasing;
  }

  get transport(): EventTransport {
    return this.opened().transport;
  }

  get isWanted(): boolean {
    return this.account !== undefined;
  }

  dispose(): void {
    this.machine?.dispose();
    this.changed.dispose();
  }

  private opened(): ListenerMachine {
    if (this.machine) return this.machine;
    const { clock, log, random, account, onChatPush, create } = this.options;
    const machine = new ListenerMachine(
      {
        ...{ clock, log, account },
        ...(random && { random }),
        ...(onChatPush && { onChatPush }),
        accept: () => Promise.resolve('dropped'),
        catchUp: () => Promise.resolve(),
        storage: { read: () => Promise.resolve(undefined), write: () => Promise.resolve() },
      },
      this.leads,
    );
    machine.use(create(machine.host()));
    machine.onDidChange(() => this.changed.fire(undefined));
    this.machine = machine;
    return machine;
  }
}
