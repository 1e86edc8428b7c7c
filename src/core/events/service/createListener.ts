import { Listener, type ListenerOptions } from '../listener/listener';
import { startReceiver } from '../receiver/startReceiver';
import type { TransportHost } from '../transports/eventTransport';
import { SocketTransport } from '../transports/socket/socketTransport';
import { loadTeamClient } from '../transports/team/loadTeamClient';
import { TeamTransport } from '../transports/team/teamTransport';
import { WebhookTransport } from '../transports/webhook/webhookTransport';
import type { ListenerStorage } from '../status/checkpoint';
import type { EventServiceOptions } from './eventService';
import { TeamReceiver } from './teamReceiver';

/** The websocket ships in a bundle of its own, loaded by accounts that use it. */
const loadRtm = () => import('../rtm/openSession');

/** The listener of a window: with webhooks, and with a socket and a team where the window has a port for it. */
export function createListener(
  options: EventServiceOptions,
  kept: Pick<ListenerOptions, 'storage' | 'accept' | 'missedEvents' | 'catchUp' | 'onChatPush'> & {
    readonly teamStorage: ListenerStorage;
    /** Ids of chats that a window has on the screen. */
    readonly shownChats: () => Iterable<string>;
  },
): Listener {
  const {
    live,
    team,
    transport,
    ownTransport,
    listings,
    receiver,
    application = { name: 'livechat-desk', version: '0' },
  } = options;
  const teamReceiver =
    team &&
    new TeamReceiver({
      ...{ ...options, ...kept, team, events: team.events, load: loadTeamClient, holder: options.installId },
      storage: kept.teamStorage,
      missedEvents: () => kept.missedEvents?.() ?? { accept: kept.accept, show: () => undefined },
      ...(team.hindrance && { hindrance: team.hindrance }),
      isCaughtUp: () => listener.isCaughtUp,
      onChange: () => listener.refresh('account'),
      onChangeView: () => listener.viewChanged(),
    });
  const socket =
    live &&
    ((host: TransportHost) =>
      new SocketTransport(
        { ...options, live, application, load: loadRtm, shownChats: kept.shownChats },
        host,
      ));
  const listener: Listener = new Listener({
    ...options,
    ...kept,
    accept: async (arrival) => {
      const accepted = await kept.accept(arrival);
      teamReceiver?.wake();
      return accepted;
    },
    ...(teamReceiver && {
      onStart: () => teamReceiver.compete(),
      onRelease: () => teamReceiver.release(),
      onStop: () => teamReceiver.settled(),
      more: { view: () => teamReceiver.view, checks: () => teamReceiver.checks },
    }),
    missedMs: () => teamReceiver?.missedMs ?? options.missedMs?.(),
    newTickets: (since, at, call) => listings.newTickets(since, at, call),
    clockOffset: () => listings.clockOffset(),
    serverTime: () => listings.serverTime(),
    // Signed out, it is a member again, and gives the lease back.
    transportKind: () =>
      (teamReceiver?.isReceiving === true ? ownTransport?.() : undefined) ??
      (transport ? transport() : 'webhooks'),
    transports: {
      webhooks: (host) =>
        new WebhookTransport(
          { ...options, startReceiver: (parts) => startReceiver({ ...parts, ...receiver }) },
          host,
        ),
      ...(team && {
        team: (host) =>
          new TeamTransport(
            { ...options, team, events: team.events, storage: kept.teamStorage, load: loadTeamClient },
            host,
          ),
      }),
      ...(socket && { socket }),
    },
    ...(team && socket && { chats: { create: socket, isWanted: () => ownTransport?.() === 'socket' } }),
  });
  if (teamReceiver) listener.onDidChange((view) => teamReceiver.follow(view));
  return listener;
}
