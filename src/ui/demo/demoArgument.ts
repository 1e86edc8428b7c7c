import { type AccountKind, accountKinds } from '../../core/domain/account';
import { InputReader } from '../../core/domain/input/inputReader';
import { inputOf } from '../shell/liveChatError';

/** The kind of demo account that code asks for. A bundle that loads on first use. @throws LiveChatError */
export function readDemoKind(argument: unknown): AccountKind {
  const reader = new InputReader(argument);
  const kind = reader.choice('kind', accountKinds) ?? 'classic';
  return inputOf(reader.finish(() => kind));
}
