// The tests' stand-in for the web and the terminal server: says what it was asked, echoes what it is sent.
import { createServer } from "node:http";

const port = Number(process.env.PORT);
const own = { "content-security-policy": "default-src 'self'", "strict-transport-security": "max-age=1" };

const server = createServer((request, response) => {
  const url = new URL(request.url ?? "/", "http://upstream");
  let bytes = 0;
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
  });
  request.on("end", () => {
    console.log(`${request.method} ${request.headers["x-request-id"]}`);
    if (process.env.CUT_OFF === "1") return request.socket.destroy();
    const answer = { server: process.env.HOSTNAME, method: request.method, url: request.url, bytes };
    const headers = url.pathname === "/own-headers" ? own : {};
    const reply = () => {
      response.writeHead(Number(url.searchParams.get("status") ?? 200), {
        "content-type": "application/json",
        ...headers,
      });
      response.end(JSON.stringify({ ...answer, headers: request.headers }));
    };
    setTimeout(reply, Number(url.searchParams.get("ms") ?? 0));
  });
});

server.on("upgrade", (request, socket) => {
  socket.write(
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
      `X-Seen: ${request.url} ${request.headers["x-request-id"]}\r\n\r\n`,
  );
  socket.on("error", () => socket.destroy());
  socket.pipe(socket);
});

// As the real servers drain: the port first, then what is in flight.
process.on("SIGTERM", () => server.close(() => process.exit(0)));
if (process.env.NEVER_LISTEN !== "1") server.listen(port, () => console.log("listening"));
else {
  setInterval(() => {}, 60_000);
  console.log("not listening, as told");
}
