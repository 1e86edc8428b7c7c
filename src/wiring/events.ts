import { commands as editorCommands } from 'vscode';
import type { Arrival } from '../core/domain/arrival';
import { listArrival } from '../core/actions/listArrival';
import { loadEventService } from '../core/events/service/loadEventService';
import { accountIdOf } from '../core/stores/sessionStore';
import { loadTunnels } from '../core/tunnel/loadTunnels';
import { viewIds } from '../manifest';
import { askClientId } from '../ui/account/askClientId';
import { registerActivity } from '../ui/activity/register';
import { DemoSimulator } from '../ui/demo/demoSimulator';
import { ExtensionApi } from '../ui/extensionApi/extensionApi';
import { withAccount } from '../ui/listening/withAccount';
import { Listening } from '../ui/listening/listening';
import { registerListening } from '../ui/listening/register';
import { showArrival } from '../ui/shell/arrivalToast';
import type { Built } from './buildApp';

/** Incoming events, as this window has them. */
export interface Events {
  readonly listening: Listening;
  /** The API for other extensions. */
  readonly api: ExtensionApi;
}

/** @param openArrival shows what an event is about */
export function wireEvents(
  { app, own, connector, demoServer }: Built,
  openArrival: (arrival: Arrival) => unknown,
): Events {
  const { accounts, clock, log, session, tickets } = app;
  const showActivity = () => editorCommands.executeCommand(`${viewIds.activity}.focus`);
  const listening = own(
    new Listening(app, {
      environment: process.env,
      loadEventService,
      loadTunnels,
      withAccount: withAccount(accounts, connector.open),
      openArrival,
      showActivity,
    }),
  );
  const { eventService } = listening;
  const simulator = own(new DemoSimulator(() => demoServer.simulator(), clock, log));
  own(eventService.onDidChange(({ state }) => simulator.follow(state === 'live' && listening.isDemo())));
  own(
    registerListening(app, listening, {
      askClientId: (account) => askClientId(app, connector, account),
      showActivity,
    }),
  );
  const api = new ExtensionApi(log);
  own(eventService.onDidArrive((arrival) => api.raise(arrival)));
  own(eventService.onDidArrive((arrival) => listArrival(arrival, accountIdOf(session.current), tickets)));
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
