export const checkNames = [
  'stolen',
  'usurpation',
  'plate',
  'vin',
  'owner',
  'insurance',
  'inspection',
  'tax',
  'register',
] as const;
/** What is looked at, in the order in which it is told; the official register only where it says otherwise. */
export type CheckName = (typeof checkNames)[number];

/** From the best to the worst; `unknown` where nothing could be compared. */
export const outcomes = ['ok', 'unknown', 'warning', 'fail'] as const;
export type Outcome = (typeof outcomes)[number];

export interface Rule {
  readonly check: CheckName;
  readonly outcome: Outcome;
  /** 0 to 100: how well it speaks for the vehicle. Ok from 80, warning from 40, fail below. */
  readonly score: number;
}

const ok = (check: CheckName, score = 100): Rule => ({ check, outcome: 'ok', score });
const warning = (check: CheckName, score: number): Rule => ({ check, outcome: 'warning', score });
const fail = (check: CheckName, score: number): Rule => ({ check, outcome: 'fail', score });
const unknown = (check: CheckName): Rule => ({ check, outcome: 'unknown', score: 50 });

/**
 * Every reason that a check can give, and what it is worth (product.md, B5). A paper in force is in force: one that ends
 * soon is told, and holds nobody up. What a tired eye or a bad photo can explain is a warning, never a fail.
 */
export const rules = {
  'stolen.no': ok('stolen'),
  'stolen.yes': fail('stolen', 0),
  'stolen.unregistered': unknown('stolen'),

  'usurpation.none': ok('usurpation'),
  /** The register does not hold every vehicle yet. */
  'usurpation.unregistered': warning('usurpation', 45),
  /** A car can be repainted, and its owner has to say so. */
  'usurpation.colour': warning('usurpation', 50),
  'usurpation.model': warning('usurpation', 40),
  'usurpation.make': fail('usurpation', 15),
  /** Nobody drives so fast: two vehicles bear this plate. */
  'usurpation.elsewhere': fail('usurpation', 0),
  'usurpation.vinElsewhere': fail('usurpation', 0),
  /** Another chassis number was read under this plate before. */
  'usurpation.twoVins': fail('usurpation', 10),
  'usurpation.twoPapers': fail('usurpation', 10),
  /** Anybody can send a paper with any plate: until somebody has looked at it, it accuses nobody. */
  'usurpation.paperWaiting': warning('usurpation', 45),

  'plate.same': ok('plate'),
  'plate.lookalike': warning('plate', 60),
  'plate.differs': fail('plate', 5),
  'plate.notShown': unknown('plate'),

  'vin.same': ok('vin'),
  'vin.tail': ok('vin', 95),
  'vin.lookalike': ok('vin', 80),
  'vin.near': warning('vin', 50),
  /** 49 CFR 565.15(c) and GB 16735: built for North America or China, it must have a right check digit. */
  'vin.checkDigit': warning('vin', 40),
  'vin.differs': fail('vin', 0),
  'vin.notSeen': unknown('vin'),
  'vin.unregistered': unknown('vin'),

  'owner.same': ok('owner'),
  'owner.near': warning('owner', 55),
  'owner.differs': fail('owner', 20),
  'owner.notShown': unknown('owner'),
  'owner.unregistered': unknown('owner'),

  'insurance.valid': ok('insurance'),
  'insurance.soon': ok('insurance', 85),
  'insurance.onPaper': warning('insurance', 60),
  'insurance.expired': fail('insurance', 10),
  'insurance.unknown': unknown('insurance'),

  'inspection.valid': ok('inspection'),
  'inspection.soon': ok('inspection', 85),
  'inspection.onPaper': warning('inspection', 60),
  'inspection.expired': fail('inspection', 20),
  'inspection.unknown': unknown('inspection'),

  'tax.valid': ok('tax'),
  'tax.soon': ok('tax', 85),
  'tax.onPaper': warning('tax', 60),
  'tax.expired': fail('tax', 30),
  'tax.unknown': unknown('tax'),

  /** Either register may be the older one. */
  'register.differs': warning('register', 50),
} as const satisfies Readonly<Record<string, Rule>>;

export type ReasonCode = keyof typeof rules;
export const reasonCodes = Object.keys(rules) as ReasonCode[];

export const thresholds = {
  /** "Soon": the first day on which owners are told (product.md, B8). */
  soonDays: 30,
  /** Faster than this between two places, on these roads, nobody drives. */
  fastestKmh: 130,
  /** Nearer than this, wrong positions and clocks of phones explain everything. */
  leastKm: 30,
  /** The longest way through the country at that speed takes less. */
  sightingHours: 24,
  /** Weighed signs by which two chassis numbers may differ and still be one, badly read. */
  vin: { lookalike: 0.5, near: 1 },
  /** What was read on a photo less surely than this is taken for unread: nobody is accused by a smudge. */
  readConfidence: 0.6,
  /** The end of a chassis number that tells vehicles of one make apart. */
  vinTail: 6,
} as const;

/** Colours that lamps, dust and taste confuse. */
export const nearColours: readonly (readonly [string, string])[] = [
  ['grey', 'silver'],
  ['white', 'silver'],
  ['white', 'beige'],
  ['beige', 'brown'],
  ['beige', 'yellow'],
  ['grey', 'black'],
  ['blue', 'black'],
];
