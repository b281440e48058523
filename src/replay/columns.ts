/** Finds which column of a recording holds what. */
import { columnPlace } from '../domain/readings/recorded-columns.ts';

/** Which column of a file holds what; equipment, sensor and unit may be the same for the whole file instead. */
export interface ColumnMapping {
  readonly delimiter: string;
  readonly timestampColumn: string;
  readonly valueColumn: string;
  readonly equipmentColumn: string;
  readonly sensorColumn: string;
  /** For the whole file; the equipment column is then not looked at. */
  readonly equipment?: string | undefined;
  readonly sensor?: string | undefined;
  readonly unit?: string | undefined;
  /** What the file has where there is no value: numbers or words. */
  readonly missing?: readonly string[] | undefined;
}

/** Places in a row; a text is the same in every row. */
export interface ColumnPlaces {
  readonly timestamp: number;
  readonly value: number;
  readonly equipment: number | string;
  readonly sensor: number | string;
}

/** Finds the columns in the file's header; a missing one is named together with those that exist. */
export function findColumns(header: readonly string[], mapping: ColumnMapping, file: string): ColumnPlaces {
  const place = (name: string, holds: string, wayOut: string): number =>
    columnPlace(header, { name, holds, wayOut }, file);
  return {
    timestamp: place(mapping.timestampColumn, 'time', 'Name it with --timestamp-column.'),
    value: place(mapping.valueColumn, 'value', 'Name it with --value-column.'),
    equipment:
      mapping.equipment ??
      place(mapping.equipmentColumn, 'equipment', 'Name it with --equipment-column, or give one id with --equipment.'),
    sensor:
      mapping.sensor ??
      place(mapping.sensorColumn, 'sensor type', 'Name it with --sensor-column, or give one type with --sensor.'),
  };
}
