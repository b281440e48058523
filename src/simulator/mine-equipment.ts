/** The equipment of the simulated mine, as it is registered. */
import type { EquipmentInput } from '../client/registered-equipment.ts';
import { conveyorPanel } from './conveyor.ts';
import { crusherPanel } from './crusher.ts';
import { truckPanel } from './haul-truck.ts';
import { sensorsOf } from './master-data.ts';

const dayMs = 86_400_000;

/** The simulated mine's master data as `registerEquipment` takes it; maintenance dates lie before `nowMs`. Makers and models are invented. */
export function mineEquipment(nowMs: number): EquipmentInput[] {
  const dayBefore = (days: number): string => new Date(Math.floor(nowMs / dayMs - days) * dayMs).toISOString();
  const truck = (number: number, yearsOld: number, maintainedDaysAgo: number): EquipmentInput => ({
    id: `HT_00${number}`,
    equipmentType: 'haul truck',
    manufacturer: 'Northfield',
    model: 'NF 220',
    location: 'North pit',
    criticality: 'HIGH',
    maxCapacity: 227,
    installationDate: dayBefore(365 * yearsOld),
    lastMaintenanceDate: dayBefore(maintainedDaysAgo),
    maintenanceIntervalDays: 30,
    isActive: true,
    sensors: sensorsOf(truckPanel),
  });
  const crusher = (number: number, location: string, maintainedDaysAgo: number): EquipmentInput => ({
    id: `CR_00${number}`,
    equipmentType: 'crusher',
    manufacturer: 'Granit Works',
    model: 'G 54-75',
    location,
    criticality: 'CRITICAL',
    maxCapacity: 2_800,
    installationDate: dayBefore(365 * 9),
    lastMaintenanceDate: dayBefore(maintainedDaysAgo),
    maintenanceIntervalDays: 90,
    isActive: true,
    sensors: sensorsOf(crusherPanel),
  });
  const conveyor = (number: number, location: string): EquipmentInput => ({
    id: `CV_00${number}`,
    equipmentType: 'conveyor',
    manufacturer: 'Longbelt',
    model: 'LB 1800',
    location,
    criticality: 'MEDIUM',
    maxCapacity: 4_600,
    installationDate: dayBefore(365 * 7),
    lastMaintenanceDate: dayBefore(41),
    maintenanceIntervalDays: 180,
    isActive: true,
    sensors: sensorsOf(conveyorPanel),
  });
  return [
    truck(1, 4, 6),
    truck(2, 4, 12),
    truck(3, 3, 19),
    truck(4, 2, 23),
    truck(5, 1, 9),
    crusher(1, 'Primary crushing, line 1', 30),
    crusher(2, 'Primary crushing, line 2', 83),
    crusher(3, 'Secondary crushing', 52),
    conveyor(1, 'Overland, pit to plant'),
    conveyor(2, 'Overland, plant to stockpile'),
  ];
}
