import { fieldSchema, text } from './decode';

const address = /^(https?:)?(\/\/)?[\w-]+(\.[\w-]+)+(:\d+)?(\/\S*)?$/i;

/**
 * An agent's picture as an `https:` URL. REST v2 sends it without a scheme (docs/livechat-api.md#rest-v2-agents),
 * the Configuration API with one.
 */
export const avatar = fieldSchema((value) => {
  const url = text.read(value);
  if (url === undefined || !address.test(url)) return undefined;
  return `https://${url.replace(/^(https?:)?\/\//i, '')}`;
});
