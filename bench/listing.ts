import axios from 'axios';
import { Agent } from 'node:http';
import { connect } from '../src/core/api/connect';
import { cpuOf, startProcess, type Child } from './support/children';
import { atMost, report } from './support/report';
import { median, sideBySide } from './support/statistics';

const tickets = 1_000;

interface Birth {
  readonly url: string;
  readonly login: string;
  readonly apiKey: string;
}

void report(async ({ quick }) => {
  const runs = quick ? 3 : 11;
  const server = await startProcess<Birth>('sandbox', [String(tickets)]);
  try {
    const { ours, calls } = ourClient(server);
    const theirs = axiosClient(server.birth);
    // Warm up: compilation at first use is not part of a listing.
    for (let i = 0; i < 5; i += 1) {
      await ours();
      await theirs();
    }
    calls.length = 0;
    const found = await sideBySide(runs, {
      ours: () => timed(ours),
      theirs: () => timed(theirs),
    });
    const perListing = calls.length / runs;
    const cpu = (side: 'ours' | 'theirs'): number => median(found[side].map((one) => one.cpuMs));
    const wall = (side: 'ours' | 'theirs'): number => median(found[side].map((one) => one.wallMs));
    const ratio = median(found.ours.map(({ cpuMs }, run) => cpuMs / (found.theirs[run]?.cpuMs ?? NaN)));
    return {
      title: `List ${tickets.toLocaleString('en-US')} tickets`,
      runs,
      figures: [
        { what: 'calls', value: perListing, unit: '' },
        { what: 'our client, CPU', value: cpu('ours'), unit: 'ms' },
        { what: 'axios client, CPU', value: cpu('theirs'), unit: 'ms' },
        { what: 'our client, decoded and checked', value: wall('ours'), unit: 'ms' },
        { what: 'axios client, parsed only', value: wall('theirs'), unit: 'ms' },
      ],
      verdicts: [
        { target: '40 calls, not one more', measured: `${perListing} calls`, met: perListing === 40 },
        atMost('CPU at most that of an axios client', ratio, 1, 'times'),
      ],
    };
  } finally {
    await server.stop();
  }
});

interface Timed {
  readonly cpuMs: number;
  readonly wallMs: number;
}

async function timed(list: () => Promise<number>): Promise<Timed> {
  const begun = performance.now();
  const cpuMs = await cpuOf(async () => {
    const count = await list();
    if (count !== tickets) throw new Error(`${count} tickets were listed.`);
  });
  return { cpuMs, wallMs: performance.now() - begun };
}

function ourClient({ birth }: Child<Birth>): { ours: () => Promise<number>; calls: unknown[] } {
  const calls: unknown[] = [];
  const connection = connect({
    credential: {
      account: { id: 'classic:owner', kind: 'classic', name: birth.login },
      secret: birth.apiKey,
    },
    apiUrl: birth.url,
    callsPerMinute: 1_000_000,
    timeoutMs: 10_000,
    onCall: (call) => calls.push(call),
  });
  const ours = async (): Promise<number> => {
    let count = 0;
    for (let at: string | undefined; ;) {
      const page = await connection.tickets.list({}, at);
      count += page.rows.length;
      at = page.next;
      if (at === undefined) return count;
    }
  };
  return { ours, calls };
}

/** Like LiveChat's own SDK for JavaScript: one axios instance, headers set once, `data` returned without checks. */
function axiosClient({ url, login, apiKey }: Birth): () => Promise<number> {
  const client = axios.create({
    baseURL: url,
    auth: { username: login, password: apiKey },
    headers: { 'X-API-Version': '2' },
    httpAgent: new Agent({ keepAlive: true }),
  });
  return async () => {
    let count = 0;
    for (let page = 1; ; page += 1) {
      const { data } = await client.get<{ tickets: unknown[]; pages: number }>('/tickets', {
        params: { page },
      });
      count += data.tickets.length;
      if (page >= data.pages) return count;
    }
  };
}
