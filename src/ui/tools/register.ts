import { lm, type LanguageModelTool } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { Lazy } from '../../core/base/lazy';
import { toolNames, type ToolName } from '../../manifest';
import type { CommandApi } from '../commandApi/openCommandApi';
import type { App } from '../shell/app';
import type { KeptEvents } from './eventTools';

/** What a language model can do with the account, by the same ways as a person and code. */
export function registerTools(
  app: App,
  commandApi: () => Promise<CommandApi>,
  events: KeptEvents,
): Disposable {
  const owned = new DisposableStore();
  const tools = new Lazy(async () => {
    const [{ allTools }, api] = await Promise.all([import('./allTools'), commandApi()]);
    return allTools(app, api, events);
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
