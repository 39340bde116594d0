import { Schema, type Connection, type Model } from 'mongoose';
import { countryCodes, type CountryCode } from '../dialog/types.ts';
import type { Position } from '../geo/index.ts';
import { categoryCodes, type CategoryCode } from './categories.ts';
import { reportStates, type ReportRole, type ReportState } from './report.states.ts';

/** What can happen to a report; each is an event for whoever follows it. */
export const reportEvents = [
  'reported', 'routed', 'taken', 'given_back', 'updated', 'resolved', 'rejected', 'marked_duplicate', 'reopened', 'confirmed',
  'commented', 'category_changed', 'hidden', 'restored', 'photo_added', 'photo_shown', 'photo_hidden', 'comment_hidden', 'comment_restored',
  'kept',
] as const; // prettier-ignore
export type ReportEvent = (typeof reportEvents)[number];

/** One thing that happened, never changed; their numbers have no gaps, so whoever carries them on knows what is missing. */
export interface ReportChange {
  /** From 1. */
  readonly seq: number;
  readonly what: ReportEvent;
  readonly at: Date;
  readonly role: ReportRole | 'system';
  /** A person; absent for the system and for whoever is anonymous, empty once forgotten. */
  readonly by?: string;
  readonly from?: ReportState;
  readonly to?: ReportState;
  /** For everybody to read. */
  readonly words?: string;
  /** Why, as a code with a text in `report-work:reason.<code>`. */
  readonly reason?: string;
  readonly photoId?: string;
  readonly commentId?: string;
  readonly bodyId?: string;
}

export interface ReportPhoto {
  /** Of core/files. */
  readonly fileId: string;
  /** `waiting`: only a moderator sees it yet. */
  readonly state: 'waiting' | 'shown' | 'hidden';
  /** Of the problem, or of what was done about it. */
  readonly of: 'problem' | 'work';
  readonly at: Date;
}

export interface ReportPlace {
  /** Of `core/countries`. */
  readonly region: string;
  /** Of `core/geo`; absent where no city is known. */
  readonly city?: string;
  /** By its name. */
  readonly commune?: string;
  readonly street?: string;
  readonly landmark?: string;
  /** As it was shared; absent where the place was told in words. */
  readonly position?: Position;
}

/** GeoJSON, longitude first. */
export interface ReportPoint {
  readonly type: 'Point';
  readonly coordinates: readonly [longitude: number, latitude: number];
}

export interface ReportRecord {
  _id: string;
  /** Print of the turn or of the request in which it was told, made with the secret: it leads back to nobody. */
  key: string;
  /** `7K3M9Q`: short, without letters that look alike; people say and dial it. */
  number: string;
  country: CountryCode;
  category: CategoryCode;
  /** What the person wrote; empty where they only chose a category. */
  words: string;
  region: string;
  city?: string;
  commune?: string;
  street?: string;
  landmark?: string;
  /** Only where the position was shared. */
  location?: ReportPoint;
  /** Where everybody is shown it (`shownPosition`): of a blurred one about where, so that no search leads nearer. */
  shown?: ReportPoint;
  photos: ReportPhoto[];
  /** Who told it; absent for good where they stay anonymous, empty once forgotten. */
  reporterId?: string;
  /** `open311:<key id>` where another system has told it for somebody. */
  source: string;
  state: ReportState;
  /** Counts changes. */
  revision: number;
  /** The body that is to do something about it; absent while there is none. */
  bodyId?: string;
  /** The operator who has taken it. */
  takenBy?: string;
  duplicateOf?: string;
  votes: number;
  followers: number;
  comments: number;
  /** How many people have flagged it since a moderator last looked. */
  flags: number;
  /** When one did. */
  lookedAt?: Date;
  hidden: boolean;
  /** Whether a moderator has something to do: flags or waiting photos. */
  toModerate: boolean;
  createdAt: Date;
  changedAt: Date;
  resolvedAt?: Date;
  /** Hours from the telling to the last resolution. */
  hoursToResolve?: number;
  /** How often it was opened again after it had been resolved. */
  reopenings?: number;
  /** By when it should be resolved: since it was told, or opened again, as long as its category has. */
  dueAt: Date;
  /** Before which operator it lies, so that no other one is shown it. */
  lease?: { readonly by: string; readonly until: Date };
  /** How often votes and followers were counted: who counts at the same time as another counts again. */
  counted: number;
  /** When they last were others than before. */
  countedAt?: Date;
  /** What it is found by (see search/). */
  found: string[];
  /** Since when what follows from the last change is to be done: news, webhooks, counting. */
  pendingSince?: Date;
  /** The last event that was carried on by all who listen. */
  announced: number;
  /** The last one that single listeners have heard, where another has not come so far. */
  heard?: Readonly<Record<string, number>>;
  /** Prints of the turns that changed it, the newest hundred: a repeat changes nothing. */
  done: string[];
  history: ReportChange[];
}

