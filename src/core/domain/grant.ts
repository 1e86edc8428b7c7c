import { asRecord, parseJson } from '../base/json';
/**
 * Tokens that a person granted to their own application by signing in in the browser (OAuth 2.1,
 * docs/livechat-api.md#oauth). Both tokens are secrets.
 */
export interface Grant {
  /** The application. */
  readonly clientId: string;
  /** The account that LiveChat named. */
  readonly accountId: string;
  readonly organizationId?: string;
  readonly accessToken: string;
  /** Valid once. Absent if LiveChat sent none: then the grant ends with the access token. */
  readonly refreshToken?: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** Epoch milliseconds from which the token is to be renewed. */
  readonly renewAt: number;
}

/** A token in use by the socket. */
export interface LiveToken {
  /** A secret. */
  readonly token: string;
  /** Epoch milliseconds from which there is a newer token. */
  readonly renewAt: number;
}

/** Socket tokens of one account. */
export interface LiveTokens {
  /**
   * The current token, renewed first if due. `undefined` without a browser sign-in.
   * @throws GrantError, FailureError
   */
  current(): Promise<LiveToken | undefined>;
  /** Called if the server rejected this token, so that `current` returns another one. */
  reportExpired(token: string): void;
}

/** The result of a redirect URL. */
export type RedirectResult =
  /** The URL belongs to no sign-in or to another one. */
  | { readonly kind: 'foreign' }
  /** The user declined. `word` is LiveChat's error code: letters, digits and underscores. */
  | { readonly kind: 'declined'; readonly word: string }
  | { readonly kind: 'code'; readonly code: string };

/** A browser sign-in in progress. */
export interface BrowserSignIn {
  /** The authorization page. */
  readonly page: string;
  /** The requested scopes. */
  readonly scopes: readonly string[];
  /** @param address the URL at which the browser ended; not validated */
  readRedirect(address: string): RedirectResult;
  /** @throws GrantError `code-refused`, FailureError */
  exchange(code: string, signal?: AbortSignal): Promise<Grant>;
}

/** Browser sign-in and its tokens. */
export interface GrantApi {
  /** Makes no call. @param redirectUri without query and fragment, which LiveChat refuses */
  begin(options: { readonly clientId: string; readonly redirectUri: string }): BrowserSignIn;
  /** @throws GrantError `ended` if LiveChat refused permanently, FailureError if it may be temporary */
  refresh(grant: Grant): Promise<Grant>;
  /** Revokes both tokens. @throws FailureError */
  revoke(grant: Grant, signal?: AbortSignal): Promise<void>;
  dispose(): void;
}

export type GrantErrorCode =
  /** LiveChat refused the authorization code, which is valid once and for a short time. */
  | 'code-refused'
  /** LiveChat issues no further token. */
  | 'ended'
  /** As `ended`, after a response with new tokens had been lost. */
  | 'lost'
  /** The secret storage could not store the new token. */
  | 'not-kept';

/** Requires a new browser sign-in; `not-kept` may be temporary. */
export class GrantError extends Error {
  override readonly name = 'GrantError';

  constructor(readonly code: GrantErrorCode) {
    super(code);
  }
}

/** Recognised by shape, because each bundle has its own copy of the class. */
export function grantErrorOf(thrown: unknown): { readonly code: GrantErrorCode } | undefined {
  if (!(thrown instanceof Error) || thrown.name !== 'GrantError') return undefined;
  const { code } = thrown as Error & { code: GrantErrorCode };
  return { code };
}

/** Decodes a stored grant, possibly of another version; `undefined` if it is invalid. */
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
