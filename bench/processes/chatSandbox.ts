// A platform sandbox in a process of its own, whose customers write when its parent asks.
import { startSandbox } from '../../src/sandbox/sandbox';
import { answerRequests } from '../support/askedProcess';
import { endWithParent, notify } from '../support/children';
import { stampedText, type ChatRequest } from '../support/chatSandbox';

endWithParent();
const sandbox = await startSandbox({ tickets: 25, agents: 3, seed: 1 });
const [owner] = sandbox.platform.credentials;
if (!owner) throw new Error('The sandbox has no owner.');
const { chats, faults, url } = sandbox;
let load: NodeJS.Timeout | undefined;

const requests: { readonly [Do in ChatRequest['do']]: (request: ChatRequest & { do: Do }) => unknown } = {
  start: ({ name, messages }) => {
    const { chatId } = chats.startChat({ name, text: 'Good morning', agent: owner.login });
    for (let index = 0; index < messages; index += 1) {
      const text = `Message ${index} of a long conversation about an order that has not arrived.`;
      if (index % 2 === 0) chats.customerWrites(chatId, text);
      else chats.agentWrites(chatId, owner.login, text);
    }
    return chatId;
  },
  write: ({ chatId, mark }) => chats.customerWrites(chatId, stampedText(mark)),
  delayMessages: ({ ms }) => {
    faults.clear();
    if (ms > 0) faults.next({ match: { path: /\/send_event$/ }, delayMs: ms, times: Infinity });
  },
  load: ({ chatIds, perSecond }) => {
    clearInterval(load);
    if (chatIds.length === 0) return;
    const begun = performance.now();
    let written = 0;
    load = setInterval(() => {
      const due = ((performance.now() - begun) / 1_000) * perSecond;
      for (; written < due; written += 1) {
        const chatId = chatIds[written % chatIds.length];
        if (chatId !== undefined)
          chats.customerWrites(chatId, `Is it on its way? I have asked ${written} times.`);
      }
    }, 5);
  },
};

answerRequests((asked) => {
  const request = asked as ChatRequest;
  // The key and the request are of the same kind.
  const run = requests[request.do] as (request: ChatRequest) => unknown;
  return run(request);
});

const { helpdeskUrl, accountsUrl } = sandbox.platform;
notify({ url, helpdeskUrl, accountsUrl, login: owner.login, name: owner.accountId, token: owner.token });
