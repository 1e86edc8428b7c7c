import { addArrivedTicket } from '../core/actions/ticketResult';
import { errorName, logRejection } from '../core/base/log';
import { Lazy } from '../core/base/lazy';
import { accountIdOf } from '../core/stores/sessionStore';
import { registerActivity } from '../ui/activity/register';
import { ExtensionApi } from '../ui/extensionApi/extensionApi';
import { Listening } from '../ui/listening/listening';
import { registerListening } from '../ui/listening/register';
import { showArrival } from '../ui/messages/arrivalLabels';
import { registerTeam } from '../ui/team/register';
import type { Built } from './buildApp';
import type { Views } from './views';

export interface Events {
  readonly listening: Listening;
  /** The API for other extensions. */
  readonly api: ExtensionApi;
}

/**
 * Listening, the Activity view and the API for other extensions.
 * @param openArrival shows what an event is about
 * @param openChat shows a running chat
 */
export function wireEvents(
  { app, own, connector, pushes, typed }: Built,
  openArrival: Views['openArrival'],
  openChat: Views['openChat'],
): Events {
  const { log, session, tickets } = app;
  // Not a subscription: while the editor disposes of those, chats may be handed over.
  const listening = new Listening(app, {
    openConnection: connector.open,
    openArrival,
    openChat,
    askClientId: async (account) => {
      const { accountActions } = await import('../ui/account/accountActions');
      return await accountActions.askClientId(app, connector, account);
    },
  });
  const { eventService } = listening;
  own(registerListening(app, listening));
  own(registerTeam(app, listening));
  own(eventService.onDidPushChat((push) => pushes.fire(push)));
  // Dropped without a socket or a leading window.
  own(typed.event((typing) => eventService.ask('typing', typing).catch(() => undefined)));
  const raiseMessages = new Lazy(
    async () => own((await app.chats.get()).onDidReceivePayload((payload) => api.raiseMessage(payload))),
    () => undefined,
  );
  const api: ExtensionApi = new ExtensionApi(log, () => {
    raiseMessages
      .get()
      .catch((thrown: unknown) => log.warn(`Running chats could not be opened (${errorName(thrown)}).`));
  });
  own(eventService.onDidArrive((arrival) => api.raise(arrival)));
  own(
    eventService.onDidArrive((arrival) => addArrivedTicket(arrival, accountIdOf(session.current), tickets)),
  );
  // It is fetched when it is needed where it cannot be kept.
  own(
    eventService.onDidArrive((arrival) =>
      app.local.get().then(
        (store) => store.keepArrival(arrival),
        () => undefined,
      ),
    ),
  );
  own(
    registerActivity(app, {
      eventService,
      openArrival,
      replayHere: (arrival) => {
        api.raise(arrival);
        logRejection(
          showArrival(app.shield.shown.arrival(arrival), () => openArrival(arrival)),
          log,
        );
      },
    }),
  );
  return { listening, api };
}
