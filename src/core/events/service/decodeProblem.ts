import { asRecord } from '../../base/json';
import { decodeSaved, flag, list, number, shape, text, trusted, type Decode } from '../../../protocol/decode';
import type { ListenerProblem } from '../status/problem';

const problemFields: Readonly<Record<ListenerProblem['kind'], Decode<unknown>>> = {
  tunnel: shape({ code: text }),
  livechat: shape({ failure: trusted() }),
  receiver: shape({ code: text, port: number }),
  unreachable: trusted(),
  full: shape({ event: text, hosts: list(text), isOurs: flag }),
  socket: shape({ code: text }),
  team: shape({ code: text }),
  publishing: shape({ code: text, waiting: number }),
  storage: shape({ fault: text }),
  fault: trusted(),
};

/**
 * Checks the fields without which a problem cannot be shown; their values may be of another version. An unknown or
 * incomplete problem is a `fault`.
 */
export function decodeProblem(value: unknown): ListenerProblem | undefined {
  const { kind } = asRecord(value);
  if (typeof kind !== 'string') return undefined;
  const isComplete =
    Object.hasOwn(problemFields, kind) &&
    decodeSaved(problemFields[kind as ListenerProblem['kind']], value) !== undefined;
  return isComplete ? (value as ListenerProblem) : { kind: 'fault' };
}
