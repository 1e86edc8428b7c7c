import { leaf, text } from './decode';

const address = /^(https?:)?(\/\/)?[\w-]+(\.[\w-]+)+(:\d+)?(\/\S*)?$/i;

/**
 * An agent's picture as an `https:` address. The classic API sends it without a scheme (section 3.4 of the API
 * notes), the Configuration API with one (section 5.3).
 */
export const avatar = leaf((value) => {
  const told = text.read(value);
  if (told === undefined || !address.test(told)) return undefined;
  return `https://${told.replace(/^(https?:)?\/\//i, '')}`;
});
