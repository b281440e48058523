import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Equipment, EquipmentKey } from '../../../src/domain/equipment/equipment.ts';
import { createEquipmentService, type EquipmentService } from '../../../src/services/equipment/equipment-service.ts';
import { readAllPages } from '../../support/clients/pages.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { only } from '../../support/database/stored-rows.ts';

let database: TestDatabase;
let equipment: EquipmentService;
const onMasterDataChanged = vi.fn();

beforeAll(async () => {
  database = await createTestDatabase();
  equipment = createEquipmentService(database.pool, onMasterDataChanged);
});
beforeEach(() => onMasterDataChanged.mockClear());
afterAll(() => database.drop());

const key = (equipmentId: string, siteId = 'default') => ({ siteId, equipmentId });

describe('register', () => {
  it('adds equipment with its sensors, guesses the type from the id, and tells those who keep definitions', async () => {
    const registered = await equipment.register([
      {
        id: 'HT_100',
        manufacturer: 'Komatsu',
        criticality: 'Critical',
        maxCapacity: 290,
        installationDate: new Date('2020-02-29T00:00:00Z'),
        sensors: [{ sensorType: 'temperature', unit: '°C', warningLimit: 90, criticalLimit: 95, emergencyLimit: 99 }],
      },
      { id: 'PUMP-1', siteId: 'north', equipmentType: 'slurry pump', isActive: false },
    ]);
    expect(registered).toMatchObject([
      {
        siteId: 'default',
        equipmentId: 'HT_100',
        equipmentType: 'haul truck',
        manufacturer: 'Komatsu',
        criticality: 'Critical',
      },
      { siteId: 'north', equipmentId: 'PUMP-1', equipmentType: 'slurry pump', criticality: 'Medium', isActive: false },
    ]);
    expect(registered[0]?.installationDate).toEqual(new Date('2020-02-29T00:00:00Z'));
    expect(await equipment.sensorsByEquipment([key('PUMP-1', 'north'), key('HT_100')])).toMatchObject([
      [],
      [
        {
          sensorType: 'temperature',
          unit: '°C',
          warningLimit: 90,
          criticalLimit: 95,
          emergencyLimit: 99,
          alarmLow: null,
        },
      ],
    ]);
    expect(onMasterDataChanged).toHaveBeenCalledTimes(1);
  });

  it('keeps what is left out and clears what is null', async () => {
    await equipment.register([
      {
        id: 'CV_200',
        model: 'B1',
        location: 'pit 4',
        equipmentType: 'belt',
        criticality: 'High',
        sensors: [{ sensorType: 'speed', name: 'Belt speed', alarmHigh: 6, warningLimit: 4 }],
      },
    ]);
    await equipment.register([
      {
        id: 'CV_200',
        location: null,
        equipmentType: null,
        criticality: null,
        sensors: [{ sensorType: 'speed', warningLimit: null }],
      },
    ]);
    const [stored] = await equipment.byKeys([key('CV_200')]);
    expect(stored).toMatchObject({ model: 'B1', location: null, equipmentType: 'conveyor', criticality: 'Medium' });
    const [sensors] = await equipment.sensorsByEquipment([key('CV_200')]);
    expect(sensors).toMatchObject([{ name: 'Belt speed', alarmHigh: 6, warningLimit: null }]);
  });

  it('refuses limits that do not ascend together with those stored, and then stores nothing', async () => {
    await equipment.register([{ id: 'CR_300', sensors: [{ sensorType: 'vibration', criticalLimit: 30 }] }]);
    onMasterDataChanged.mockClear();
    await expect(
      equipment.register([
        { id: 'CR_301' },
        { id: 'CR_300', model: 'X', sensors: [{ sensorType: 'vibration', warningLimit: 31 }] },
      ]),
    ).rejects.toMatchObject({ code: 'BAD_USER_INPUT', message: expect.stringContaining('vibration of CR_300') });
    expect(await equipment.byKeys([key('CR_301'), key('CR_300')])).toMatchObject([null, { model: null }]);
    expect(onMasterDataChanged).not.toHaveBeenCalled();
  });

  it.each([
    ['an empty id', [{ id: '' }], 'equipment[0].id'],
    ['an id with NUL', [{ id: 'a\0b' }], 'equipment[0].id'],
    [
      'a sensor without type',
      [{ id: 'A' }, { id: 'B', sensors: [{ sensorType: '' }] }],
      'equipment[1].sensors[0].sensorType',
    ],
    ['a limit that is no number', [{ id: 'A', sensors: [{ sensorType: 't', alarmLow: Number.NaN }] }], 'alarmLow'],
    ['a maintenance interval of no days', [{ id: 'A', maintenanceIntervalDays: 0 }], 'maintenanceIntervalDays'],
    ['the same equipment twice', [{ id: 'A' }, { id: 'A', siteId: 'default' }], 'registered twice'],
    ['the same sensor twice', [{ id: 'A', sensors: [{ sensorType: 't' }, { sensorType: 't' }] }], 'registered twice'],
  ])('refuses %s and names it', async (_, inputs, named) => {
    await expect(equipment.register(inputs)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining(named),
    });
  });

  it('lets many registrations of the same equipment at once all succeed', async () => {
    const ids = ['Z-1', 'Z-2', 'Z-3', 'Z-4'];
    await Promise.all(
      Array.from({ length: 8 }, (_, turn) =>
        equipment.register(
          [...ids.slice(turn % 4), ...ids.slice(0, turn % 4)].map((id) => ({
            id,
            model: `turn ${turn}`,
            sensors: [{ sensorType: 'b', name: `turn ${turn}` }, { sensorType: 'a' }],
          })),
        ),
      ),
    );
    const stored = await equipment.byKeys(ids.map((id) => key(id)));
    expect(new Set(stored.map((one) => one?.model)).size).toBe(1);
  });

  it('raises the version of the master data, so that the pipeline reads definitions anew', async () => {
    const version = async () =>
      only((await database.pool.query<{ version: number }>('SELECT version FROM andon.master_data_version')).rows)
        .version;
    const before = await version();
    await equipment.register([{ id: 'V-1', sensors: [{ sensorType: 't', warningLimit: 1 }] }]);
    expect(await version()).toBeGreaterThan(before);
  });
});

