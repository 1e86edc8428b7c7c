import { addArrivedTicket } from '../core/actions/ticketResult';
import { accountIdOf } from '../core/stores/sessionStore';
import { registerActivity } from '../ui/activity/register';
import { ExtensionApi } from '../ui/extensionApi/extensionApi';
import { Listening } from '../ui/listening/listening';
import { registerListening } from '../ui/listening/register';
import { showArrival } from '../ui/messages/arrivalLabels';
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
 */
export function wireEvents({ app, own, connector }: Built, openArrival: Views['openArrival']): Events {
  const { log, session, tickets } = app;
  const listening = own(
    new Listening(app, {
      openConnection: connector.open,
      openArrival,
      askClientId: async (account) => {
        const { accountActions } = await import('../ui/account/accountActions');
        return await accountActions.askClientId(app, connector, account);
      },
    }),
  );
  const { eventService } = listening;
  own(registerListening(app, listening));
  const api = new ExtensionApi(log);
  own(eventService.onDidArrive((arrival) => api.raise(arrival)));
  own(
    eventService.onDidArrive((arrival) => addArrivedTicket(arrival, accountIdOf(session.current), tickets)),
  );
  own(
    registerActivity(app, {
      eventService,
      openArrival,
      replayHere: (arrival) => {
        api.raise(arrival);
        void showArrival(arrival, () => openArrival(arrival));
      },
    }),
  );
  return { listening, api };
}
