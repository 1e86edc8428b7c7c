import { leaf, text } from './decode';

const address = /^(https?:)?(\/\/)?[\w-]+(\.[\w-]+)+(:\d+)?(\/\S*)?$/i;

/**
 * An agent's picture as an `https:` URL. REST v2 sends it without a scheme (docs/livechat-api.md#rest-v2-agents),
 * the Configuration API with one.
 */
export const avatar = leaf((value) => {
  const told = text.read(value);
  if (told === undefined || !address.test(told)) return undefined;
  return `https://${told.replace(/^(https?:)?\/\//i, '')}`;
});
