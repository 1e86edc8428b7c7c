const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b(basic|bearer)\s+[\w+/=.:~-]+/gi, '$1 ***'],
  [
    /("?(?:authorization|api_key|apikey|token|secret_key|secret|password|current_password)"?\s*[:=]\s*)("(?:[^"\\]|\\.)*"|[^\s,;&}]+)/gi,
    '$1***',
  ],
  [/\/\/[^/\s@:]+:[^/\s@]+@/g, '//***@'],
];

/**
 * Removes secrets from a text that will be logged or shown: the given ones, also base64-encoded as in an
 * Authorization header, and everything that looks like a credential.
 * @param secrets the secrets in use; those shorter than 4 characters are left to the patterns
 */
export function redact(text: string, secrets: Iterable<string> = []): string {
  const forms: string[] = [];
  for (const secret of secrets) forms.push(...formsOf(secret));
  return redactForms(text, forms);
}

/** The forms in which a secret may appear in a text. */
export function formsOf(secret: string): readonly string[] {
  return secret.length < 4
    ? []
    : [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
}

/** As `redact`. @param forms of the secrets in use, from `formsOf` */
export function redactForms(text: string, forms: Iterable<string>): string {
  let clean = text;
  for (const form of forms) if (clean.includes(form)) clean = clean.split(form).join('***');
  for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
  return clean;
}
