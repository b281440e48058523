import type { UnitConversion } from '../../domain/units/unit-conversion.ts';
import { builder } from '../builder.ts';

export const unitConversionType = builder.objectRef<UnitConversion>('UnitConversion').implement({
  description: 'How a value in one unit becomes one in another: value × factor + offset.',
  fields: (t) => ({
    factor: t.exposeFloat('factor', { description: 'What the value is multiplied by.' }),
    offset: t.exposeFloat('offset', { description: 'What is added then, in the unit that is wanted.' }),
  }),
});
