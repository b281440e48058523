import { describe, expect, it } from 'vitest';
import { guessEquipmentType, parseTagPath } from '../../../../src/domain/equipment/equipment.ts';

describe('the type guessed from an equipment id', () => {
  it.each([
    ['HT_001', 'haul truck'],
    ['HAUL-001', 'haul truck'],
    ['haul-7', 'haul truck'],
    ['CR_002', 'crusher'],
    ['CRUSH-001', 'crusher'],
    ['CV_1', 'conveyor'],
    ['CONV-12', 'conveyor'],
  ])('%s is a %s', (equipmentId, type) => {
    expect(guessEquipmentType(equipmentId)).toBe(type);
  });

  it.each(['TEST-001', 'HTX_001', 'HT001', '', '-', '__proto__', 'constructor-1', 'HT'])(
    '%j is unknown',
    (equipmentId) => {
      expect(guessEquipmentType(equipmentId)).toBe('unknown');
    },
  );
});

describe('a tag path', () => {
  it.each([
    ['[default]Mining/Equipment/HT_001/Speed_KPH', 'HT_001', 'Speed_KPH'],
    ['Mining/Equipment/HT_001/Speed_KPH', 'HT_001', 'Speed_KPH'],
    ['HT_001/Speed_KPH', 'HT_001', 'Speed_KPH'],
    ['[plant a] HT 1 / Speed ', 'HT 1', 'Speed'],
    ['[default]Mine/[odd]HT_001/Speed', '[odd]HT_001', 'Speed'],
  ])('%s names equipment %s and sensor %s', (tagPath, equipmentId, sensorType) => {
    expect(parseTagPath(tagPath)).toEqual({ equipmentId, sensorType });
  });

  it.each(['Speed_KPH', '[default]Speed_KPH', '/Speed_KPH', 'HT_001/', '[default]', '', '/', 'HT_001/ '])(
    '%j names no equipment with a sensor',
    (tagPath) => {
      expect(parseTagPath(tagPath)).toBeNull();
    },
  );
});
