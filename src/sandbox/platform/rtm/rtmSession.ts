import * as v from 'valibot';
import type { RawData, WebSocket } from 'ws';
import { DisposableStore, type Disposable } from '../../../core/base/disposable';
import { parseJson } from '../../../core/base/json';
import type { Push } from '../../account/push';
import type { Fault } from '../../server/faults';
import { perform, type Authorized } from '../action';
import { PlatformError, typeOfStatus, wrongFormat } from '../platformError';
import { request, type DisconnectReason, type Request } from './messages';
import type { SessionUser, RtmHub, Session } from './rtmHub';

const LOGIN_TIMEOUT = 30_000;
const IDLE_TIMEOUT = 30_000;
const REQUEST_TIMEOUT = 15_000;
const MAX_PENDING = 10;

/** A socket of the RTM API with its limits, see `docs/livechat-api.md#rtm-session`. */
export class RtmSession implements Session {
  user: SessionUser | undefined;
  tracked: ReadonlySet<string> = new Set();
  leaving: Session['leaving'] = 'disconnected';
  isAway = false;
  private readonly timers = new DisposableStore();
  private idleTimer: Disposable | undefined;
  private expiryTimer: Disposable | undefined;
  private pending = 0;
  private closing = false;
  /** Id of the request being handled, which pushes caused by it carry. */
  private currentRequestId: string | undefined;

  constructor(
    private readonly hub: RtmHub,
    private readonly socket: WebSocket,
    readonly address: Session['address'],
  ) {
    const { faults, log, platform } = hub.options;
    const login = platform.clock.after(LOGIN_TIMEOUT, () => {
      if (!this.user) this.close();
    });
    this.timers.add(login);
    socket.on('message', (data) => this.receive(data));
    socket.on('ping', (data) => {
      this.resetIdleTimer();
      if (!faults.take('RTM', '/rtm/ping')) socket.pong(data);
    });
    socket.on('close', () => this.end());
    socket.on('error', (error) => log.debug(`Sandbox: a websocket failed: ${error.message}`));
  }

  logIn(user: SessionUser): void {
    this.user = user;
    this.hub.options.platform.account.subscribers.add(this);
    this.resetIdleTimer();
    this.startExpiryTimer();
  }

  renew(authorized: Authorized): void {
    if (this.user) this.user = { ...this.user, ...authorized };
    this.startExpiryTimer();
  }

  push({ action, payload }: Pick<Push, 'action' | 'payload'>): void {
    const { user, currentRequestId } = this;
    if (!user || (user.pushes && !user.pushes.has(action))) return;
    const message = {
      ...(currentRequestId !== undefined && { request_id: currentRequestId }),
      action,
      type: 'push',
      payload,
    };
    this.hub.pushFaults.deliver(this, action, user.agent.login, () => this.send(message));
  }

  // Inferred: sent even if not subscribed, because nothing else gives the reason.
  disconnect(reason: DisconnectReason, data?: { readonly region: string }): void {
    if (reason === 'agent_logged_out_remotely') this.leaving = 'remotely_signed_out';
    this.send({ action: 'agent_disconnected', type: 'push', payload: { reason, ...(data && { data }) } });
    this.close();
  }

  closeAfterwards(): void {
    this.closing = true;
    this.leaving = 'signed_out';
  }

  terminate(): void {
    this.end();
    this.socket.terminate();
  }

  // Ends the session immediately; closing the socket may take longer.
  private close(): void {
    this.end();
    this.socket.close();
  }

  private end(): void {
    this.timers.dispose();
    this.idleTimer?.dispose();
    this.expiryTimer?.dispose();
    const { user } = this;
    this.user = undefined;
    this.hub.remove(this, user);
  }

  private receive(data: RawData): void {
    this.resetIdleTimer();
    const asked = v.safeParse(request, parsed(data));
    if (!asked.success) {
      this.answer({ action: '', payload: {} }, wrongFormat());
      return;
    }
    if (asked.output.action !== 'ping') this.hub.options.calls.countRequest();
    this.handle(asked.output);
  }

