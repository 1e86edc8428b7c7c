/**
 * The key by which logins and e-mail addresses are compared: the APIs and people write the same address in
 * different case.
 */
export function addressKey(address: string): string {
  return address.trim().toLowerCase();
}

export function isSameAddress(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined ? one === other : addressKey(one) === addressKey(other);
}
