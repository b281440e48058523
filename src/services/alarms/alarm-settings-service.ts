/** How the alarms of a site are judged: what people have set, and the defaults where they have not. */
import type pg from 'pg';
import {
  type AlarmSiteSettings,
  type LatchingRule,
  readAlarmSites,
  readLatchingRules,
  writeAlarmSite,
  writeLatchingRule,
} from '../../db/alarms/alarm-sites.ts';
import { tellAuthor } from '../../db/query/change-author.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import { inTransaction } from '../../db/query/transaction.ts';
import type { ChangeAuthor } from '../../domain/change-author.ts';
import { AndonError } from '../../errors.ts';
import { maxFloodAbove, maxIdLength, maxOperatorPositions } from '../../limits.ts';
import { checkText } from '../checked-text.ts';

export type { AlarmSiteSettings, LatchingRule } from '../../db/alarms/alarm-sites.ts';

export interface ChosenAlarmSettings {
  readonly operatorPositions?: number | undefined;
  readonly floodAbove?: number | undefined;
}

export interface AlarmSettingsService {
  /** Of these sites; undefined: of every one that has equipment. */
  list(siteIds: readonly string[] | undefined): Promise<AlarmSiteSettings[]>;
  /** What is absent stays as it is. Throws BAD_USER_INPUT. */
  set(siteId: string, chosen: ChosenAlarmSettings, author: ChangeAuthor): Promise<AlarmSiteSettings>;
  /** Which alarms of a site latch: the narrowest that fits an alarm holds. The widest place first. */
  latching(siteId: string): Promise<LatchingRule[]>;
  /** Whether alarms of a place latch, from their next activation on. Throws BAD_USER_INPUT. */
  setLatching(rule: Omit<LatchingRule, 'changedAt' | 'changedBy'>, author: ChangeAuthor): Promise<void>;
}

export function createAlarmSettingsService(pool: pg.Pool): AlarmSettingsService {
  const change = (author: ChangeAuthor, work: (db: Queryable) => Promise<void>): Promise<void> =>
    inTransaction(pool, async (client) => {
      await tellAuthor(client, author);
      await work(client);
    });
  return {
    list: (siteIds) => readAlarmSites(pool, siteIds),
    set: async (siteId, chosen, author) => {
      const { operatorPositions, floodAbove } = chosen;
      if (operatorPositions !== undefined && !(operatorPositions >= 1 && operatorPositions <= maxOperatorPositions)) {
        throw new AndonError('BAD_USER_INPUT', `operatorPositions must be between 1 and ${maxOperatorPositions}.`, {
          argument: 'operatorPositions',
        });
      }
      if (floodAbove !== undefined && !(floodAbove >= 1 && floodAbove <= maxFloodAbove)) {
        throw new AndonError('BAD_USER_INPUT', `floodAbove must be between 1 and ${maxFloodAbove}.`, {
          argument: 'floodAbove',
        });
      }
      await change(author, (db) => writeAlarmSite(db, siteId, chosen, author.name));
      const [settings] = await readAlarmSites(pool, [siteId]);
      if (settings === undefined) throw new Error('a site with a row is read back');
      return settings;
    },
    latching: (siteId) => readLatchingRules(pool, [siteId]),
    setLatching: async (rule, author) => {
      if (rule.problem !== null) checkText('problem', rule.problem, maxIdLength);
      await change(author, (db) => writeLatchingRule(db, { ...rule, changedBy: author.name }));
    },
  };
}
