import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../base/clock';
import { testPrefix, type ArrivalKind } from '../../../domain/arrival';
import type { Webhook } from '../../../domain/webhook';
import { deliveryOf } from '../../ingest/localReplay';
import { postJson, type PostResult } from '../../ingest/postJson';
import { testEvent } from '../../ingest/testEvent';
import type { Receiver } from '../../receiver/receiver';
import type { FixId, TestOutcome } from '../../status/checks';
import { classifyProblem, type ListenerProblem } from '../../status/problem';
import { findingOf, type CheckStep, type Finding, type StepNote } from '../checkSteps';
import type { TransportHost } from '../eventTransport';
import { isFor } from './knownSubscription';
import { diagnose, localUrl, type ActiveTunnel, type Prober } from './reachability';
import type { WebhookPort } from './webhookPorts';
import type { WebhookSubscriptions } from './webhookSubscriptions';

/** The parts of a webhook transport that are examined. */
export interface Diagnosed {
  readonly clock: Clock;
  readonly webhooks: WebhookPort;
  readonly prober: Prober;
  readonly subscriptions: Pick<WebhookSubscriptions, 'known' | 'refused' | 'enable' | 'missing'>;
  readonly host: Pick<TransportHost, 'keep' | 'problem' | 'checkpoint'>;
  readonly receiver: () => Receiver | undefined;
  readonly tunnel: () => ActiveTunnel | undefined;
  readonly events: () => readonly ArrivalKind[];
}

/** Follows the path of an event from LiveChat to this machine. Makes one call to LiveChat, or two. */
export function webhookChecks(parts: Diagnosed): readonly CheckStep[] {
  let rows: readonly Webhook[] = [];
  const withTunnel = async <T>(
    check: (tunnel: ActiveTunnel) => T | undefined | Promise<T | undefined>,
  ): Promise<T | Finding | undefined> => {
    const tunnel = parts.tunnel();
    // It may have closed since the step before.
    return tunnel ? await check(tunnel) : noTunnel(parts);
  };
  return [
    ['key', () => findingOf(async () => (rows = await parts.webhooks.list()), fixForCall)],
    ['receiver', () => checkReceiver(parts)],
    ['tunnel', () => withTunnel(checkInspector)],
    ['address', () => withTunnel((tunnel) => checkAddress(parts, tunnel))],
    ['registration', () => withTunnel((tunnel) => checkRegistration(parts, tunnel, rows))],
    ['round-trip', () => withTunnel((tunnel) => checkRoundTrip(parts, tunnel))],
  ];
}

/**
 * Sends an event as LiveChat would, through the public address, and returns whether it was stored.
 * @param name of the visitor or requester in it
 */
export async function sendTest(parts: Diagnosed, kind: ArrivalKind, name: string): Promise<TestOutcome> {
  const { clock, webhooks, subscriptions } = parts;
  const tunnel = parts.tunnel();
  const known = subscriptions.known.find(({ event, path }) => event === kind && path === tunnel?.path);
  if (!tunnel || !known) return { kind: 'failed', problem: { kind: 'unreachable' } };
  try {
    const eventId = `${testPrefix}${randomUUID()}`;
    const { token, license = '0' } = known;
    const event = { ...testEvent(kind, name, clock.now()), eventId, account: '' };
    const body = { ...deliveryOf(event), token, license_id: license };
    const format = await webhooks.deliveries();
    if (format.readSecret(body) !== token || !format.decode(body)) {
      return await injectTest(parts, tunnel, kind, name);
    }
    const result = await postJson(tunnel.url, JSON.stringify(body), clock);
    return isAccepted(result)
      ? { kind: 'delivered', ms: result.ms }
      : { kind: 'failed', problem: unreachable(result) };
  } catch (thrown) {
    return { kind: 'failed', problem: classifyProblem(thrown).problem };
  }
}

