import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isBetter } from '../../../../core/vehicles/papers/carrying.ts';
import { paperModel, type Paper } from '../../../../core/vehicles/papers/index.ts';
import { day, papersWorld, type PapersWorld } from './papers-world.ts';

let world: PapersWorld;
beforeAll(async () => void (world = await papersWorld()));
beforeEach(() => world.clear());
afterAll(() => world.database.drop());

const until = async (id: string): Promise<string | undefined> =>
  (await world.vehicles.byId(id))?.insuranceUntil?.toISOString().slice(0, 10);
const validate = (paper: Paper, more: object = {}) =>
  world.vehiclePapers.decide(paper.id, { to: 'validated', by: world.admin.id, ...more });

describe('a paper that is sent', () => {
  it('waits for an administrator, once for each key', async () => {
    const vehicle = await world.vehicle();
    const photo = await world.photo();
    const sent = await Promise.all([1, 2, 3].map(() => world.send(vehicle, { key: 'same', photo })));
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
    expect(await world.vehiclePapers.current(vehicle.id)).toMatchObject({
      validated: [],
      pending: [{ state: 'pending', role: 'owner' }],
    });
    expect((await world.files.read(sent[0]!.photoId!)).file.mimeType).toBe('image/png');
  });

  it('is taken from the owner and from agents on duty, and from nobody else', async () => {
    const vehicle = await world.vehicle();
    const by = { personId: world.agent.id, roles: ['pcr_agent'], onDuty: true, channel: 'simulator' as const };
    expect((await world.send(vehicle, { by })).role).toBe('agent');
    for (const other of [
      { ...by, onDuty: false },
      { ...by, personId: world.stranger.id, roles: [] },
    ])
      await expect(world.send(vehicle, { by: other })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(world.send(vehicle, { by: { ...by, personId: '' } })).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  it('is not there twice: neither the same photo nor the same number, unless it was rejected or taken back', async () => {
    const vehicle = await world.vehicle();
    const photo = await world.photo();
    const first = await world.send(vehicle, { photo, said: { until: day('2027-03-12'), policy: 'KIN-77' } });
    await expect(world.send(vehicle, { photo })).rejects.toMatchObject({
      details: { refusal: 'same_photo', paperId: first.id },
    });
    const again = { said: { until: day('2027-03-12'), policy: 'kin 77' } };
    await expect(world.send(vehicle, again)).rejects.toMatchObject({
      details: { refusal: 'same_number', paperId: first.id },
    });
    const both = await Promise.allSettled([
      world.send(vehicle, { photo: await world.photo(), said: { until: day('2028-01-01'), policy: 'B1' } }),
      world.send(vehicle, { said: { until: day('2028-01-01'), policy: 'B1' } }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await world.vehiclePapers.withdraw(first.id, world.owner.id);
    expect((await world.send(vehicle, { photo, ...again })).state).toBe('pending');
    // The refused photos are not left behind.
    expect(await world.connection.collection('files').countDocuments({ owner: world.owner.id })).toBe(3);
  });

  it('is refused with a last day that cannot be, and above what one person may send', async () => {
    const vehicle = await world.vehicle();
    for (const said of [{}, { until: day('1985-01-01') }, { until: day('2099-01-01') }])
      await expect(world.send(vehicle, { said })).rejects.toMatchObject({
        code: 'invalid_input',
        details: { field: 'until' },
      });
    await Promise.all(Array.from({ length: 20 }, async () => world.send(vehicle)));
    await expect(world.send(vehicle)).rejects.toMatchObject({ details: { refusal: 'enough' } });
  });

  it('is held against the vehicle', async () => {
    const vehicle = await world.vehicle();
    const fits = await world.send(vehicle, {
      said: {
        until: day('2027-03-12'),
        plate: '1234 AB 01',
        vin: 'JTDKB2OU183123401',
        holder: 'MUKENDI KABASELE Patrick',
      },
    });
    expect((await world.vehiclePapers.hintsOn(fits)).map(({ verdict }) => verdict)).toEqual([
      'fits',
      'fits',
      'fits',
      'fits',
    ]);
    const odd = await world.send(vehicle, {
      said: { until: day('2026-11-20'), plate: '1234AB10', vin: 'WDBKB20U183999999', holder: 'Ruth Mavungu' },
    });
    expect((await world.vehiclePapers.hintsOn(odd)).map(({ about, verdict }) => `${about} ${verdict}`)).toEqual([
      'plate near',
      'vin differs',
      'holder differs',
      'until expired',
    ]);
    const other = await world.vehicle({ plate: '5678CD05' });
    const photo = await world.photo();
    await world.send(vehicle, { photo });
    const twin = await world.send(other, { photo, said: { until: day('2031-01-01') } });
    expect((await world.vehiclePapers.hintsOn(twin)).slice(0, 1)).toEqual([{ about: 'photo', verdict: 'elsewhere' }]);
    expect((await world.vehiclePapers.hintsOn(twin)).map(({ verdict }) => verdict)).toContain('too_long');
  });
});

describe('a paper without a photo', () => {
  it('cannot be validated before its photo has come', async () => {
    const vehicle = await world.vehicle();
    const by = { personId: world.owner.id, roles: [], onDuty: false, channel: 'ussd' as const };
    const paper = await world.vehiclePapers.send({
      key: 'dialled',
      vehicleId: vehicle.id,
      kind: 'insurance',
      by,
      said: { until: day('2027-03-12') },
    });
    const reviewer = { id: world.admin.id, country: 'CD' as const };
    expect(await world.paperWorkList.next(reviewer, [])).toBeUndefined();
    await expect(validate(paper)).rejects.toMatchObject({ details: { refusal: 'no_photo' } });
    const photo = await world.photo();
    await world.vehiclePapers.addPhoto({ id: paper.id, by, photo, key: 'later' });
    await expect(
      world.vehiclePapers.addPhoto({ id: paper.id, by, photo: await world.photo(), key: 'other' }),
    ).rejects.toMatchObject({ details: { refusal: 'has_photo' } });
    expect((await world.paperWorkList.next(reviewer, []))?.id).toBe(paper.id);
    expect((await validate(paper)).state).toBe('validated');
  });
});

describe('a decision', () => {
  it('brings the last day into the register, never backwards unless that is said', async () => {
    const vehicle = await world.vehicle({ insuranceUntil: day('2026-12-31') });
    const paper = await world.send(vehicle);
    await validate(paper, { until: day('2027-03-10') });
    expect(await until(vehicle.id)).toBe('2027-03-10');
    const older = await world.send(vehicle, { said: { until: day('2027-01-01') } });
    await validate(older);
    expect(await until(vehicle.id)).toBe('2027-03-10');
    expect((await world.vehiclePapers.byId(older.id))?.state).toBe('replaced');
    world.pass(1);
    const right = await world.send(vehicle, { said: { until: day('2027-01-05') } });
    await validate(right, { evenEarlier: true });
    expect(await until(vehicle.id)).toBe('2027-01-05');
    expect((await world.vehiclePapers.current(vehicle.id)).validated.map(({ id }) => id)).toEqual([right.id]);
  });

  it('lets a renewal replace the former, and keeps all', async () => {
    const vehicle = await world.vehicle();
    const former = await world.send(vehicle);
    await validate(former);
    const renewal = await world.send(vehicle, { said: { until: day('2028-03-12') } });
    await validate(renewal);
    expect(await world.vehiclePapers.byId(former.id)).toMatchObject({ state: 'replaced', replacedBy: renewal.id });
    expect(await world.vehiclePapers.statesOf(vehicle.id)).toContainEqual({
      kind: 'insurance',
      state: 'validated',
      waiting: false,
      until: day('2028-03-12'),
    });
    expect((await world.vehiclePapers.ofVehicle(vehicle.id)).map(({ history }) => history.length).sort()).toEqual([
      2, 3,
    ]);
  });

  it('is made by one of two administrators, and once by each', async () => {
    const paper = await world.send(await world.vehicle());
    const [one, other] = await Promise.allSettled([
      validate(paper),
      world.vehiclePapers.decide(paper.id, { to: 'rejected', by: world.second.id, reason: 'unreadable' }),
    ]);
    expect([one, other].filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [lost] = [one, other].flatMap((each) =>
      each.status === 'rejected' ? [each.reason as { details: object }] : [],
    );
    expect(lost?.details).toEqual({ refusal: 'over' });
    const stored = await world.vehiclePapers.byId(paper.id);
    const winner = stored!.history.at(-1)!;
    const again = {
      to: winner.to as 'validated' | 'rejected',
      by: winner.by,
      ...(winner.reason ? { reason: winner.reason } : {}),
    };
    expect((await world.vehiclePapers.decide(paper.id, again)).revision).toBe(stored!.revision);
  });

  it('is not made by whoever sent the paper or owns the vehicle, nor without a reason', async () => {
    const vehicle = await world.vehicle({ ownerId: world.admin.id });
    const by = { personId: world.second.id, roles: ['admin'], onDuty: true, channel: 'simulator' as const };
    const paper = await world.send(vehicle, { by });
    for (const party of [world.admin, world.second])
      await expect(world.vehiclePapers.decide(paper.id, { to: 'validated', by: party.id })).rejects.toMatchObject({
        code: 'forbidden',
        details: { refusal: 'party' },
      });
    await expect(world.vehiclePapers.decide(paper.id, { to: 'rejected', by: world.stranger.id })).rejects.toMatchObject(
      { details: { field: 'reason' } },
    );
  });

  it('reaches sender and owner, each once, with the reason in words', async () => {
    const vehicle = await world.vehicle();
    const by = { personId: world.agent.id, roles: ['pcr_agent'], onDuty: true, channel: 'simulator' as const };
    const paper = await world.send(vehicle, { by });
    await world.vehiclePapers.decide(paper.id, { to: 'rejected', by: world.admin.id, reason: 'wrong_vehicle' });
    world.paperNotices.soon(paper.id);
    await world.settle();
    await world.paperNotices.tellDue();
    await world.settle();
    expect(world.told.map(({ address }) => address).sort()).toEqual([world.owner.phone, world.agent.phone].sort());
    for (const { text } of world.told) expect(text).toContain("Motif : Papier d'un autre véhicule");
    const unknown = await world.vehicle({
      plate: '5678CD05',
      ownerId: undefined,
      ownerName: 'Mado',
      ownerPhone: '+243990000009',
    });
    await validate(await world.send(unknown, { by }));
    await world.paperNotices.tellDue();
    await world.settle();
    expect(world.told.find(({ address }) => address === '+243990000009')?.text).toContain("jusqu'au 12/03/2027");
  });

  it('is carried out by the job when the process died right after it', async () => {
    const vehicle = await world.vehicle();
    const former = await world.send(vehicle);
    await validate(former);
    const paper = await world.send(vehicle, { said: { until: day('2028-03-12') } });
    await paperModel(world.connection).updateOne(
      { _id: paper.id },
      {
        $set: {
          state: 'validated',
          until: day('2028-03-12'),
          decidedAt: world.clock(),
          carryAt: world.clock(),
          tellAt: world.clock(),
        },
      },
    );
    expect([await world.paperCarrying.carryLate(), await world.paperCarrying.carryLate()]).toEqual([1, 0]);
    expect(await until(vehicle.id)).toBe('2028-03-12');
    expect((await world.vehiclePapers.byId(former.id))?.state).toBe('replaced');
    // What is then put right by hand stays, even if the paper is carried once more.
    await world.vehicleRegistry.update(vehicle.id, { insuranceUntil: day('2027-06-01') });
    await world.paperCarrying.carry((await world.vehiclePapers.byId(paper.id))!);
    expect(await until(vehicle.id)).toBe('2027-06-01');
  });

  it('lets a photo end also when the process died right after its paper was rejected or taken back', async () => {
    const vehicle = await world.vehicle();
    const [rejected, back] = [await world.send(vehicle), await world.send(vehicle, { kind: 'tax' })];
    await world.vehiclePapers.decide(rejected.id, { to: 'rejected', by: world.admin.id, reason: 'altered' });
    await world.vehiclePapers.withdraw(back.id, world.owner.id);
    // As it is between the two writes.
    await world.connection.collection('files').updateMany({}, { $unset: { keepUntil: 1 } });
    await paperModel(world.connection).updateMany({}, { $set: { carryAt: world.clock() } });
    expect([await world.paperCarrying.carryLate(), await world.paperCarrying.carryLate()]).toEqual([2, 0]);
    world.pass(31);
    await world.files.sweep(world.clock());
    for (const { photoId = '' } of [rejected, back])
      await expect(world.files.read(photoId)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('lets the photo of a rejected paper end after a month, and keeps that of a valid one', async () => {
    const vehicle = await world.vehicle();
    const [bad, good] = [await world.send(vehicle), await world.send(vehicle, { said: { until: day('2028-01-01') } })];
    await world.vehiclePapers.decide(bad.id, { to: 'rejected', by: world.admin.id, words: 'Le cachet manque.' });
    await validate(good);
    world.pass(31);
    await world.files.sweep(world.clock());
    await expect(world.files.read(bad.photoId!)).rejects.toMatchObject({ code: 'not_found' });
    expect((await world.files.read(good.photoId!)).bytes.length).toBeGreaterThan(0);
  });
});

describe('of two papers that hold', () => {
  it("one is the vehicle's, whichever is asked first", () => {
    const paper = fc.record({
      id: fc.constantFrom('a', 'b', 'c'),
      until: fc.integer({ min: 0, max: 3 }).map((days) => new Date(days * 864e5)),
      decidedAt: fc.integer({ min: 0, max: 3 }).map((at) => new Date(at)),
      evenEarlier: fc.boolean(),
      said: fc.constant({}),
    });
    fc.assert(
      fc.property(paper, paper, (one, other) => {
        if (one.id === other.id) return;
        expect(isBetter(one as Paper, other as Paper)).toBe(!isBetter(other as Paper, one as Paper));
      }),
    );
  });
});

describe('the work list', () => {
  it('gives the oldest first, none to two administrators, and none that concerns them', async () => {
    const vehicle = await world.vehicle();
    const sent = [];
    for (let count = 0; count < 3; count += 1) {
      sent.push(await world.send(vehicle));
      world.pass(0.001);
    }
    const [one, other] = [
      { id: world.admin.id, country: 'CD' as const },
      { id: world.second.id, country: 'CD' as const },
    ];
    expect(await world.paperWorkList.count(one)).toBe(3);
    expect((await world.paperWorkList.next(one, []))?.id).toBe(sent[0]!.id);
    expect((await world.paperWorkList.next(other, []))?.id).toBe(sent[1]!.id);
    expect(await world.paperWorkList.hold(sent[0]!.id, other.id)).toBe(false);
    world.pass(0.01);
    expect(await world.paperWorkList.hold(sent[0]!.id, other.id)).toBe(true);
    expect(await world.paperWorkList.count({ id: world.owner.id, country: 'CD' })).toBe(0);
  });
});

describe('a person who is forgotten', () => {
  it('leaves the paper and takes along the name, the number and what was read', async () => {
    const { papersPersonalData } = await import('../../../../core/vehicles/papers/index.ts');
    const part = papersPersonalData(world);
    const vehicle = await world.vehicle();
    const paper = await world.send(vehicle, {
      said: { until: day('2027-03-12'), holder: 'Patrick Mukendi', policy: 'KIN-77' },
    });
    expect(JSON.stringify(await part.collect(world.owner.id))).toContain('Patrick Mukendi');
    await part.merge!(world.owner.id, 'merged');
    await part.erase('merged');
    await part.erase('merged');
    const left = JSON.stringify(
      await world.connection.collection('vehicle_papers').findOne({ _id: paper.id as never }),
    );
    for (const word of ['Mukendi', 'KIN', 'merged', world.owner.id, paper.photoId!]) expect(left).not.toContain(word);
    expect(await world.vehiclePapers.byId(paper.id)).toMatchObject({
      state: 'withdrawn',
      said: { until: day('2027-03-12') },
    });
  });
});
