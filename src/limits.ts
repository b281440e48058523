/**
 * What the product takes at most, in one list: the code reads it here, the documents and error messages say the same. Settings of a site are
 * in `config.ts`; sizes that only tune the inside stand where they are used.
 */

// Readings.

/** Most readings in one request. */
export const maxBatchReadings = 10_000;
/** Longest site, equipment, sensor or event id, in UTF-16 units. */
export const maxIdLength = 200;
/** Longest unit, in UTF-16 units. */
export const maxUnitsLength = 50;
/** Longest tag path, in UTF-16 units. */
export const maxTagPathLength = 1_000;
/** Longest attributes as JSON text, in UTF-16 units. */
export const maxAttributesLength = 8_192;
/** Longest value that is a text, in UTF-16 units. */
export const maxTextValueLength = 4_096;
/** Beyond this many waiting readings the server says so instead of growing. */
export const maxWaitingReadings = 100_000;
/** Of these so many may be of one key, or of one subject's tokens, so that there is room for others. */
export const maxWaitingReadingsPerKey = 50_000;
/** Most entries in one request. */
export const maxReplayedEntries = 1_000;
/** Whole is every original that a source could take once it is mended: attributes, text and tag path at their longest, escaped. */
export const maxOriginalLength = 32_768;

// Master data.

/** Most placeholders of one sensor, and the longest of them. */
export const maxMissingValues = 50;
export const maxMissingValueLength = 200;
/** Most states that may be declared of one sensor, each as long as a placeholder at most. */
export const maxAllowedStates = 64;
/** Most machines of one registration. */
export const maxRegistrations = 1_000;
/** Most sensors of one machine of a registration. */
export const maxSensorsEach = 500;
/** Most sensors that one call removes by a filter, and by name. */
export const maxRemovedSensors = 100_000;
export const maxNamedRemovals = 10_000;
/** Longest name, place or other text of master data, in UTF-16 units. */
export const maxMasterDataTextLength = 500;

// Dry runs of settings of detectors.

/** Longest time that one looks at, in ms. */
export const maxTrialSpanMs = 7 * 86_400_000;
/** Most sensors that one looks at. */
export const maxTrialSensors = 200;
/** After so many readings or windows, or so many ms, no further sensor is begun. */
export const maxTrialReadings = 2_000_000;
export const maxTrialTimeMs = 20_000;
/** Most entries of knowledge of a site's own: more is no table that anybody keeps by hand, and each alarm's advice is looked for among them. */
export const maxKnowledgeEntries = 5_000;

// Recommendations, their decisions and callers.

/** Most findings that one recommendation holds; what is found beyond that is a recommendation of its own. */
export const maxFindings = 32;

// Explanations by a model.

/** Longest question, in UTF-16 units. */
export const maxQuestionLength = 500;
/** Longest answer, in UTF-16 units; what goes on is cut off. */
export const maxExplanationLength = 8_000;
/** Explanations under way at a server, and of one key or subject's tokens, whatever names it speaks for. */
export const maxExplanations = 16;
export const maxExplanationsPerKey = 4;

// Models in files.

/** Largest model, in bytes. */
export const maxModelBytes = 256 * 1024 ** 2;

// The evidence behind a recommendation.

/** Most sensors whose course is shown, each with an hour by minutes and a day by hours; and so the most points. */
export const maxExplainedSensors = 4;
export const maxExplainedPoints = maxExplainedSensors * (60 + 24);
/** Most other sensors of the machine. */
export const maxExplainedNeighbours = 32;
/** Most earlier recommendations. */
export const maxExplainedCases = 10;

/** Longest note, reason or outcome, in UTF-16 units. */
export const maxNoteLength = 4_000;
/** Most alarms that one mutation may name. */
export const maxAlarmsAtOnce = 1_000;
/** Most times that alarms were told, of the time that `alarmLoad` is asked for: about 10 years of a well-kept site, 40 MB while they are summed up. */
export const maxLoadAlarms = 500_000;
/** Longest planned maintenance. */
export const maxMaintenanceMs = 366 * 86_400_000;
/** Most rules of suppression: each second each of them is looked at. */
export const maxSuppressionRules = 1_000;
/** Most new alarms within ten minutes that a site may be set to take without grouping them. */
export const maxFloodAbove = 1_000_000;
/** Most operators of a site. */
export const maxOperatorPositions = 1_000;
/** Most days of a load by shifts: each is looked up in the rules of its time zone. */
export const maxShiftDays = 1_100;
/** What the quality of one issue type's confidence costs of the rows of an operation. */
export const effectivenessQualityRows = 100;
/** A trend of decisions holds the newest ones of its days, weeks or months. */
export const maxTrendPeriods = 60;
/** So many withheld recommendations are put into the queue by one mutation, each by a statement of its own. */
export const maxQueuedWithheld = 100;
/** Longest deferral, in ms. */
export const maxDeferMs = 366 * 86_400_000;
/** Longest operator's name, in UTF-16 units. */
export const maxOperatorIdLength = 200;

