import {
  CancellationError,
  l10n,
  LanguageModelTextPart,
  LanguageModelToolResult,
  type LanguageModelTool,
  type PreparedToolInvocation,
} from 'vscode';
import type { Log } from '../../core/base/log';
import { liveChatError } from '../shell/liveChatError';
import type { ToolName } from '../../manifest';
import { forModel } from './modelErrors';
import { visible } from './untrusted';

export interface ToolParts {
  readonly name: ToolName;
  /** Whether it changes something; then `prepare` asks the person. */
  readonly writes: boolean;
  /** Has no side effects. */
  readonly prepare: (input: unknown) => PreparedToolInvocation | Promise<PreparedToolInvocation>;
  /** The text that the model gets. Rejects with whatever the work rejects with. */
  readonly invoke: (input: unknown) => Promise<string>;
}

/**
 * The editor's side of a tool. A model's input goes through without characters that nobody sees, so that what
 * a person agreed to is what is sent.
 */
export function toolOf({ name, writes, prepare, invoke }: ToolParts, log: Log): LanguageModelTool<object> {
  return {
    prepareInvocation: ({ input }) => prepare(visible(input)),
    invoke: async ({ input }, token) => {
      if (token.isCancellationRequested) throw new CancellationError();
      try {
        const text = await invoke(visible(input));
        return new LanguageModelToolResult([new LanguageModelTextPart(text)]);
      } catch (thrown) {
        const error = liveChatError(thrown, () => l10n.t('The tool failed.'));
        log.warn(`${name}: ${error.code}`);
        throw forModel(error, writes);
      }
    },
  };
}
