// How boards travel, as docs/contract.md has it; what is in a body is in shapes.ts.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export interface Row {
  readonly id: string;
  readonly [name: string]: Json;
}

/** What every body has in common. */
export interface BoardBody {
  readonly kind: string;
  readonly rows: readonly { readonly id: string }[];
}

/** One revision of a board. at: Unix milliseconds of its commit. */
export interface BoardDocument<Body extends object = BoardBody> {
  readonly board: string;
  readonly revision: number;
  readonly at: number;
  readonly hash: string;
  readonly body: Body;
}

/** What changed from one revision to a later one; head and order are absent when nothing changed in them. */
export interface Patch {
  readonly board: string;
  readonly from: number;
  readonly to: number;
  readonly at: number;
  readonly hash: string;
  readonly head?: Readonly<Record<string, Json>>;
  readonly rows: readonly Row[];
  readonly gone: readonly string[];
  readonly order?: readonly string[];
}
