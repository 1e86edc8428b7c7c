/** What is wrong with what was typed at sign-in, or `undefined` where nothing is. */
export type SignInProblem = 'empty' | 'not-an-email' | 'not-an-id' | 'not-a-client-id' | 'not-visible';

/** The classic API names a person by the login e-mail. Only what can never be one is refused. */
export function emailProblem(text: string): SignInProblem | undefined {
  const mail = text.trim();
  if (mail === '') return 'empty';
  return /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+$/.test(mail) ? undefined : 'not-an-email';
}

/**
 * The current APIs name a person by an account id. It is shown as a UUID, but no document promises that. In HTTP Basic
 * credentials a colon ends it, and an address of e-mail is what people type in its place.
 */
export function accountIdProblem(text: string): SignInProblem | undefined {
  const id = text.trim();
  if (id === '') return 'empty';
  return /^[\x21-\x7e]+$/.test(id) && !/[:@]/.test(id) ? undefined : 'not-an-id';
}

/**
 * The Developer Console shows a client id as 32 letters and digits, but no document promises that. Only what can never
 * be one is refused: no visible ASCII, and what people take from the field beside it, such as an address.
 */
export function clientIdProblem(text: string): SignInProblem | undefined {
  const id = text.trim();
  if (id === '') return 'empty';
  return /^[\w.-]+$/.test(id) ? undefined : 'not-a-client-id';
}

/** A key travels in an HTTP header, which carries visible ASCII only. */
export function secretProblem(text: string): SignInProblem | undefined {
  const secret = text.trim();
  if (secret === '') return 'empty';
  return /^[\x21-\x7e]+$/.test(secret) ? undefined : 'not-visible';
}
