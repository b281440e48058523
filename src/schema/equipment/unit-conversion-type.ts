import type { UnitConversion } from '../../domain/units/unit-conversion.ts';
import { builder } from '../builder.ts';

export const unitConversionType = builder.objectRef<UnitConversion>('UnitConversion').implement({
  description: 'The conversion of a value from one unit to another: value × factor + offset.',
  fields: (t) => ({
    factor: t.exposeFloat('factor', { description: 'The factor that the value is multiplied by.' }),
    offset: t.exposeFloat('offset', { description: 'The offset that is added then, in the target unit.' }),
  }),
});
