import type { Agent } from '../account/agent';
import type { OAuth } from './accounts/oauth';
import type { HelpDesk } from './helpdesk/helpDesk';
import type { RtmHub } from './rtm/rtmHub';
import type { PlatformCredential } from './tokens';
import type { VersionState } from './versions';
import type { Client, Product, Region, World } from './world';

/** What a test or a person in front of the sandbox can make happen on the platform's side. */
export class Switches {
  constructor(
    private readonly world: World,
    private readonly helpDesk: HelpDesk,
    private readonly hub: RtmHub,
    private readonly oauth: OAuth,
  ) {}

  /** Moves the licence: from now on v3 requests that do not name this region are misdirected. */
  moveTo(region: Region): void {
    this.world.region = region;
  }

  /** How long changes of agents and groups stay unseen by the Configuration API, in milliseconds; 0 at first. */
  staleReads(ms: number): void {
    this.world.stale.ms = ms;
  }

  /** Puts a version of the v3 APIs into another state, or takes it away. @param version as in `3.6` */
  setVersion(version: string, state: VersionState | 'gone'): void {
    if (state === 'gone') this.world.versions.delete(version);
    else this.world.versions.set(version, state);
  }

  setLicense(license: 'active' | 'expired'): void {
    this.world.license = license;
  }

  /** Installs exactly these products. Without HelpDesk its API refuses with 403, as a guess [I]. */
  setProducts(products: readonly Product[]): void {
    this.world.products = products;
  }

  /** Who says yes when an application sends its user to Global Accounts; the owner at first. */
  consentAs(login: string): void {
    this.world.consenting = login;
  }

  /** How many people HelpDesk has room for; invitations beyond are refused. */
  setHelpdeskSeats(seats: number): void {
    this.helpDesk.seats = seats;
  }

  /** One more personal access token, with these scopes only. @param region its prefix, `dal` by default */
  issueToken(login: string, scopes?: readonly string[], region = 'dal'): PlatformCredential {
    return this.world.tokens.issue(login, region, scopes);
  }

  /** Takes one token back, personal or not; the others of its agent stay. Websockets that it opened end. */
  revokeToken(token: string): void {
    this.world.tokens.delete(token);
    this.hub.disconnectToken(token, 'access_token_revoked');
  }

  /** People take back all that an application was given, and its websockets end. */
  withdrawGrants(clientId: string): void {
    for (const token of this.oauth.withdraw(clientId)) {
      this.hub.disconnectToken(token, 'access_token_revoked');
    }
  }

  /** One more application. Without a secret it is public and must use PKCE. */
  registerClient(redirectUris: readonly string[], secret?: string): Client {
    return this.world.addClient(redirectUris, secret);
  }

  /** Lets every access token run out now; refresh tokens stay good. */
  expireAccessTokens(): void {
    this.world.tokens.expireAccessTokens();
    for (const { user } of this.hub.users()) {
      if (user?.token.kind === 'access') this.hub.disconnectToken(user.token.value, 'access_token_expired');
    }
  }

  /** What an owner does in the product: the API's own actions for it are private. */
  approve(login: string): void {
    const agent = this.find(login);
    agent.awaitingApproval = false;
    this.world.account.tell({ type: 'agent_approved', agent });
  }

  suspend(login: string): void {
    const agent = this.find(login);
    agent.suspended = true;
    agent.status = 'offline';
    this.world.account.tell({ type: 'agent_suspended', agent });
  }

  unsuspend(login: string): void {
    const agent = this.find(login);
    agent.suspended = false;
    this.world.account.tell({ type: 'agent_unsuspended', agent });
  }

  private find(login: string): Agent {
    const agent = this.world.account.agents.get(login);
    if (!agent) throw new RangeError(`There is no agent ${login}.`);
    return agent;
  }
}
