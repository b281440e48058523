/** The interface ExplanationPiece. */
import type { ExplanationPiece } from '../../domain/recommendations/explanation.ts';
import { builder } from '../builder.ts';

export const typeOfPiece = {
  finding: 'ExplainedFinding',
  limit: 'ExplainedLimit',
  series: 'ExplainedSeries',
  neighbour: 'ExplainedNeighbour',
  case: 'SimilarCase',
} as const satisfies Record<ExplanationPiece['kind'], string>;

export const explanationPieceType = builder.interfaceRef<ExplanationPiece>('ExplanationPiece').implement({
  description: 'One piece of the evidence behind a recommendation, which an explanation in words can refer to.',
  resolveType: ({ kind }) => typeOfPiece[kind],
  fields: (t) => ({
    pieceId: t.exposeString('pieceId', {
      description:
        'Names the piece within its recommendation, such as `F1`, `L2`, `S1`, `N3`, `C1`: a letter for the kind and a number. What a number stands for can change when the recommendation does.',
    }),
    text: t.exposeString('text', { description: 'What it says, in one sentence with its unit.' }),
  }),
});
