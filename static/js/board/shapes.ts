// What is in the body of each board, as docs/contract.md has it; how boards travel is in types.ts.

export type Text = Readonly<Record<string, string>>;
export type BoardState = 'hidden' | 'progress' | 'live' | 'frozen' | 'official';
export type Label = 'provisional' | 'official' | 'corrected';
export type Medal = 'gold' | 'silver' | 'bronze' | 'medallion';

export interface EventHead {
  readonly code: string;
  readonly name: Text;
  readonly timezone: string;
  readonly clock_offset: number;
  readonly brand?: { readonly sheet: string; readonly logo: string };
}
export interface TeamHead {
  readonly code: string;
  readonly name: Text;
  readonly flag: string;
}
export interface Session {
  readonly id: string;
  readonly seq: number;
  readonly name: Text;
  readonly place: Text;
  readonly starts: string;
  readonly ends: string;
}
/** One entry; marks and best run parallel to the criteria. null: not marked yet. team null: a code stands for it. */
export interface TradeRow {
  readonly id: string;
  readonly rank: number | null;
  readonly shared: boolean;
  readonly change: number | null;
  readonly native: string;
  readonly native_lang: string;
  readonly latin: string;
  readonly team: TeamHead | null;
  readonly total: string | null;
  readonly behind: string | null;
  readonly marks: readonly (string | null)[];
  readonly best: readonly boolean[];
  readonly done: number;
  readonly of: number;
  readonly trend: readonly number[];
  readonly status: 'ranked' | 'guest' | 'withdrawn' | 'absent' | 'disqualified';
  readonly scaled: string | null;
  readonly medal: Medal | null;
  /** Ids of pictures, in the order of the names. */
  readonly photos?: readonly string[];
}
export interface TradeBody {
  readonly kind: 'trade';
  readonly event: EventHead;
  readonly trade: { readonly code: string; readonly name: Text; readonly worldskills: boolean };
  readonly state: BoardState;
  readonly label: Label;
  readonly version: number;
  readonly max: string;
  readonly marked: number | null;
  readonly criteria: readonly { readonly code: string; readonly name: Text; readonly max: string }[];
  readonly sessions: readonly Session[];
  readonly rows: readonly TradeRow[];
}
export interface MedalsRow {
  readonly id: string;
  readonly rank: number;
  readonly shared: boolean;
  readonly team: TeamHead;
  readonly gold: number;
  readonly silver: number;
  readonly bronze: number;
  readonly all: number;
}
export interface MedalsBody {
  readonly kind: 'medals';
  readonly event: EventHead;
  readonly official: number;
  readonly of: number;
  readonly rows: readonly MedalsRow[];
}
export interface HomeRow {
  readonly id: string;
  readonly code: string;
  readonly name: Text;
  readonly worldskills: boolean;
  readonly board: string;
  readonly state: BoardState;
  readonly marked: number | null;
  readonly leader: TeamHead | null;
  readonly podium: readonly { readonly medal: Medal; readonly team: TeamHead }[];
  readonly sessions: readonly Session[];
}
export interface HomeBody {
  readonly kind: 'home';
  readonly event: EventHead;
  readonly venue: Text;
  readonly starts: string;
  readonly ends: string;
  readonly counts: { readonly teams: number; readonly competitors: number; readonly trades: number };
  readonly teams: readonly TeamHead[];
  readonly days: readonly { readonly number: number; readonly date: string; readonly closed: boolean }[];
  readonly rows: readonly HomeRow[];
  readonly items: readonly (Session & { readonly kind: string; readonly trade: string })[];
}
