import * as v from 'valibot';
import { text } from './decode';

/**
 * An agent's picture as an `https:` address. The classic API sends it without a scheme (section 3.4 of the API
 * notes), the Configuration API with one (section 5.3).
 */
export const avatar = v.pipe(
  text,
  v.regex(/^(https?:)?(\/\/)?[\w-]+(\.[\w-]+)+(:\d+)?(\/\S*)?$/i),
  v.transform((address) => `https://${address.replace(/^(https?:)?\/\//i, '')}`),
);
