/**
 * Keeps ONNX Runtime from reporting to its maker: its packages send session and machine facts over the network and
 * write an identifier to disk unless this is set before they are loaded. What a user has set stands.
 */
export function disableTelemetry(environment: NodeJS.ProcessEnv = process.env): void {
  environment.ORT_DISABLE_TELEMETRY ??= '1';
}
