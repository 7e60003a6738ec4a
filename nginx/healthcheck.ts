// How the engine asks whether Nginx serves.

/**
 * The health check's command. It asks Nginx's port for inside, which in turn asks its own TLS port: so a
 * handshake with the present certificate is part of the answer. Only bash is needed, as not every Nginx image
 * has a client. It answers within 3 s.
 */
export const healthcheck: string[] = [
  "CMD",
  "bash",
  "-c",
  "exec 3<>/dev/tcp/127.0.0.1/8081 || exit 1; " +
    "printf 'GET /nginx-health HTTP/1.0\\r\\n\\r\\n' >&3; " +
    "read -r -t 2 -u 3 _ status _; " +
    'echo "nginx-health: $status"; [ "$status" = 204 ]',
];
