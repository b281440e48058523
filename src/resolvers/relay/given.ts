/** Drops absent and null members of a GraphQL input. */

/** A GraphQL input without its absent and null members: both mean "not said", and the services know only absence. */
export type Given<Input extends object> = { [Key in keyof Input]?: Exclude<Input[Key], null | undefined> };

export function given<Input extends object>(input: Input): Given<Input>;
export function given(input: object): object {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value != null));
}