/** Fallback where the API's deliveries cannot be forged: verifies the round trip, then injects the event locally. */
async function injectTest(
  parts: Diagnosed,
  tunnel: ActiveTunnel,
  kind: ArrivalKind,
  name: string,
): Promise<TestOutcome> {
  const { clock, host } = parts;
  const begun = clock.now();
  const finding = await checkRoundTrip(parts, tunnel);
  if (finding) return { kind: 'failed', problem: finding.problem };
  const { account } = host.checkpoint.now;
  const isStored = account !== undefined && (await host.keep(testEvent(kind, name, begun), account));
  return isStored
    ? { kind: 'delivered', ms: clock.now() - begun }
    : { kind: 'failed', problem: { kind: 'fault' } };
}

function fixForCall(problem: ListenerProblem): FixId {
  const code = problem.kind === 'livechat' ? problem.failure.code : undefined;
  if (code === 'unauthorized' || code === 'not-signed-in') return 'sign-in';
  return fixFor(problem, 'show-log');
}

function fixFor(problem: ListenerProblem, otherwise: FixId): FixId {
  if (problem.kind === 'receiver') return problem.code === 'failed' ? 'start' : 'settings';
  return problem.kind === 'tunnel' ? 'choose-tunnel' : otherwise;
}

async function checkReceiver({ prober, host, receiver: current }: Diagnosed): Promise<Finding | undefined> {
  const failed = { kind: 'receiver', code: 'failed', port: 0 } as const;
  const receiver = current();
  if (!receiver) {
    const known = host.problem();
    const problem = known?.kind === 'receiver' ? known : failed;
    return { problem, fix: fixFor(problem, 'start') };
  }
  const result = await prober.probe(localUrl({ receiver, path: receiver.path() }));
  if (result.kind === 'reached') return undefined;
  return { problem: { ...failed, port: receiver.port }, fix: 'start' };
}

function noTunnel({ host }: Diagnosed): Finding {
  const problem: ListenerProblem = host.problem() ?? { kind: 'unreachable' };
  return { problem, fix: problem.kind === 'tunnel' ? 'choose-tunnel' : 'start' };
}

async function checkInspector({ provider, receiver }: ActiveTunnel): Promise<StepNote | undefined> {
  return (await provider.isInspected?.(receiver.port)) === true ? { note: 'inspected' } : undefined;
}

async function checkAddress({ prober }: Diagnosed, tunnel: ActiveTunnel): Promise<Finding | undefined> {
  const result = await prober.probe(tunnel.url);
  if (result.kind === 'reached') return undefined;
  const diagnosis = await diagnose(tunnel, result, prober);
  const problem: ListenerProblem =
    diagnosis.kind === 'missed' ? diagnosis.classified.problem : { kind: 'unreachable' };
  return { problem, fix: fixFor(problem, 'choose-tunnel') };
}

async function checkRegistration(
  { subscriptions, events }: Diagnosed,
  tunnel: ActiveTunnel,
  rows: readonly Webhook[],
): Promise<Finding | StepNote | undefined> {
  const missing = await subscriptions.missing(rows);
  const registered = subscriptions.known.filter((one) => !missing.includes(one));
  const isRegistered = events()
    .filter((event) => !subscriptions.refused.includes(event))
    .every((event) => registered.some((one) => isFor(one, tunnel, event)));
  if (isRegistered) {
    try {
      return (await subscriptions.enable()) ? { note: 'enabled' } : undefined;
    } catch (thrown) {
      const { problem } = classifyProblem(thrown);
      return { problem, fix: fixForCall(problem) };
    }
  }
  return { problem: { kind: 'livechat', failure: { code: 'not-found' } }, fix: 'register-again' };
}

/** Posts a genuine delivery of a kind that is ignored, so that no notification appears. */
async function checkRoundTrip(
  { subscriptions, clock }: Diagnosed,
  { url, path }: ActiveTunnel,
): Promise<Finding | undefined> {
  const token = subscriptions.known.find((one) => one.path === path)?.token ?? '';
  // With the field names of both APIs.
  const body = { event_type: 'desk_check', token, action: 'desk_check', secret_key: token };
  const result = await postJson(url, JSON.stringify(body), clock);
  return isAccepted(result) ? undefined : { problem: unreachable(result), fix: 'register-again' };
}

function isAccepted(result: PostResult): boolean {
  return 'status' in result && result.status === 200;
}

function unreachable(result: PostResult): ListenerProblem {
  return { kind: 'unreachable', ...('status' in result && { status: result.status }) };
}
