import * as v from 'valibot';
import type { RawData, WebSocket } from 'ws';
import { DisposableStore, type Disposable } from '../../../core/base/disposable';
import type { Fault } from '../../server/faults';
import { perform, type Caller } from '../action';
import { PlatformError, typeOfStatus, wrongFormat } from '../platformError';
import { request, type DisconnectReason, type Request } from './messages';
import type { LoggedIn, Push, RtmHub, Session } from './rtmHub';

const LOGIN_LIMIT = 30_000;
const SILENCE_LIMIT = 30_000;
const REQUEST_LIMIT = 15_000;
const MOST_PENDING = 10;

/** One socket of the RTM API, with its limits (section 7.1). */
export class RtmSession implements Session {
  user: LoggedIn | undefined;
  tracked: ReadonlySet<string> = new Set();
  private readonly timers = new DisposableStore();
  private silence: Disposable | undefined;
  private expiry: Disposable | undefined;
  private pending = 0;
  private closing = false;
  /** The request that is being worked on: what it causes carries its id. */
  private current: string | undefined;

  constructor(
    private readonly hub: RtmHub,
    private readonly socket: WebSocket,
    readonly address: Session['address'],
  ) {
    const { faults, log, world } = hub.parts;
    const login = world.clock.after(LOGIN_LIMIT, () => {
      if (!this.user) this.close();
    });
    this.timers.add(login);
    socket.on('message', (data) => this.receive(data));
    socket.on('ping', (data) => {
      this.heard();
      if (!faults.take('RTM', '/rtm/ping')) socket.pong(data);
    });
    socket.on('close', () => this.end());
    socket.on('error', (error) => log.debug(`Sandbox: a websocket failed: ${error.message}`));
  }

  logIn(user: LoggedIn): void {
    this.user = user;
    this.heard();
    this.watchExpiry();
  }

  renew(caller: Caller): void {
    if (this.user) this.user = { ...this.user, ...caller };
    this.watchExpiry();
  }

  push({ action, payload }: Push): void {
    const { user, current } = this;
    if (!user || (user.pushes && !user.pushes.has(action))) return;
    this.send({ ...(current !== undefined && { request_id: current }), action, type: 'push', payload });
  }

  // Whoever did not ask for this push gets it all the same: nothing else says why the socket closes [I].
  disconnect(reason: DisconnectReason, data?: { readonly region: string }): void {
    this.send({ action: 'agent_disconnected', type: 'push', payload: { reason, ...(data && { data }) } });
    this.close();
  }

  closeAfterwards(): void {
    this.closing = true;
  }

  terminate(): void {
    this.end();
    this.socket.terminate();
  }

  // The session is over now; the socket may take its time.
  private close(): void {
    this.end();
    this.socket.close();
  }

  private end(): void {
    this.timers.dispose();
    this.silence?.dispose();
    this.expiry?.dispose();
    this.hub.left(this);
    this.user = undefined;
  }

  private receive(data: RawData): void {
    this.heard();
    const asked = v.safeParse(request, parsed(data));
    if (!asked.success) {
      this.answer({ action: '', payload: {} }, wrongFormat());
      return;
    }
    if (asked.output.action !== 'ping') this.hub.parts.calls.countRequest();
    this.handle(asked.output);
  }

  // Silence of about half a minute ends the connection; before the login only the login's own limit counts.
  private heard(): void {
    if (!this.user) return;
    this.silence?.dispose();
    const { clock } = this.hub.parts.world;
    this.silence = clock.after(SILENCE_LIMIT, () => this.disconnect('connection_timeout'));
  }

  private watchExpiry(): void {
    this.expiry?.dispose();
    const until = this.user?.token.expiresAt;
    if (until === undefined) return;
    const { clock } = this.hub.parts.world;
    const left = Math.max(until - clock.now(), 0);
    this.expiry = clock.after(left, () => this.disconnect('access_token_expired'));
  }

  private handle(asked: Request): void {
    if (this.pending >= MOST_PENDING) {
      this.answer(asked, new PlatformError('pending_requests_limit_reached', 'Requests limit reached'));
      return;
    }
    const fault = this.hub.parts.faults.take('RTM', `/rtm/${asked.action}`);
    if (!fault) this.work(asked);
    else if (fault.reset) this.socket.terminate();
    else this.late(asked, fault);
  }

  /** Answers late, wrongly or never. A request that takes too long is answered with `request_timeout`. */
  private late(asked: Request, fault: Fault): void {
    const { delayMs = 0, hang } = fault;
    // A ping that is not answered is not answered with an error either.
    if (hang && asked.action === 'ping') return;
    this.pending += 1;
    const tooLong = hang === true || delayMs >= REQUEST_LIMIT;
    const done = (): void => {
      this.pending -= 1;
      if (tooLong) this.answer(asked, new PlatformError('request_timeout', 'Request timed out'));
      else this.work(asked, fault);
    };
    if (!tooLong && delayMs === 0) done();
    else this.timers.add(this.hub.parts.world.clock.after(tooLong ? REQUEST_LIMIT : delayMs, done));
  }

  private work(asked: Request, fault: Fault = {}): void {
    this.current = asked.request_id;
    try {
      this.answer(asked, this.outcome(asked, fault), fault);
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      this.answer(asked, error, fault);
    } finally {
      this.current = undefined;
    }
    if (this.closing) this.close();
  }

  private outcome({ action: name, payload }: Request, { status, retryAfter }: Fault): unknown {
    if (status !== undefined || retryAfter !== undefined) {
      throw new PlatformError(typeOfStatus(status ?? 429), `Injected fault ${status ?? 429}`);
    }
    const own = this.hub.own[name];
    if (own) return own(this, payload);
    const { user } = this;
    if (!user) throw new PlatformError('authentication', 'Authentication error');
    const action = this.hub.parts.actions[name];
    if (!action) throw new PlatformError('not_found', 'Method not found');
    return perform(action, payload, user);
  }

  private answer({ request_id: id, action }: Request, result: unknown, fault: Fault = {}): void {
    const failed = result instanceof PlatformError;
    const payload = failed ? (fault.body ?? result.body) : (result ?? {});
    const head = { ...(id !== undefined && { request_id: id }), action, type: 'response', success: !failed };
    this.send({ ...head, payload }, fault);
  }

  private send(message: object, { truncate, html }: Fault = {}): void {
    const whole = JSON.stringify({ version: this.address.version, ...message });
    const text = truncate ? whole.slice(0, Math.ceil(whole.length / 2)) : whole;
    this.socket.send(html ? '<!DOCTYPE html><html></html>' : text);
  }
}

function parsed(data: RawData): unknown {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    // Not a request: the schema says so.
    return undefined;
  }
}
