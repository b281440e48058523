/** The settings of the embedded server, written to andon.conf at every start. */

/** postgresql.conf includes this file; what ALTER SYSTEM sets is read after it and wins. */
export const settingsFile = 'andon.conf';
export const includeLine = `\ninclude_if_exists '${settingsFile}'\n`;

/** A local socket's whole address has about 104 bytes on macOS, 108 on Linux. */
const longestSocketPath = 100;

/** Local sockets are faster than TCP, where the system has them and the path fits. */
export function socketFolder(root: string, port: number): string | undefined {
  if (process.platform === 'win32' || /["'\\]/.test(root)) return undefined;
  return Buffer.byteLength(`${root}/.s.PGSQL.${port}`) <= longestSocketPath ? root : undefined;
}

/** Rewritten at every start, so that an update of this program brings its settings along. */
export function settingsText(root: string, port: number): string {
  const folder = socketFolder(root, port);
  return `# Written anew at every start. For settings of your own use ALTER SYSTEM: it has the last word.
listen_addresses = '127.0.0.1'
port = ${port}
unix_socket_directories = '${folder === undefined ? '' : `"${folder}"`}'
unix_socket_permissions = 0700
max_connections = 100

# An acknowledged reading is on disk.
fsync = on
synchronous_commit = on

shared_buffers = 256MB
max_wal_size = 2GB
checkpoint_timeout = 15min
wal_compression = on
random_page_cost = 1.1
# Statements are short and prepared: compiling them costs more than it saves.
jit = off

timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %a '
# One line at each checkpoint says nothing to somebody who looks for a fault.
log_checkpoints = off
`;
}
