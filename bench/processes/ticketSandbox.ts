// A LiveChat server in a process of its own that delays its responses and counts calls when its parent asks.
import { startSandbox } from '../../src/sandbox/sandbox';
import { answerRequests } from '../support/askedProcess';
import { endWithParent, notify } from '../support/children';
import type { TicketRequest } from '../support/ticketSandbox';

endWithParent();
const sandbox = await startSandbox({ tickets: Number(process.argv[2] ?? 500), agents: 8, seed: 1 });
const [owner] = sandbox.credentials;
if (!owner) throw new Error('The sandbox has no owner.');
const { calls, faults, url } = sandbox;

answerRequests((asked) => {
  const request = asked as TicketRequest;
  if (request.do === 'calls') return { count: calls.count, byRoute: calls.byRoute };
  faults.clear();
  if (request.ms > 0) faults.next({ delayMs: request.ms, times: Infinity });
  return undefined;
});

notify({ url, login: owner.login, apiKey: owner.apiKey });
