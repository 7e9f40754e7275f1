/**
 * Keeps LanceDB's own log lines to errors unless the user asked for more: at `warn` it reports routine facts
 * such as an empty partition. Must run before LanceDB is loaded.
 */
export function quietNativeLogs(environment: NodeJS.ProcessEnv = process.env): void {
  environment.LANCEDB_LOG ??= 'error';
}
