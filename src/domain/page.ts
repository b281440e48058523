/** One page of a keyset-paginated list; `after` is the key of the last row already seen. */
export interface PageRequest<Key> {
  readonly first: number;
  readonly after: Key | null;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
}
