/** The statuses that section 3.2 documents, and the ones that servers send although nothing documents them. */
export type RefusalStatus = 400 | 401 | 402 | 403 | 404 | 405 | 409 | 413 | 421 | 422 | 429 | 500 | 503 | 504;

/** Thrown by a route to answer with an error. The body is what the client gets to see. */
export class Refusal extends Error {
  constructor(
    readonly status: RefusalStatus,
    readonly body: object,
  ) {
    super(JSON.stringify(body));
    this.name = 'Refusal';
  }
}

/** 400 with a list of what is wrong: `{"errors":["name is required"]}` (section 3.2 [C]). */
export function invalid(...errors: string[]): Refusal {
  return new Refusal(400, { errors });
}

export function notFound(what: string): Refusal {
  return new Refusal(404, { error: `${what} not found` });
}

/** 403 is not documented for the classic API; a real account refuses somehow, and this is the plain guess [I]. */
export function forbidden(what: string): Refusal {
  return new Refusal(403, { error: `You are not allowed to ${what}` });
}