describe('list and byKeys', () => {
  it('answer keys in their order, in one statement, null where there is none', async () => {
    await equipment.register([{ id: 'K-1' }, { id: 'K-1', siteId: 'south' }]);
    const found = await equipment.byKeys([key('K-1', 'south'), key('none'), key('K-1'), key('nul\0'), key('K-1')]);
    expect(found.map((one) => one?.siteId ?? null)).toEqual(['south', null, 'default', null, 'default']);
  });

  it('page by site and id without gap or repeat while equipment is added', async () => {
    const ids = Array.from({ length: 23 }, (_, index) => `L-${String(index).padStart(2, '0')}`);
    await equipment.register(ids.map((id) => ({ id, siteId: 'listed', equipmentType: 'lister' })));
    let added = 0;
    const read = await readAllPages<Equipment, EquipmentKey>(
      5,
      (page) => equipment.list({ siteIds: ['listed', 'another'], equipmentTypes: ['lister'] }, page),
      ({ siteId, equipmentId }) => ({ siteId, equipmentId }),
      async () => {
        added += 1;
        await equipment.register([{ id: `A-${added}`, siteId: 'another', equipmentType: 'lister' }]);
      },
    );
    expect(read.map((one) => one.equipmentId)).toEqual(ids);
  });

  it('restrict by criticality, activity and id', async () => {
    await equipment.register([
      { id: 'C-1', siteId: 'crit', criticality: 'Critical' },
      { id: 'C-2', siteId: 'crit', criticality: 'Low' },
      { id: 'C-3', siteId: 'crit', criticality: 'Low', isActive: false },
    ]);
    const ids = async (filter: Parameters<EquipmentService['list']>[0]) =>
      (await equipment.list({ siteIds: ['crit'], ...filter }, { first: 10, after: null })).rows.map(
        (one) => one.equipmentId,
      );
    expect(await ids({ criticalities: ['Low'] })).toEqual(['C-2', 'C-3']);
    expect(await ids({ criticalities: ['Low'], isActive: true })).toEqual(['C-2']);
    expect(await ids({ equipmentIds: ['C-1', 'C-3'] })).toEqual(['C-1', 'C-3']);
    expect(await ids({ equipmentIds: [] })).toEqual([]);
  });
});
