import * as v from 'valibot';
import { checked } from '../action';
import { hasAccess } from '../agentChat/access';
import { chatSummaries, customerUser } from '../agentChat/chatShapes';
import { underscored } from '../agentChat/statusActions';
import { roleOf } from '../configuration/agentShape';
import { notAuthorized, PlatformError } from '../platformError';
import { authorized } from '../v3App';
import { login as loginPayload } from './messages';
import type { SessionUser, SocketAction, RtmHub, Session } from './rtmHub';

/** Actions of the RTM API that the Web API does not have. */
export function socketActions(hub: RtmHub): Readonly<Record<string, SocketAction>> {
  const { platform } = hub.options;
  const requireLogin = ({ user }: Session): SessionUser => {
    if (!user) throw new PlatformError('authentication', 'Authentication error');
    return user;
  };
  return {
    ping: () => ({}),

    login: (session, payload) => logIn(hub, session, payload),

    logout: (session) => {
      requireLogin(session);
      session.closeAfterwards();
    },

    update_session: (session, payload) => {
      const user = requireLogin(session);
      const { token } = checked(v.object({ token: v.string() }), payload);
      const caller = authorized(platform, token);
      if (caller.agent !== user.agent) {
        throw new PlatformError('authorization', 'Token belongs to another agent');
      }
      session.renew(caller);
    },

    set_away_status: (session, payload) => {
      const { agent, token } = requireLogin(session);
      const { away } = checked(v.object({ away: v.boolean() }), payload);
      if (!token.scopes.has('agents--my:rw') && !token.scopes.has('agents--all:rw')) throw notAuthorized();
      session.isAway = away;
      hub.applyAway(agent);
    },

    subscribe_customers: (session) => {
      requireLogin(session);
      const running = platform.chats.active();
      session.tracked = new Set(running.map(({ chat }) => chat.visitor.email));
      const customers = running.map((thread) => customerUser(platform, thread));
      return { subscription_id: 'customers', customers };
    },

    unsubscribe_customers: (session, payload) => {
      requireLogin(session);
      checked(v.object({ subscription_id: v.string() }), payload);
      session.tracked = new Set();
    },
  };
}

function logIn(hub: RtmHub, session: Session, payload: unknown): unknown {
  const { platform } = hub.options;
  const { account } = platform;
  const { address } = session;
  const body = checked(loginPayload, payload);
  if (session.user) throw new PlatformError('not_allowed', 'Already logged in');
  if ((address.organizationId ?? platform.organizationId) !== platform.organizationId) {
    throw new PlatformError('license_not_found', 'License not found');
  }
  const { agent, token } = authorized(platform, body.token);
  if (token.kind === 'personal' && hub.refusesPersonalTokens) {
    throw new PlatformError('authentication', 'Invalid access token');
  }
  if (hub.users(agent.login).length === 0 && hub.loggedIn().size >= hub.seats) {
    throw new PlatformError('seats_limit_exceeded', 'Seats limit exceeded');
  }
  if (address.region !== platform.region) {
    session.disconnect('misdirected_connection', { region: platform.region });
    return {};
  }
  const application = body.application?.name ?? '';
  evictOldest(hub, agent.login, application);
  hub.presence.enter(agent, body.reconnect);
  session.logIn({
    ...{ agent, token, application, version: address.version },
    ...(body.pushes && { pushes: new Set(body.pushes[address.version]) }),
  });
  session.isAway = body.away;
  hub.applyAway(agent);
  hub.presenceChanges.fire({ agent });
  const active = platform.chats.active().filter((thread) => hasAccess(thread, agent, token.scopes));
  return {
    license: {
      id: String(account.licence),
      organization_id: platform.organizationId,
      plan: 'team',
      expiration_timestamp: account.now() + 365 * 86_400,
      creation_timestamp: account.now() - 365 * 86_400,
      in_trial: false,
    },
    my_profile: {
      id: agent.login,
      type: 'agent',
      name: agent.name,
      email: agent.login,
      avatar: `https://${agent.avatar}`,
      routing_status: underscored(agent.status),
      permission: roleOf(agent),
    },
    ...chatSummaries(platform, active, address.version, agent),
  };
}

/** Evicts the oldest connections of the same agent and application above the limit. */
function evictOldest(hub: RtmHub, login: string, application: string): void {
  const same = hub.users(login).filter(({ user }) => user?.application === application);
  const tooMany = same.length + 1 - hub.maxConnections;
  for (const session of same.slice(0, Math.max(tooMany, 0))) session.disconnect('connection_evicted');
}
