import { commands as editorCommands } from 'vscode';
import type { Arrival } from '../core/domain/arrival';
import { listArrival } from '../core/actions/listArrival';
import { loadEventService } from '../core/events/service/loadEventService';
import { ActivityStore } from '../core/stores/activityStore';
import { accountIdOf } from '../core/stores/sessionStore';
import { loadTunnels } from '../core/tunnel/loadTunnels';
import { viewIds } from '../manifest';
import { askClientId } from '../ui/account/askClientId';
import { registerActivity } from '../ui/activity/register';
import { DemoSimulator } from '../ui/demo/demoSimulator';
import { ExtensionApi } from '../ui/extensionApi/extensionApi';
import { withAccount } from '../ui/listening/withAccount';
import { Listening } from '../ui/listening/listening';
import { phaseOf, problemText } from '../ui/listening/listeningLabels';
import { registerListening } from '../ui/listening/register';
import { showArrival } from '../ui/shell/arrivalToast';
import type { Base } from './base';

/** What comes from LiveChat by itself, as this window has it. */
export interface Events {
  readonly listening: Listening;
  /** What other extensions hear. */
  readonly api: ExtensionApi;
}

/** @param openArrival shows what an event is about */
export function wireEvents(base: Base, openArrival: (arrival: Arrival) => unknown): Events {
  const { context, own, clock, log, keys, commands, settings, session, accounts, connector, server } = base;
  const showActivity = () => editorCommands.executeCommand(`${viewIds.activity}.focus`);
  const listening = own(
    new Listening({
      context,
      session,
      settings,
      clock,
      log,
      keys,
      environment: process.env,
      loadEventService,
      loadTunnels,
      withAccount: withAccount(accounts, connector.open),
      openArrival,
      showActivity,
    }),
  );
  const { eventService } = listening;
  const simulator = own(new DemoSimulator(() => server.simulator(), clock, log));
  own(eventService.onDidChange(({ state }) => simulator.follow(state === 'live' && listening.isDemo())));
  own(
    registerListening({
      eventService,
      picker: listening.picker,
      newTickets: listening.newTickets,
      doNotDisturb: listening.doNotDisturb,
      settings,
      clock,
      commands,
      keys,
      session,
      askClientId: (account) => askClientId({ accounts, connector }, account),
      saveTransport: (account, way, clientId) => accounts.setTransportKind(account, way, clientId),
      isSignedIn: () => session.current.kind === 'signed-in',
      isDemo: listening.isDemo,
      showActivity,
    }),
  );
  const api = new ExtensionApi(log);
  own(eventService.onDidArrive((arrival) => api.raise(arrival)));
  own(
    eventService.onDidArrive((arrival) => listArrival(arrival, accountIdOf(session.current), base.tickets)),
  );
  own(
    registerActivity({
      store: own(new ActivityStore(eventService.activity, () => accountIdOf(session.current))),
      directory: base.directory,
      session,
      clock,
      commands,
      keys,
      eventService,
      labels: { phaseOf, problemText },
      memory: context.globalState,
      openArrival,
      replayHere: (arrival) => {
        api.raise(arrival);
        void showArrival(arrival, () => openArrival(arrival));
      },
    }),
  );
  return { listening, api };
}
