/** Measures how many bytes a reading takes on disk, layer by layer. */
import { type Bench, type Figure, say } from '../bench.ts';
import { runThroughPipeline, verifyLayers } from '../load/pipeline-run.ts';
import { withSite } from '../site/site.ts';
import { rounded, whole } from '../statistics.ts';

const equipment = 500;
const defaultSeconds = 60;
/** Event time runs ahead of the clock while readings are taken faster than their sensors make them; it must not reach the future. */
const eventSecondsPerSecond = 30;

/** Each sensor's reading a second, as a site sends it. */
const layers = [
  { name: 'bronze', tables: ['telemetry_bronze', 'bronze_batch'] },
  { name: 'silver', tables: ['telemetry_silver'] },
  { name: 'gold', tables: ['performance_1min'] },
] as const;

export const storage: Bench = {
  name: 'storage',
  about: `bytes of a reading in each layer after ${defaultSeconds} s of readings at full speed, one a second of event time a sensor`,
  run: ({ seconds = defaultSeconds, profileDir }) =>
    withSite({ profileDir }, async (site) => {
      say(`storage: ${seconds} s of readings`);
      const fromMs = Date.now() - seconds * eventSecondsPerSecond * 1_000;
      const { accepted } = await runThroughPipeline(site, { form: 'objects', equipment, fromMs, seconds });
      await verifyLayers(site, accepted, equipment);
      // As autovacuum does; it gives no space back that rewritten rows have taken.
      await site.superuser.query('VACUUM');
      const figures: Figure[] = [];
      let total = 0;
      for (const { name, tables } of layers) {
        const { rows } = await site.superuser.query<{ heap: number; indexes: number }>(
          `SELECT sum(pg_table_size(relid))::float8 AS heap, sum(pg_indexes_size(relid))::float8 AS indexes
           FROM unnest($1::text[]) AS layer(name), pg_partition_tree(('andon.' || layer.name)::regclass)
           WHERE isleaf`,
          [tables],
        );
        const heap = (rows[0]?.heap ?? Number.NaN) / accepted;
        const indexes = (rows[0]?.indexes ?? Number.NaN) / accepted;
        total += heap + indexes;
        figures.push(
          storageFigure(
            `storage of a reading: ${name}`,
            heap + indexes,
            `rows ${rounded(heap, 1)}, indexes ${rounded(indexes, 1)}`,
          ),
        );
      }
      return [
        ...figures,
        storageFigure(
          'storage of a reading: all layers',
          total,
          `after ${whole(accepted)} readings of ${whole(equipment * 10)} sensors`,
        ),
      ];
    }),
};

function storageFigure(what: string, bytes: number, detail: string): Figure {
  return { what, measured: `${rounded(bytes, 1)} bytes (${detail})`, floor: '', ratio: '', goal: '', met: null };
}
