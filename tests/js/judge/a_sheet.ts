// A sheet as the server sends it, with one aspect of each kind.
import type { Aspect, Sheet } from '../../../static/js/judge/types';

const LEVELS = [
  { en: 'Untidy, conductors crossed, covers cannot close', zh: '走线凌乱，导线交叉，盖板无法合上' },
  { en: 'Fit for use, bends uneven, spare length differs', zh: '可使用，弯曲不均，余量不一' },
  { en: 'Straight and bundled, small faults on close view', zh: '横平竖直，绑扎整齐，近看有小瑕疵' },
  { en: 'Could be shown to a client as it stands', zh: '可直接交付客户' },
];

/** Return an aspect; id: one character that fills the id. */
export function anAspect(id: string, parts: Partial<Aspect>): Aspect {
  return {
    id: id.repeat(32).slice(0, 32),
    code: 'C1.M1',
    type: 'M',
    description: { en: 'Every conductor is numbered as in the drawing', zh: '每根导线按图编号' },
    extra: null,
    requirement: null,
    max: '1.00',
    unit: '',
    calculation: null,
    descriptors: [],
    own: { value: null, version: 0 },
    round: 1,
    waiting_for: 0,
    scores: null,
    rounds: [],
    state: 'missing',
    award: null,
    ...parts,
  };
}

export const JUDGEMENT = anAspect('a', {
  code: 'C1.J1',
  type: 'J',
  description: { en: 'Appearance of the wiring in the panel', zh: '配电箱内走线外观' },
  descriptors: LEVELS,
  max: '2.00',
  waiting_for: 3,
});

export const PASS = anAspect('b', {});

export const COMPLETED = anAspect('c', {
  code: 'C1.M2',
  description: { en: 'Cable ties with the right distance and flush cut', zh: '间距正确且剪口平齐的扎带数' },
  calculation: { type: 'NUMBER_COMPLETED', parameters: { NUM_POSSIBLE: '10' } },
});

export const CHOICE = anAspect('d', {
  code: 'C1.M3',
  description: { en: 'Torque of the main terminal', zh: '主端子扭矩' },
  max: '0.50',
  calculation: {
    type: 'CHOICE',
    parameters: {
      DEDUCTION_TYPE: 'UNIT',
      CHOICE1_LABEL: 'In range',
      CHOICE1_DEDUCTION: '0',
      CHOICE2_LABEL: '± 5 %',
      CHOICE2_DEDUCTION: '0.2',
      CHOICE3_LABEL: '± 10 %',
      CHOICE3_DEDUCTION: '0.4',
      CHOICE4_LABEL: 'Outside',
      CHOICE4_DEDUCTION: '0.5',
    },
  },
});

export const DIFFERENCE = anAspect('e', {
  code: 'C1.M4',
  description: { en: 'Angle of conduit bend', zh: '线管弯曲的角度' },
  requirement: { en: '90 ± 1°', zh: '90 ± 1°' },
  unit: '°',
  max: '0.50',
  calculation: {
    type: 'REGULAR_DIFFERENCE_DEDUCTION',
    parameters: { TARGET_VALUE: '90', DIFFERENCE: '1', DIFFERENCE_TYPE: 'UNIT', DEDUCTION: '25', DEDUCTION_TYPE: 'PERCENT' },
  },
});

export const RANGED = anAspect('f', {
  code: 'C1.M5',
  description: { en: 'Gap at the mitre joint', zh: '斜接缝隙' },
  unit: 'mm',
  max: '0.50',
  calculation: {
    type: 'RANGED_SCORE',
    parameters: {
      DEDUCTION_TYPE: 'PERCENT',
      TARGET_VALUE: '0',
      RANGE1_LOWER: '0',
      RANGE1_UPPER: '0.5',
      RANGE1_DEDUCTION: '0',
      RANGE2_LOWER: '0.5',
      RANGE2_UPPER: '1',
      RANGE2_DEDUCTION: '50',
      RANGE3_LOWER: '1',
      RANGE3_UPPER: '',
      RANGE3_DEDUCTION: '100',
    },
  },
});

/** Return a sheet of these aspects. */
export function aSheet(aspects: readonly Aspect[], parts: Partial<Sheet> = {}): Sheet {
  return {
    id: '5'.repeat(32),
    revision: 1,
    epoch: 1,
    state: 'open',
    scheme_version: 1,
    device: { id: 'd'.repeat(32), last_seq: 0, last_hash: '' },
    trade: { code: '04', name: { en: 'Electrical Installations', zh: '电气装置' } },
    sub_criterion: { code: 'C1', name: { en: 'Wiring and terminations', zh: '接线与端接' } },
    day: 2,
    entry: { code: 'EI-07' },
    previous: { id: '4'.repeat(32), entry: 'EI-06' },
    next: { id: '6'.repeat(32), entry: 'EI-08' },
    judge: { name: 'Fatima Zahra El Idrissi', seat: 2, of: 3 },
    panel: [1, 2, 3].map((seat) => ({ seat, name: null, signed: false })),
    may: { enter: true, open_round: true, sign: false, lock: false },
    refusal: null,
    digest: null,
    digest_own: '',
    held: [],
    aspects,
    ...parts,
  };
}
