import type { Fault } from '../../../src/sandbox/server/faults';

/** Every fault that the sandbox can simulate. */
export const faults: Readonly<Record<string, Fault>> = {
  nothing: {},
  'a 400': { status: 400 },
  'a 401': { status: 401 },
  'a 403': { status: 403 },
  'a 404': { status: 404 },
  'a 409': { status: 409 },
  'a 429': { status: 429 },
  'a 429 that names a time': { retryAfter: 600 },
  'a 500': { status: 500 },
  'a 503 until further notice': { status: 503, times: Infinity },
  'an odd answer': { status: 200, body: { malformed: [null] } },
  'an empty answer': { status: 200, body: '' },
  'a sign-in page': { html: true },
  'half an answer': { truncate: true },
  'a reset': { reset: true },
  'no answer': { hang: true },
};

/** Faults that report success without an effect, which no client can detect. */
export const lying: ReadonlySet<string> = new Set(['an odd answer', 'an empty answer']);
