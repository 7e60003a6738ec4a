// Bare `ws`: reads JSON, writes JSON. What any Node server on `ws` pays before it does anything.
import { WebSocketServer } from "ws";

const server = new WebSocketServer({
  host: "127.0.0.1",
  port: Number(process.env.PORT),
  perMessageDeflate: false,
});
server.on("connection", (socket) => {
  let s = 0;
  socket.on("message", (data) => {
    const { n, line } = JSON.parse(data.toString());
    s += 1;
    socket.send(JSON.stringify({ t: "out", text: `You said: ${line}`, s, n }));
  });
});
