import { asRecord, parseJson } from '../base/json';
/**
 * What a person gave an application of their own by signing in in the browser (OAuth 2.1, section 2.3 of the API
 * notes). Both tokens are secrets.
 */
export interface Grant {
  /** The application. */
  readonly clientId: string;
  /** Whose it is, as LiveChat said. */
  readonly accountId: string;
  readonly organizationId?: string;
  readonly accessToken: string;
  /** Good once. Absent where LiveChat gave none: then it ends with its time. */
  readonly refreshToken?: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** Epoch milliseconds: from then on the next one is asked for. */
  readonly renewAt: number;
}

/** A token for the socket, in use. */
export interface LiveToken {
  /** A secret. */
  readonly token: string;
  /** Epoch milliseconds: from then on there is another one. */
  readonly renewAt: number;
}

/** The tokens of one account, for the socket. */
export interface LiveTokens {
  /**
   * The one that holds now; renewed first where that is due. `undefined` where nobody signed in in the browser.
   * @throws GrantError, FailureError
   */
  current(): Promise<LiveToken | undefined>;
  /** The server takes this one no more: the next is another. */
  reportExpired(token: string): void;
}

/** What came back from the browser. */
export type BrowserAnswer =
  /** It belongs to no sign-in, or to another one. */
  | { readonly kind: 'foreign' }
  /** Nobody said yes. `word` is LiveChat's own for it: letters, digits and underscores. */
  | { readonly kind: 'declined'; readonly word: string }
  | { readonly kind: 'code'; readonly code: string };

/** A sign-in in the browser that was begun. */
export interface BrowserSignIn {
  /** The page that asks the person. */
  readonly page: string;
  /** What is asked for. */
  readonly scopes: readonly string[];
  /** @param address where the browser ended; anything at all */
  read(address: string): BrowserAnswer;
  /** @throws GrantError `code-refused`, FailureError */
  exchange(code: string, signal?: AbortSignal): Promise<Grant>;
}

/** Sign-ins in the browser, and the tokens that come of them. */
export interface GrantApi {
  /** Makes no call. @param redirectUri without query and fragment: LiveChat refuses them */
  begin(asked: { readonly clientId: string; readonly redirectUri: string }): BrowserSignIn;
  /** @throws GrantError `ended` where it is refused for good, FailureError where that may pass */
  refresh(grant: Grant): Promise<Grant>;
  /** Takes both tokens back. @throws FailureError */
  revoke(grant: Grant, signal?: AbortSignal): Promise<void>;
  dispose(): void;
}

export type GrantErrorCode =
  /** LiveChat did not take what came back from the browser: it is good once, for a short time. */
  | 'code-refused'
  /** LiveChat gives no further token. */
  | 'ended'
  /** As `ended`, after an answer with new tokens had been lost on its way. */
  | 'lost'
  /** The vault took no new token. */
  | 'not-kept';

/** Only a person can go on, by signing in in the browser; `not-kept` may pass. */
export class GrantError extends Error {
  override readonly name = 'GrantError';

  constructor(readonly code: GrantErrorCode) {
    super(code);
  }
}

/** Each bundle has a copy of the class of its own, so it is known by its shape. */
export function grantErrorOf(thrown: unknown): { readonly code: GrantErrorCode } | undefined {
  if (!(thrown instanceof Error) || thrown.name !== 'GrantError') return undefined;
  const { code } = thrown as Error & { code: GrantErrorCode };
  return { code };
}

/** A grant as it was stored, which may be of another version; `undefined` where it is none. */
export function decodeGrant(text: string): Grant | undefined {
  const { clientId, accountId, organizationId, accessToken, refreshToken, expiresAt, renewAt } = asRecord(
    parseJson(text),
  );
  const texts = [clientId, accountId, accessToken];
  if (!texts.every((one) => typeof one === 'string')) return undefined;
  if (typeof expiresAt !== 'number' || typeof renewAt !== 'number') return undefined;
  return {
    clientId: clientId as string,
    accountId: accountId as string,
    accessToken: accessToken as string,
    expiresAt,
    renewAt,
    ...(typeof organizationId === 'string' && { organizationId }),
    ...(typeof refreshToken === 'string' && { refreshToken }),
  };
}
