// A LiveChat server in a process of its own, so that its cost is not counted as the client's.
import { startSandbox } from '../../src/sandbox/sandbox';
import { endWithParent, notify } from '../support/children';

endWithParent();
const sandbox = await startSandbox({ tickets: Number(process.argv[2] ?? 1_000) });
const [owner] = sandbox.credentials;
const { helpdeskUrl, accountsUrl } = sandbox.platform;
notify({ url: sandbox.url, helpdeskUrl, accountsUrl, login: owner?.login, apiKey: owner?.apiKey });
