// A rule refuses a value: the same codes as on the server; the sentences are in refusals.ts.

export class Refusal extends Error {
  readonly code: string;
  readonly params: Readonly<Record<string, string>>;

  constructor(code: string, params: Readonly<Record<string, string>> = {}) {
    super(code);
    this.code = code;
    this.params = params;
  }
}

/** Run a rule; return its refusal instead of throwing it. */
export function refusalOf(rule: () => void): Refusal | null {
  try {
    rule();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
