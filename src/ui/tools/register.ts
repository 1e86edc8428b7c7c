import { lm, type LanguageModelTool } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { Lazy } from '../../core/base/lazy';
import { toolNames, type ToolName } from '../../manifest';
import type { CommandApi } from '../commandApi/openCommandApi';
import type { App } from '../shell/app';
import type { KeptEvents } from './eventTools';

/** The tools for language models. They use the same operations as the commands. */
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

/** Registers a tool by its name in the manifest. Its implementation is loaded on first use. */
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
