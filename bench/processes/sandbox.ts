// A LiveChat server of its own, so that what it costs is not counted as the client's.
import { startSandbox } from '../../src/sandbox/sandbox';
import { tell } from '../support/children';

const sandbox = await startSandbox({ tickets: Number(process.argv[2] ?? 1_000) });
const [owner] = sandbox.credentials;
tell({ url: sandbox.url, login: owner?.login, apiKey: owner?.apiKey });
