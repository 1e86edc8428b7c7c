import { randomUUID } from 'node:crypto';
import { testPrefix, type ArrivalKind, type EventContent } from '../../../domain/arrival';
import type { Webhook } from '../../../domain/webhook';
import { classifyProblem, type ClassifiedProblem } from '../../status/problem';
import { postJson } from './postJson';
import { diagnose, localUrl } from './reachability';
import type { Check, CheckName, FixId, ListenerProblem, TestOutcome } from '../../status/listenerTypes';
import type { WebhookMachine } from './webhookMachine';
import { resourcesOf, type ActiveTunnel } from './webhookState';
import { testDelivery } from './testDelivery';
import { testEvent } from '../../ingest/testEvent';

interface Finding {
  readonly problem: ListenerProblem;
  readonly fix: FixId;
}

/**
 * Walks the way of an event from LiveChat to here, and stops at the first thing that is wrong: what comes after
 * could not be right. Makes one call to LiveChat.
 */
export async function checkUp(
  machine: WebhookMachine,
  onCheck?: (check: Check) => void,
): Promise<readonly Check[]> {
  const { clock, webhooks } = machine.options;
  let rows: readonly Webhook[] = [];
  const steps: readonly (readonly [CheckName, () => Promise<Finding | undefined>])[] = [
    ['key', () => faultOf(async () => (rows = await webhooks.list()))],
    ['receiver', () => checkReceiver(machine)],
    ['tunnel', () => Promise.resolve(checkTunnel(machine))],
    ['address', () => withOpen(machine, (open) => checkAddress(machine, open))],
    [
      'registration',
      () => withOpen(machine, (open) => Promise.resolve(checkRegistration(machine, open, rows))),
    ],
    ['round-trip', () => withOpen(machine, (open) => checkRoundTrip(machine, open))],
  ];
  const checks: Check[] = [];
  let hasFailed = false;
  for (const [name, step] of steps) {
    const begun = clock.now();
    const finding: Finding | undefined = hasFailed ? undefined : await step();
    const result = hasFailed ? 'skipped' : finding ? 'failed' : 'ok';
    hasFailed ||= finding !== undefined;
    const check: Check = { name, result, ms: clock.now() - begun, ...finding };
    checks.push(check);
    onCheck?.(check);
  }
  return checks;
}

/**
 * Sends an event as LiveChat would, through the public address, and says whether it was kept.
 * @param name of the visitor or requester in it
 */
export async function sendTest(
  machine: WebhookMachine,
  kind: ArrivalKind,
  name: string,
): Promise<TestOutcome> {
  const { open } = resourcesOf(machine.state);
  const { clock, webhooks } = machine.options;
  const one = machine.parts.subscriptions.held.find(
    ({ event, path }) => event === kind && path === open?.path,
  );
  if (!open || !one) return { kind: 'failed', problem: { kind: 'unreachable' } };
  try {
    const body = testDelivery({
      kind,
      name,
      token: one.token,
      eventId: `${testPrefix}${randomUUID()}`,
      now: clock.now(),
    });
    const format = await webhooks.deliveries();
    if (format.readSecret(body) !== one.token || !format.decode(body)) {
      return await takeTest(machine, open, testEvent(kind, name, clock.now()));
    }
    const result = await postJson(open.tunnel.publicUrl + open.path, JSON.stringify(body), clock);
    if ('status' in result && result.status === 200) return { kind: 'delivered', ms: result.ms };
    const status = 'status' in result ? { status: result.status } : {};
    return { kind: 'failed', problem: { kind: 'unreachable', ...status } };
  } catch (thrown) {
    return { kind: 'failed', problem: classifyProblem(thrown).problem };
  }
}

/** Where no delivery could be made up that would be believed: once it is known that one would come in. */
async function takeTest(
  machine: WebhookMachine,
  open: ActiveTunnel,
  content: EventContent,
): Promise<TestOutcome> {
  const { clock } = machine.options;
  const begun = clock.now();
  const finding = await checkRoundTrip(machine, open);
  if (finding) return { kind: 'failed', problem: finding.problem };
  const isKept = await machine.parts.intake.take(content);
  if (!isKept) return { kind: 'failed', problem: { kind: 'fault' } };
  return { kind: 'delivered', ms: clock.now() - begun };
}

