export type SignInProblem = 'empty' | 'not-an-email' | 'not-an-id' | 'not-a-client-id' | 'not-visible';

/** A classic account is identified by the login e-mail. Refuses only texts that cannot be an e-mail. */
export function emailProblem(text: string): SignInProblem | undefined {
  const mail = text.trim();
  if (mail === '') return 'empty';
  return /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+$/.test(mail) ? undefined : 'not-an-email';
}

/**
 * A platform account is identified by an account id, a UUID as observed but not documented. Refuses a colon, which
 * ends the name in HTTP Basic credentials, and e-mail addresses, which people enter by mistake.
 */
export function accountIdProblem(text: string): SignInProblem | undefined {
  const id = text.trim();
  if (id === '') return 'empty';
  return /^[\x21-\x7e]+$/.test(id) && !/[:@]/.test(id) ? undefined : 'not-an-id';
}

/**
 * The Developer Console shows client ids of 32 letters and digits, but this is not documented. Refuses only texts
 * that cannot be one, such as a URL.
 */
export function clientIdProblem(text: string): SignInProblem | undefined {
  const id = text.trim();
  if (id === '') return 'empty';
  return /^[\w.-]+$/.test(id) ? undefined : 'not-a-client-id';
}

/** A secret is sent in an HTTP header, which allows visible ASCII only. */
export function secretProblem(text: string): SignInProblem | undefined {
  const secret = text.trim();
  if (secret === '') return 'empty';
  return /^[\x21-\x7e]+$/.test(secret) ? undefined : 'not-visible';
}