  // Before login only the login timeout applies.
  private resetIdleTimer(): void {
    if (!this.user) return;
    this.idleTimer?.dispose();
    const { clock } = this.hub.options.platform;
    this.idleTimer = clock.after(IDLE_TIMEOUT, () => this.disconnect('connection_timeout'));
  }

  private startExpiryTimer(): void {
    this.expiryTimer?.dispose();
    const until = this.user?.token.expiresAt;
    if (until === undefined) return;
    const { clock } = this.hub.options.platform;
    const left = Math.max(until - clock.now(), 0);
    this.expiryTimer = clock.after(left, () => this.disconnect('access_token_expired'));
  }

  private handle(asked: Request): void {
    if (this.pending >= MAX_PENDING) {
      this.answer(asked, new PlatformError('pending_requests_limit_reached', 'Requests limit reached'));
      return;
    }
    const fault = this.hub.options.faults.take('RTM', `/rtm/${asked.action}`);
    if (!fault) this.respond(asked);
    else if (fault.reset) this.socket.terminate();
    else this.handleWithFault(asked, fault);
  }

  /** Applies an injected fault. A request that takes too long fails with `request_timeout`. */
  private handleWithFault(asked: Request, fault: Fault): void {
    const { delayMs = 0, hang } = fault;
    if (fault.loseResponse) {
      this.respond(asked, fault);
      if (!hang) this.socket.terminate();
      return;
    }
    // A ping gets no error response.
    if (hang && asked.action === 'ping') return;
    this.pending += 1;
    const isTimeout = hang === true || delayMs >= REQUEST_TIMEOUT;
    const done = (): void => {
      this.pending -= 1;
      if (isTimeout) this.answer(asked, new PlatformError('request_timeout', 'Request timed out'));
      else this.respond(asked, fault);
    };
    if (!isTimeout && delayMs === 0) done();
    else this.timers.add(this.hub.options.platform.clock.after(isTimeout ? REQUEST_TIMEOUT : delayMs, done));
  }

  private respond(asked: Request, fault: Fault = {}): void {
    this.currentRequestId = asked.request_id;
    try {
      this.answer(asked, this.resultOf(asked, fault), fault);
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      this.answer(asked, error, fault);
    } finally {
      this.currentRequestId = undefined;
    }
    if (this.closing) this.close();
  }

  private resultOf({ action: name, payload }: Request, { status, retryAfter }: Fault): unknown {
    if (status !== undefined || retryAfter !== undefined) {
      throw new PlatformError(typeOfStatus(status ?? 429), `Injected fault ${status ?? 429}`);
    }
    const own = this.hub.socketActions[name];
    if (own) return own(this, payload);
    const { user } = this;
    if (!user) throw new PlatformError('authentication', 'Authentication error');
    const action = this.hub.options.actions[name];
    if (!action) throw new PlatformError('not_found', 'Method not found');
    return perform(action, payload, user);
  }

  private answer({ request_id: id, action }: Request, result: unknown, fault: Fault = {}): void {
    const failed = result instanceof PlatformError;
    const payload = failed ? (fault.body ?? result.body) : (result ?? {});
    const head = { ...(id !== undefined && { request_id: id }), action, type: 'response', success: !failed };
    this.send({ ...head, payload }, fault);
  }

  private send(message: object, { truncate, html, loseResponse }: Fault = {}): void {
    if (loseResponse) return;
    const whole = JSON.stringify({ version: this.address.version, ...message });
    const text = truncate ? whole.slice(0, Math.ceil(whole.length / 2)) : whole;
    this.socket.send(html ? '<!DOCTYPE html><html></html>' : text);
  }
}

function parsed(data: RawData): unknown {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer);
  // The schema rejects `undefined`.
  return parseJson(bytes.toString('utf8'));
}