export interface Report extends Omit<
  ReportRecord,
  | '_id'
  | 'key'
  | 'location'
  | 'shown'
  | 'reopenings'
  | 'lease'
  | 'counted'
  | 'countedAt'
  | 'found'
  | 'pendingSince'
  | 'announced'
  | 'heard'
  | 'done'
> {
  readonly id: string;
  readonly position?: Position;
}

const change = new Schema<ReportChange>(
  {
    seq: { type: Number, required: true },
    what: { type: String, enum: reportEvents, required: true },
    at: { type: Date, required: true },
    role: { type: String, required: true },
    by: String,
    from: String,
    to: String,
    words: String,
    reason: String,
    photoId: String,
    commentId: String,
    bodyId: String,
  },
  { _id: false },
);

const schema = new Schema<ReportRecord>(
  {
    _id: String,
    key: { type: String, required: true, unique: true },
    number: { type: String, required: true, unique: true },
    country: { type: String, enum: countryCodes, required: true },
    category: { type: String, enum: categoryCodes, required: true },
    words: String,
    region: { type: String, required: true },
    city: String,
    commune: String,
    street: String,
    landmark: String,
    location: Schema.Types.Mixed,
    shown: Schema.Types.Mixed,
    photos: [Schema.Types.Mixed],
    reporterId: String,
    source: { type: String, required: true },
    state: { type: String, enum: reportStates, required: true },
    revision: { type: Number, required: true },
    bodyId: String,
    takenBy: String,
    duplicateOf: String,
    votes: { type: Number, required: true },
    followers: { type: Number, required: true },
    comments: { type: Number, required: true },
    flags: { type: Number, required: true },
    lookedAt: Date,
    hidden: { type: Boolean, required: true },
    toModerate: { type: Boolean, required: true },
    createdAt: { type: Date, required: true },
    changedAt: { type: Date, required: true },
    resolvedAt: Date,
    hoursToResolve: Number,
    reopenings: Number,
    dueAt: { type: Date, required: true },
    lease: Schema.Types.Mixed,
    counted: { type: Number, required: true },
    countedAt: Date,
    found: [String],
    pendingSince: Date,
    announced: { type: Number, required: true },
    heard: Schema.Types.Mixed,
    done: [String],
    history: [change],
  },
  { versionKey: false, minimize: false },
);
schema.index({ shown: '2dsphere' }, { sparse: true });
schema.index({ category: 1, location: '2dsphere' }, { sparse: true });
schema.index({ city: 1, commune: 1, category: 1, state: 1, hidden: 1, createdAt: -1, _id: -1 });
schema.index({ city: 1, hidden: 1, category: 1, state: 1, createdAt: -1, _id: -1 });
schema.index({ country: 1, hidden: 1, category: 1, state: 1, createdAt: -1, _id: -1 });
schema.index({ country: 1, hidden: 1, createdAt: -1, _id: -1 });
schema.index({ country: 1, hidden: 1, found: 1, createdAt: -1, _id: -1 });
schema.index({ bodyId: 1, state: 1, createdAt: 1, _id: 1 });
schema.index({ bodyId: 1, category: 1, state: 1, createdAt: -1, _id: -1 });
// What an operator is shown next, and an administrator.
schema.index({ bodyId: 1, state: 1, votes: -1, createdAt: 1, dueAt: 1 });
schema.index({ state: 1, votes: -1, createdAt: 1, dueAt: 1 });
// And of a place: its last fields are for those of other places, which are passed over unread.
schema.index({ country: 1, state: 1, hidden: 1, votes: -1, createdAt: 1, dueAt: 1, region: 1, city: 1, commune: 1 });
schema.index({ state: 1, createdAt: 1 });
schema.index({ reporterId: 1, createdAt: -1 }, { sparse: true });
schema.index({ takenBy: 1, createdAt: 1, _id: 1 }, { partialFilterExpression: { takenBy: { $exists: true } } });
schema.index({ toModerate: 1, changedAt: 1 }, { partialFilterExpression: { toModerate: true } });
schema.index({ pendingSince: 1 }, { sparse: true });
schema.index({ duplicateOf: 1 }, { sparse: true });
schema.index({ createdAt: -1, _id: -1 });
schema.index({ country: 1, changedAt: -1 });
schema.index({ country: 1, countedAt: -1 });
schema.index({ 'history.by': 1 });

export const reportModel = (connection: Connection): Model<ReportRecord> =>
  (connection.models['Report'] as Model<ReportRecord> | undefined) ??
  connection.model<ReportRecord>('Report', schema, 'reports');

export const toReport = ({
  _id,
  key: _key,
  location,
  shown: _shown,
  reopenings: _reopenings,
  lease: _lease,
  counted: _counted,
  countedAt: _countedAt,
  found: _found,
  pendingSince: _pendingSince,
  announced: _announced,
  heard: _heard,
  done: _done,
  ...rest
}: ReportRecord): Report => ({
  id: _id,
  ...rest,
  ...(location && { position: { latitude: location.coordinates[1], longitude: location.coordinates[0] } }),
});
