/**
 * Every event that the server logs: its stable key (`area.what_happened`), its level, and what it means to whoever operates the server.
 * A key that is not listed here does not compile, nor does one that is logged at another level. docs/operate/log.md lists them all.
 */
export const logEvents = {
  'access.ended': [
    'info',
    'A key or token no longer gives what it gave; what was open with it (socket, stream, export) was ended.',
  ],
  'access.keys_read_failed': [
    'warn',
    'The keys could not be read again. Those in memory stay in force; the next poll tries again.',
  ],
  'access.limited': [
    'warn',
    'A key, or a token’s subject, used up its share of readings or operations and is told RATE_LIMITED. Logged once a minute for each.',
  ],
  'access.no_keys': [
    'warn',
    'Authentication is required and no key exists, so nobody is let in. Make one with `andon keys create`.',
  ],
  'access.provider_keys_read_failed': [
    'warn',
    'The signing keys of the identity provider could not be fetched again. Known ones stay in force for a day.',
  ],
  'access.refused': [
    'warn',
    'A request or connection had no valid key or token; `reason` says why. Logged once a minute for each reason.',
  ],
  'alarm.due_failed': [
    'warn',
    'Shelves that are over could not be ended, or alarms not be told again; the next poll tries again.',
  ],
  'alarm.flood_watch_retried': [
    'debug',
    'The alarms of other servers could not be followed for a moment; they are read anew, and floods may be a line longer.',
  ],
  'audit.chaining_failed': ['warn', 'Entries of the audit could not be put into its chain; the next poll tries again.'],
  'audit.refusals_not_written': [
    'warn',
    'Refusals of access could not be written into the audit; they are kept in memory and written later.',
  ],
  'bronze.rewound': [
    'warn',
    'The database went back in time (restore, promotion with loss): everything is read from it anew.',
  ],
  'consumer.events_missed': [
    'error',
    'What followed the place of `consumer` in the event log is gone, by retention or a restore: it was never told of it.',
  ],
  'consumer.failed': [
    'warn',
    'A durable follower of the event log could not go on; it is tried again, and nothing is lost.',
  ],
  'counters.write_failed': [
    'warn',
    'Counts of readings could not be stored; they are kept in memory and stored later.',
  ],
  'database.close_timed_out': ['warn', 'The server ended while statements were still running; PostgreSQL ends them.'],
  'database.connection_lost': ['warn', 'A connection that has one task was lost; it is opened again.'],
  'database.idle_connection_lost': ['warn', 'An idle connection of the pool was lost; another one takes its place.'],
  'database.settings_write_failed': [
    'warn',
    'The settings that the SQL views use could not be stored after the database was replaced.',
  ],
  'deferral.release_failed': [
    'warn',
    'Deferred recommendations that are due could not be given back to the queue; the next poll tries again.',
  ],
  'detection.sensors_silent': ['info', 'Sensors that report regularly have fallen silent; operators are told.'],
  'detection.silence_retried': [
    'warn',
    'Silent sensors could not be looked at or told of; it is tried again within seconds.',
  ],
  'detection.windows_failed': [
    'error',
    'Completed windows could not be judged; it is tried until it goes through. Limits are judged all the same.',
  ],
  'detection.windows_retried': [
    'warn',
    'Judging completed windows met a passing trouble or was taken over by another server; they are judged again.',
  ],
  'embedded.connection_lost': ['warn', 'The embedded PostgreSQL ended or was ended; the server starts it again.'],
  'embedded.created': ['info', 'A new embedded database was made.'],
  'embedded.leave_failed': ['warn', 'The embedded PostgreSQL had ended before the server let go of it.'],
  'embedded.port_changed': ['info', 'The port of the embedded PostgreSQL is taken; it uses another one.'],
  'embedded.programs_copied': ['info', 'The programs of PostgreSQL were copied to a place where they may run.'],
  'embedded.renamed': ['info', 'The embedded database of an earlier version was renamed.'],
  'embedded.restart_failed': ['error', 'The embedded PostgreSQL does not start; the server tries again until it does.'],
  'embedded.restarted': ['info', 'The embedded PostgreSQL is running again.'],
  'embedded.stop_failed': ['warn', 'The embedded PostgreSQL could not be asked to stop; `output` says why.'],
  'embedded.stop_slow': ['warn', 'The embedded PostgreSQL takes long to stop; it goes on stopping by itself.'],
  'embedded.user_created': ['info', 'A system user was made for the embedded PostgreSQL, which does not run as root.'],
  'export.cut_off': ['warn', 'A CSV export ended in the middle; the client sees a broken transfer.'],
  'feed.read_failed': [
    'warn',
    'The event log could not be read; the reconciliation poll reads it a second later. Nothing is lost.',
  ],
  'feed.rewound': [
    'warn',
    'The event log is another one (restore, promotion with loss): cursors of the former one expire.',
  ],
  'feed.subscriber_read_failed': [
    'warn',
    'The event log could not be read for a subscriber that is behind; it is told UNAVAILABLE.',
  ],
  'health.statistics_read_failed': [
    'warn',
    'The statistics of pipeline health could not be read; they are null until they can.',
  ],
  'http.address_refused': [
    'warn',
    'A connection came from an address that ANDON_ALLOWED_ADDRESSES does not name and was closed. Logged once.',
  ],
  'http.foreign_protocol': [
    'warn',
    'A client speaks TLS or another protocol to this port and was refused. Logged once for each protocol.',
  ],
  'http.host_refused': ['warn', 'A request named a host that this server does not answer to. Logged once.'],
  'http.request_failed': ['error', 'A request met a fault of the server and was answered 500.'],
  'http.upgrade_failed': ['debug', 'A connection broke while it became a WebSocket.'],
  'ingest.sensors_returned': [
    'info',
    'Sensors that had been removed report again and are listed again; the line names the first three.',
  ],
  'ingest.sql_rows_failed': [
    'error',
    'Rows inserted into sensor_data could not be taken over; they wait and are tried again.',
  ],
  'ingest.store_failed': [
    'error',
    'Readings could not be stored; their senders were answered with an error and send them again.',
  ],
  'lag.write_failed': ['warn', 'Which equipment lags behind could not be stored; it is tried again.'],
  'latency.write_failed': [
    'warn',
    'Latencies of the pipeline’s stages from the last seconds could not be stored and are missing.',
  ],
  'learning.failed': [
    'warn',
    'What operators decided could not be learnt from. Nothing is lost: the next decision or poll tries again.',
  ],
  'listener.connect_failed': [
    'warn',
    'The listener cannot connect; events come by the reconciliation poll until it can.',
  ],
  'listener.connection_lost': [
    'warn',
    'The listener lost its connection; events come by the reconciliation poll until it has another.',
  ],
  'listener.queue_filling': [
    'warn',
    'PostgreSQL’s queue of notifications fills up, because a session somewhere listens and stays in a transaction. End that session.',
  ],
  'live.changes_read_failed': [
    'warn',
    'Changes by other servers could not be read for subscribers; the next poll tries again.',
  ],
  'live.removed_read_failed': [
    'warn',
    'Which sensors were removed could not be read; subscribers may be told once more that one of them is silent.',
  ],
  'live.restatements_read_failed': [
    'warn',
    'Windows that a rebuild restated could not be read; the next poll tries again.',
  ],
  'live.service_read_failed': ['warn', 'Which equipment is in service could not be read; the next poll tries again.'],
  'live.status_read_failed': [
    'warn',
    'The status of sensors without a value could not be read; it is shown at their next reading.',
  ],
  'live.windows_read_failed': ['warn', 'Restated windows could not be read for their subscribers.'],
  'migration.applied': ['info', 'A migration of the database was applied; `tookMs` says how long it took.'],
  'migration.reader_grant_failed': [
    'warn',
    'The role for analysts could not be given its rights; `andon doctor` says what to do.',
  ],
  'model.answers_again': ['info', 'An outside model that had failed answers again; `since` is when it began to fail.'],
  'model.failed': [
    'warn',
    'An outside model failed; `kind` says how. Logged once until it answers again. Alarms do not depend on it.',
  ],
  'model.loaded': [
    'info',
    'A model in a file was loaded; `digest` is the SHA-256 of the file, `columns` are the sensors that it looks at.',
  ],
  'model.not_loaded': [
    'warn',
    'The file of a model has changed and cannot be used; the model before it goes on. `kind` says how it failed.',
  ],
  'model.usage_write_failed': [
    'warn',
    'What an explanation took of a model could not be stored; the most that it could take stays counted.',
  ],
  'notify.escalation_failed': [
    'warn',
    'Steps of escalations that are due could not be taken; the next poll tries again.',
  ],
  'notify.failed': [
    'warn',
    'The sink `sink` takes no messages; `reason` says why. Logged once until it takes one again.',
  ],
  'notify.given_up': [
    'error',
    'A message to `sink` was refused, or failed for three days: it is a dead letter until somebody sends it again.',
  ],
  'notify.not_noted': [
    'warn',
    'What came of a message to `sink` could not be noted; it is sent again under the same id.',
  ],
  'notify.read_failed': ['warn', 'What is due to be told outside could not be read; the next poll tries again.'],
  'operation.database_unavailable': [
    'warn',
    'An operation was answered UNAVAILABLE because of the database; `trouble` says how.',
  ],
  'operation.failed': [
    'error',
    'A fault of the server: the client was answered INTERNAL with the `errorId` of this line.',
  ],
  'pipeline.batch_failed': [
    'error',
    'A batch of readings could not be processed; it is tried until it goes through, and the others wait.',
  ],
  'pipeline.batch_retried': [
    'warn',
    'A batch met a passing trouble or was taken over by another server; it is processed again.',
  ],
  'pipeline.publish_failed': ['error', 'Subscribers to status or windows were not told of a committed batch.'],
  'retention.partition_in_use': ['warn', 'A partition past its retention is in use; it is dropped at a later run.'],
  'retention.partitions_dropped': ['info', 'Partitions past their retention were dropped, with the readings in them.'],
  'retention.table_failed': [
    'warn',
    'Old rows of `table` could not be deleted; the other tables were tidied, and the next run, an hour later, tries again.',
  ],
  'server.address_warning': [
    'warn',
    'The server listens on another address than asked for, or without encryption; the sentence says why.',
  ],
  'server.client_limit': ['debug', 'How many clients the limit of open files allows.'],
  'server.component_stop_failed': ['warn', 'A component failed to stop; the others are stopped all the same.'],
  'server.component_stop_timed_out': [
    'warn',
    'A component did not stop before its deadline and was left behind; `component` names it.',
  ],
  'server.stop_timed_out': [
    'error',
    'The server ended although not everything had stopped; `left` names what. Acknowledged readings are safe in the database.',
  ],
  'server.stopping': ['info', 'The server was told to stop: it takes no new work and finishes what was acknowledged.'],
  'signal.send_failed': ['warn', 'Other servers were not told of new readings; their reconciliation poll finds them.'],
  'standby_listener.connect_failed': [
    'warn',
    'The standby listener cannot connect; the reconciliation poll goes on meanwhile.',
  ],
  'subscription.close_failed': ['error', 'The source of a subscription failed while it was closed.'],
  'task.failed': ['warn', 'A periodic task failed and is tried again at its next time; `task` names it.'],
  'tls.certificate_changed': ['info', 'The certificate files have changed: new connections get the new certificate.'],
  'tls.certificate_expires': ['warn', 'The certificate of this server ends within two weeks, or has ended.'],
  'tls.certificate_unusable': [
    'warn',
    'The certificate files have changed and cannot be used, as while they are being written; the earlier ones stay.',
  ],
  'websocket.failed': ['debug', 'A WebSocket broke: a reset, a broken frame, or a message that is too large.'],
  'websocket.release_failed': ['error', 'What a closed WebSocket held could not be released.'],
} as const satisfies Readonly<Record<string, readonly [LogLevel, string]>>;

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** The keys that are logged at this level. */
export type LogEventAt<Level extends LogLevel> = {
  [Key in keyof typeof logEvents]: (typeof logEvents)[Key][0] extends Level ? Key : never;
}[keyof typeof logEvents];
