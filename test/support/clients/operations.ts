// Every operation of the acceptance tests, by subject. Their types come from the schema, so a changed field fails to compile here first.

export * from './operations/alarm-operations.ts';
export * from './operations/equipment-operations.ts';
export * from './operations/event-operations.ts';
export * from './operations/health-operations.ts';
export * from './operations/performance-operations.ts';
export * from './operations/reading-operations.ts';
export * from './operations/recommendation-operations.ts';
export * from './operations/visibility-operations.ts';
