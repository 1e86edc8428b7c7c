/** A way to sign in to the sandbox's account. The key is made up from the seed and opens nothing else. */
export interface Credential {
  readonly login: string;
  readonly apiKey: string;
  readonly name: string;
}
