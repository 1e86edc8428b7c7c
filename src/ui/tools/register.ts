import { lm, type LanguageModelTool } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { Lazy } from '../../core/base/lazy';
import { toolNames, type ToolName } from '../../manifest';
import type { AllToolsDeps } from './allTools';

type ToolWork = Pick<AllToolsDeps, 'tickets' | 'agents' | 'removeLater'>;

export interface ToolDeps extends Omit<AllToolsDeps, keyof ToolWork> {
  /** Loads what the tools have done. */
  readonly work: () => Promise<ToolWork>;
}

/** What a language model can do with the account, by the same ways as a person and code. */
export function registerTools({ work, events, log }: ToolDeps): Disposable {
  const owned = new DisposableStore();
  const tools = new Lazy(async () => {
    const [{ allTools }, { tickets, agents, removeLater }] = await Promise.all([
      import('./allTools'),
      work(),
    ]);
    return allTools({ tickets, agents, removeLater, events, log });
  });
  for (const name of toolNames) owned.add(lm.registerTool(name, lateTool(name, tools)));
  return owned;
}

/** The editor knows a tool by its name in the manifest; its body is loaded when a model first wants one. */
function lateTool(
  name: ToolName,
  tools: Lazy<ReadonlyMap<ToolName, LanguageModelTool<object>>>,
): LanguageModelTool<object> {
  const body = async (): Promise<LanguageModelTool<object> | undefined> => (await tools.get()).get(name);
  return {
    prepareInvocation: async (options, token) => await (await body())?.prepareInvocation?.(options, token),
    invoke: async (options, token) => await (await body())?.invoke(options, token),
  };
}
