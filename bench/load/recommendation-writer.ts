/** Writes recommendations by SQL, as another program does. */
import type pg from 'pg';

/** As another program writes a recommendation; each for equipment of its own, so that no dedupe holds it back. */
export function recommendationWriter(client: pg.Client, name: string): () => Promise<unknown> {
  let written = 0;
  return () =>
    client.query({
      name: 'bench-recommendation',
      text: `INSERT INTO agentic_hmi.agent_recommendations
               (equipment_id, issue_type, severity, issue_description, recommended_action, confidence_score)
             VALUES ($1, 'temperature_critical', 'high', $2, $3, 0.85)`,
      values: [
        `${name}-${written++}`,
        'Temperature 95.0 °C is above the critical limit of 85.0 °C and has been rising by 3.2 °C an hour.',
        'Reduce the load and check the coolant level and the radiator within the next 30 minutes.',
      ],
    });
}