async function faultOf(step: () => Promise<unknown>): Promise<Finding | undefined> {
  try {
    await step();
    return undefined;
  } catch (thrown) {
    const { problem } = classifyProblem(thrown);
    return { problem, fix: fixFor(problem, 'show-log') };
  }
}

function fixFor(problem: ListenerProblem, otherwise: FixId): FixId {
  if (problem.kind === 'livechat') {
    const { code } = problem.failure;
    return code === 'unauthorized' || code === 'not-signed-in' ? 'sign-in' : otherwise;
  }
  if (problem.kind === 'receiver') return problem.code === 'failed' ? 'start' : 'settings';
  if (problem.kind === 'tunnel') return 'choose-tunnel';
  return otherwise;
}

async function checkReceiver({ state, parts: { prober } }: WebhookMachine): Promise<Finding | undefined> {
  const problem: ListenerProblem = { kind: 'receiver', code: 'failed', port: 0 };
  const { receiver } = resourcesOf(state);
  if (!receiver) {
    const known = 'problem' in state && state.problem.kind === 'receiver' ? state.problem : problem;
    return { problem: known, fix: fixFor(known, 'start') };
  }
  const result = await prober.probe(localUrl({ receiver, path: receiver.path() }));
  if (result.kind === 'reached') return undefined;
  return { problem: { ...problem, port: receiver.port }, fix: 'start' };
}

function checkTunnel({ state }: WebhookMachine): Finding | undefined {
  if (resourcesOf(state).open) return undefined;
  const problem: ListenerProblem = 'problem' in state ? state.problem : { kind: 'unreachable' };
  return { problem, fix: problem.kind === 'tunnel' ? 'choose-tunnel' : 'start' };
}

async function checkAddress(
  { parts: { prober } }: WebhookMachine,
  open: ActiveTunnel,
): Promise<Finding | undefined> {
  const result = await prober.probe(open.tunnel.publicUrl + open.path);
  if (result.kind === 'reached') return undefined;
  const diagnosis = await diagnose(open, result, prober);
  const classified: ClassifiedProblem | undefined =
    diagnosis.kind === 'missed' ? diagnosis.classified : undefined;
  return { problem: classified?.problem ?? { kind: 'unreachable' }, fix: 'choose-tunnel' };
}

function checkRegistration(
  { parts: { subscriptions, newTickets } }: WebhookMachine,
  open: ActiveTunnel,
  rows: readonly Webhook[],
): Finding | undefined {
  const url = open.tunnel.publicUrl + open.path;
  const isThere = newTickets.events
    .filter((event) => !subscriptions.refused.includes(event))
    .every((event) =>
      rows.some(
        (row) => row.event === event && row.url === url && subscriptions.held.some(({ id }) => id === row.id),
      ),
    );
  if (isThere) return undefined;
  return { problem: { kind: 'livechat', failure: { code: 'not-found' } }, fix: 'register-again' };
}

/** Signed as LiveChat's are, and of a kind that nobody keeps: so nobody is told of it. */
async function checkRoundTrip(
  { parts: { subscriptions }, options }: WebhookMachine,
  open: ActiveTunnel,
): Promise<Finding | undefined> {
  const token = subscriptions.held.find(({ path }) => path === open.path)?.token ?? '';
  // In the words of either API.
  const body = JSON.stringify({ event_type: 'desk_check', token, action: 'desk_check', secret_key: token });
  const result = await postJson(open.tunnel.publicUrl + open.path, body, options.clock);
  if ('status' in result && result.status === 200) return undefined;
  const status = 'status' in result ? { status: result.status } : {};
  return { problem: { kind: 'unreachable', ...status }, fix: 'register-again' };
}

async function withOpen(
  machine: WebhookMachine,
  check: (open: ActiveTunnel) => Promise<Finding | undefined>,
): Promise<Finding | undefined> {
  const { open } = resourcesOf(machine.state);
  // It may have closed since the step before.
  return open ? await check(open) : checkTunnel(machine);
}
