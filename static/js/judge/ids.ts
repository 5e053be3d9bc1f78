// Identifiers made on the tablet; crypto.randomUUID is missing on plain http, getRandomValues is not.

/** Return 128 random bits as 32 hex digits. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
