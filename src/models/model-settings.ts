/** The settings of outside models: what the environment may hold, and what becomes of it. */
import { z } from 'zod';
import { StartupError } from '../errors.ts';
import type { ChatSettings } from './chat/chat-endpoint.ts';
import { type InvocationSettings, invocationForms } from './scoring/invocations.ts';
import type { OnnxSettings } from './scoring/onnx/onnx-scorer.ts';

/** Evidence of the site and a key go there: encrypted, or not over a network. */
const modelUrl = z
  .url()
  .regex(
    /^(?:https:\/\/|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])[:/])/,
    'must start with https:// (http:// on this machine only)',
  )
  .refine((text) => {
    const { username, password, hash } = new URL(text);
    return username === '' && password === '' && hash === '';
  }, 'must hold neither a user nor a fragment; a key has a setting of its own');
const key = z.string().regex(/^[\x21-\x7e]{1,8192}$/, 'must be one word of letters, digits and signs');
const tokens = z.coerce.number().int().min(1_000).max(1_000_000_000);

/** Members of the server's environment. */
export const modelEnvironment = {
  ANDON_EXPLAIN_URL: modelUrl.optional(),
  ANDON_EXPLAIN_MODEL: z.string().min(1).max(200).optional(),
  ANDON_EXPLAIN_KEY: key.optional(),
  ANDON_EXPLAIN_KEY_FILE: z.string().min(1).optional(),
  ANDON_EXPLAIN_TIMEOUT_S: z.coerce.number().positive().max(300).default(30),
  ANDON_EXPLAIN_MAX_TOKENS: z.coerce.number().int().min(16).max(4_000).default(600),
  ANDON_EXPLAIN_TOKENS_PER_HOUR: tokens.default(200_000),
  ANDON_EXPLAIN_TOKENS_PER_DAY: tokens.default(1_000_000),
  ANDON_DETECTOR_URL: modelUrl.optional(),
  ANDON_DETECTOR_FILE: z.string().min(1).optional(),
  ANDON_DETECTOR_RUNTIME_DIR: z.string().min(1).optional(),
  ANDON_DETECTOR_KEY: key.optional(),
  ANDON_DETECTOR_KEY_FILE: z.string().min(1).optional(),
  ANDON_DETECTOR_FORM: z.enum(invocationForms).default('dataframe_split'),
  ANDON_DETECTOR_TIMEOUT_S: z.coerce.number().positive().max(120).default(10),
  ANDON_EXPLAIN_PER_MINUTE: z.coerce.number().int().min(1).max(600).default(6),
};

export interface ExplainSettings {
  /** Null: no model explains. */
  readonly endpoint: ChatSettings | null;
  /** Tokens, of all servers on the database together. */
  readonly caps: { readonly perHour: number; readonly perDay: number };
  /** Explanations that one key, or one subject's tokens, may ask for in a minute, at each server. */
  readonly perCallerAndMinute: number;
}

/** Where the model that judges machines is: behind an address, or in a file. */
export type DetectorSettings =
  | ({ readonly kind: 'invocations' } & InvocationSettings)
  | ({ readonly kind: 'onnx' } & OnnxSettings);

export interface ModelSettings {
  readonly explain: ExplainSettings;
  /** The model that judges machines; null: none. */
  readonly detector: DetectorSettings | null;
}

const environment = z.object(modelEnvironment);

/** Throws a StartupError. */
export function modelSettings(values: z.infer<typeof environment>): ModelSettings {
  return { explain: explainSettings(values), detector: detectorSettings(values) };
}

function explainSettings(values: z.infer<typeof environment>): ExplainSettings {
  const { ANDON_EXPLAIN_URL: url, ANDON_EXPLAIN_MODEL: model } = values;
  const { ANDON_EXPLAIN_KEY: ownKey = null, ANDON_EXPLAIN_KEY_FILE: keyFile = null } = values;
  if (ownKey !== null && keyFile !== null) {
    throw new StartupError('ANDON_EXPLAIN_KEY and ANDON_EXPLAIN_KEY_FILE are both set; set only one of them.');
  }
  if ((url === undefined) !== (model === undefined)) {
    throw new StartupError('ANDON_EXPLAIN_URL and ANDON_EXPLAIN_MODEL need each other; one of them is not set.');
  }
  return {
    endpoint:
      url === undefined || model === undefined
        ? null
        : {
            url,
            model,
            key: ownKey,
            keyFile,
            timeoutMs: values.ANDON_EXPLAIN_TIMEOUT_S * 1_000,
            maxTokens: values.ANDON_EXPLAIN_MAX_TOKENS,
          },
    caps: { perHour: values.ANDON_EXPLAIN_TOKENS_PER_HOUR, perDay: values.ANDON_EXPLAIN_TOKENS_PER_DAY },
    perCallerAndMinute: values.ANDON_EXPLAIN_PER_MINUTE,
  };
}

function detectorSettings(values: z.infer<typeof environment>): DetectorSettings | null {
  const { ANDON_DETECTOR_URL: url, ANDON_DETECTOR_KEY: ownKey = null } = values;
  const { ANDON_DETECTOR_KEY_FILE: keyFile = null, ANDON_DETECTOR_FORM: form, ANDON_DETECTOR_FILE: file } = values;
  const timeoutMs = values.ANDON_DETECTOR_TIMEOUT_S * 1_000;
  if (ownKey !== null && keyFile !== null) {
    throw new StartupError('ANDON_DETECTOR_KEY and ANDON_DETECTOR_KEY_FILE are both set; set only one of them.');
  }
  if (url !== undefined && file !== undefined) {
    throw new StartupError('ANDON_DETECTOR_URL and ANDON_DETECTOR_FILE are both set; set only one of them.');
  }
  if (file !== undefined) {
    return { kind: 'onnx', file, runtimeDir: values.ANDON_DETECTOR_RUNTIME_DIR ?? null, timeoutMs };
  }
  return url === undefined ? null : { kind: 'invocations', url, key: ownKey, keyFile, form, timeoutMs };
}