// What is told outside.

/** Most sinks, and most routes; each route is looked at for every alarm. */
export const maxNotifySinks = 100;
export const maxNotifyRoutes = 200;
/** Most steps of a route. */
export const maxNotifySteps = 20;
/** A message that fails this long after it was to be sent is given up, in ms. */
export const notifyGiveUpAfterMs = 3 * 86_400_000;

// Queries.

/** Rows of a page where `first` is absent, and at most. */
export const defaultPageSize = 50;
export const maxPageSize = 500;
/** Most rows that the lists of one operation may ask for together. */
export const maxRowsPerOperation = 20_000;
/** So many rows asked for count as one operation more in the share of a caller. */
export const rowsOfOneOperation = 100;
/** So many bytes of a request that carries no readings count as one operation more, too. */
export const bytesOfOneOperation = 10_000;
/** Texts in keys are as long as SQL let somebody write them; a cursor that this server gave must come back. */
export const maxCursorLength = 65_536;
/** The last 24 hours by the minute, and the edge of one more. */
export const maxSteps = 1_500;

// Requests by HTTP, and documents of every transport.

/** Longest text of a document, in UTF-16 units; readings belong into variables. */
export const maxDocumentLength = 100_000;
/** Most names, marks and values of a document; the introspection of a schema has 300. */
export const maxDocumentTokens = 10_000;
/** Deepest nesting of brackets in a document, and of fields, inline fragments and spreads. */
export const maxDocumentNesting = 100;
/** Most pairs of fields with one name at one place, which validation compares with each other. */
export const maxRepeatedPairs = 10_000;
/** Together as long are the documents that the server keeps parsed. */
export const maxKeptDocuments = 1_000_000;
/** Most fields that an operation may select, its fragments written out; ordinary screens need fewer than a hundred. */
export const maxFields = 1_000;
/** Deepest selection; the introspection of a schema needs 15. */
export const maxDocumentDepth = 20;
/** Largest HTTP body that carries readings or master data, before and after decompression: 10,000 readings with attributes fit. */
export const maxBodyBytes = 20_000_000;
/** Largest HTTP body of any other request. */
export const maxOtherBodyBytes = 1_000_000;
/** Most entries of a list in variables, readings aside; most members of an object there; how deep both nest; most values of all. */
export const maxListEntries = 10_000;
export const maxObjectMembers = 200;
export const maxVariableNesting = 20;
export const maxVariableValues = 100_000;
/** So many faults of a document, or values that do not fit their types, are named in an answer. */
export const maxNamedFaults = 10;
/** A request has come whole after so many ms, headers and body. */
export const maxRequestMs = 60_000;
/** All headers of one request together. */
export const maxHeadersBytes = 64 * 1024;
/** Deepest nesting of the JSON of a request or message; attributes of readings included. */
export const maxJsonDepth = 100;
/** Most members of one object of it. */
export const maxJsonMembers = 2_000;

// WebSockets.

/** Largest message of a WebSocket. */
export const maxMessageBytes = 1_000_000;
/** Bytes that may wait in this process for one client before it is sent nothing more of its own accord. */
export const maxWaitingBytes = 65_536;
/** Most bytes that the open subscriptions of one key hold together: a hundred thousand ordinary ones. */
export const maxSubscriptionBytes = 100_000_000;
/** Most subscriptions and requests under way on one socket. */
export const maxOperationsPerSocket = 1_000;
/** Most WebSockets of the whole server; each takes 12 KB with a subscription of its own. */
export const maxWebSockets = 20_000;
/** Most sockets of one operator: a hundred screens, each with a tab too many. */
export const maxSocketsPerOperator = 200;
/** Most sockets of one key, or of one subject's tokens, whatever names it speaks for. */
export const maxSocketsPerKey = 5_000;
