/** Lines in which `andon detection` tells of detectors, settings and their changes. */
import { type DetectionSetting, placeText } from '../../domain/detection/detection-setting.ts';
import type { DetectorEntry } from '../../domain/detection/detector-entry.ts';
import type { Effective, EffectiveDetector } from '../../domain/detection/resolution.ts';
import type { SettingChange } from '../../domain/detection/setting-change.ts';
import { problemsOf } from '../../domain/detection/setting-problems.ts';
import type { StoredDetectionSetting } from '../../services/detection-service.ts';

export function catalogueLines(entries: readonly DetectorEntry[]): string[] {
  return entries.flatMap(({ name, isOnByDefault, description, parameters }) => [
    `${name} (${onOff(isOnByDefault)} by default): ${description}`,
    ...parameters.map((one) => {
      const unit = one.unit === null ? '' : ` ${one.unit}`;
      return `  ${one.name} = ${one.default}${unit} (${one.min} to ${one.max}${unit}): ${one.description}`;
    }),
  ]);
}

export function settingLines(settings: readonly StoredDetectionSetting[]): string[] {
  if (settings.length === 0) return ['No setting was made: everything is as the defaults say.'];
  return settings.flatMap((setting) => {
    const { id, sensorCount, changedAt, changedBy } = setting;
    const sensors = `${sensorCount} sensor${sensorCount === 1 ? '' : 's'} now`;
    return [
      `${id}  ${choiceText(setting)} · ${sensors} · ${minute(changedAt)} by ${changedBy}`,
      ...problemsOf(setting).map((problem) => `   ${problem}`),
    ];
  });
}

export function sensorLines(detectors: readonly EffectiveDetector[]): string[] {
  return detectors.flatMap(({ entry, enabled, parameters }) => [
    `${entry.name}: ${onOff(enabled.value)} (${sourceText(enabled)})`,
    ...parameters.map((one) => `  ${one.name} = ${one.value} (${sourceText(one)})`),
  ]);
}

export function changeLines(changes: readonly SettingChange[]): string[] {
  if (changes.length === 0) return ['No setting was ever changed.'];
  return changes.map(({ settingId, changedAt, changedBy, changedThrough, before, after }) => {
    const what =
      before === null
        ? `added ${textOf(after)}`
        : after === null
          ? `removed ${textOf(before)}`
          : changeText(before, after);
    return `${minute(changedAt)} ${changedBy} (${changedThrough}), setting ${settingId}: ${what}`;
  });
}

function changeText(before: DetectionSetting, after: DetectionSetting): string {
  return `${choiceText(before)} → ${choiceText(after)}`;
}

function textOf(setting: DetectionSetting | null): string {
  return setting === null ? 'nothing' : choiceText(setting);
}

/** Such as `novelty off, queue_score = 0.3: vibration of CR_002 at the site default`. */
function choiceText(setting: DetectionSetting): string {
  const { detector, enabled, parameters } = setting;
  const said = [
    ...(enabled === null ? [] : [onOff(enabled)]),
    ...Object.entries(parameters).map(([name, value]) => `${name} = ${JSON.stringify(value)}`),
  ];
  return `${detector} ${said.join(', ')}: ${placeText(setting)}`;
}

function sourceText({ setting }: Effective<unknown>): string {
  return setting === null ? 'default' : `setting ${setting.id}: ${placeText(setting)}`;
}

function onOff(enabled: boolean): string {
  return enabled ? 'on' : 'off';
}

function minute(time: Date): string {
  return `${time.toISOString().slice(0, 16)}Z`;
}
