/** Doctor: whether the model in a file can be loaded, by the package that runs it. */
import { ModelFailure } from '../../models/model-failure.ts';
import type { DetectorSettings } from '../../models/model-settings.ts';
import { loadModel } from '../../models/scoring/onnx/onnx-scorer.ts';
import { type Finding, ok, wrong } from './finding.ts';

const mends = {
  unreachable:
    'install onnxruntime-node beside this program, or in a folder of its own that ANDON_DETECTOR_RUNTIME_DIR names',
  other: 'correct the model, as docs/operate/outside-models.md says; alarms do not depend on it',
};

/** Null: no model in a file is set, and there is nothing to say. */
export async function checkModel(settings: DetectorSettings | null): Promise<Finding | null> {
  if (settings?.kind !== 'onnx') return null;
  try {
    const { handle, loaded } = await loadModel(settings, new AbortController().signal);
    await handle.close();
    const { columns, runtime, digest } = loaded;
    return ok(
      `${settings.file} (SHA-256 ${digest.slice(0, 12)}…) looks at ${columns.join(', ')}; onnxruntime-node ${runtime}`,
    );
  } catch (error) {
    if (!(error instanceof ModelFailure)) throw error;
    return wrong(`${settings.file}: ${error.message}`, error.kind === 'unreachable' ? mends.unreachable : mends.other);
  }
}
