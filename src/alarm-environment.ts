/** The settings of alarms in the environment, which `config.ts` reads with all others. */
import { z } from 'zod';
import type { AlarmTimeSettings } from './domain/alarms/alarm-times.ts';

export const alarmEnvironment = {
  ANDON_LONGEST_SHELF_S: z.coerce.number().positive().max(31_536_000).default(86_400),
  ANDON_TOLD_AGAIN_AFTER_S: z.coerce.number().min(0).max(31_536_000).default(0),
  ANDON_RETURN_HOLD_S: z.coerce.number().min(0).max(86_400).default(600),
  ANDON_FLOOD_ABOVE: z.coerce.number().int().min(1).max(1_000_000).default(10),
};

export function alarmSettings(values: z.infer<z.ZodObject<typeof alarmEnvironment>>): AlarmTimeSettings {
  return {
    longestShelfMs: values.ANDON_LONGEST_SHELF_S * 1_000,
    toldAgainAfterMs: values.ANDON_TOLD_AGAIN_AFTER_S * 1_000,
    returnHoldMs: values.ANDON_RETURN_HOLD_S * 1_000,
    floodAbove: values.ANDON_FLOOD_ABOVE,
  };
}
