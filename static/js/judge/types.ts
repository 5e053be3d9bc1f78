// The shapes that the judge door and the server exchange.

export type Text = Readonly<Record<string, string>>;

/** A judge's entry: a score, a measured value as decimal text, or that nothing was attempted (no v). */
export interface Value {
  readonly t: 'judgement' | 'measure' | 'absent';
  readonly v?: string;
}

export type CalculationType =
  | 'PASS_FAIL'
  | 'NUMBER_COMPLETED'
  | 'CHOICE'
  | 'REGULAR_DIFFERENCE_DEDUCTION'
  | 'RANGED_SCORE';

export type Parameters = Readonly<Record<string, string>>;

export interface Calculation {
  readonly type: CalculationType;
  readonly parameters: Parameters;
}

/** score: null where the judge said that nothing was attempted. */
export interface SeatScore {
  readonly seat: number;
  readonly score: number | null;
}

export interface Round {
  readonly round: number;
  readonly scores: readonly SeatScore[];
  readonly reason: string;
}

export type AspectState = 'missing' | 'partial' | 'disagree' | 'marked' | 'not_attempted';

export interface Aspect {
  readonly id: string;
  readonly code: string;
  readonly type: 'J' | 'M';
  readonly description: Text;
  readonly extra: Text | null;
  readonly requirement: Text | null;
  readonly max: string;
  readonly unit: string;
  readonly calculation: Calculation | null;
  readonly descriptors: readonly Text[];
  readonly own: { readonly value: Value | null; readonly version: number };
  readonly round: number;
  readonly waiting_for: number;
  readonly scores: readonly SeatScore[] | null;
  readonly rounds: readonly Round[];
  readonly state: AspectState;
  readonly award: string | null;
}

export interface Neighbour {
  readonly id: string;
  readonly entry: string;
}

export type SheetState = 'planned' | 'open' | 'complete' | 'signed' | 'verified' | 'locked';

/** Where the server saw the history of a device end. last_hash: of its last chained change, "" before the first. */
export interface Device {
  readonly id: string;
  readonly last_seq: number;
  readonly last_hash: string;
}

/** A change of this judge that waited, or waits, for a decision. */
export interface HeldChange {
  readonly op_id: string;
  readonly aspect: string;
  readonly reason: string;
  readonly decision: 'accepted' | 'declined' | null;
  readonly note: string;
}

export interface Sheet {
  readonly id: string;
  readonly revision: number;
  readonly epoch: number;
  readonly state: SheetState;
  readonly scheme_version: number;
  readonly device: Device;
  readonly trade: { readonly code: string; readonly name: Text };
  readonly sub_criterion: { readonly code: string; readonly name: Text };
  readonly day: number;
  readonly entry: { readonly code: string };
  readonly previous: Neighbour | null;
  readonly next: Neighbour | null;
  readonly judge: { readonly name: string; readonly seat: number | null; readonly of: number };
  readonly panel: readonly { readonly seat: number; readonly name: string | null; readonly signed: boolean }[];
  readonly may: { readonly enter: boolean; readonly open_round: boolean; readonly sign: boolean; readonly lock: boolean };
  readonly refusal: string | null;
  /** What a signature is for; null until every aspect has its mark. */
  readonly digest: string | null;
  /** Over what this judge entered: a tablet that holds the same has the same. */
  readonly digest_own: string;
  readonly held: readonly HeldChange[];
  readonly aspects: readonly Aspect[];
}

/** RFC 9457; code is stable, title a sentence in the reader's language. */
export interface Problem {
  readonly code: string;
  readonly title: string;
  readonly status: number;
}

export interface Current {
  readonly value: Value | null;
  readonly version: number;
  readonly at: string | null;
}

export type OpStatus = 'applied' | 'same' | 'conflict' | 'held' | 'refused' | 'gap';

export interface OpResult {
  readonly op_id: string;
  readonly status: OpStatus;
  readonly version: number;
  readonly server_time: string;
  readonly receipt: string | null;
  readonly problem?: Problem;
  readonly current?: Current;
  readonly expected_seq?: number;
  /** Of the server, over all of this but the problem. */
  readonly sig?: string | null;
}

/** One change as it is sent. */
export interface Op {
  readonly op_id: string;
  readonly device_seq: number;
  readonly aspect: string;
  readonly value: Value | null;
  readonly base_version: number;
  readonly epoch: number;
  readonly scheme_version: number;
  readonly client_time: string;
  /** Format 2: the hash of the change before on this device, the change that this one builds on, who proves it. */
  readonly prev_hash?: string;
  readonly after?: string | null;
  readonly skew_ms?: number;
  readonly key?: string | null;
  readonly seal?: string | null;
}
