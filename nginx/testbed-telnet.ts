// The tests' stand-in for the terminal server's Telnet port: sends back what it gets, Nginx's own line too.
import { createServer } from "node:net";

const server = createServer((socket) => {
  socket.write(`${process.env.HOSTNAME}\n`);
  socket.on("error", () => socket.destroy());
  socket.pipe(socket);
});

// As the real server drains: the port first, then what is under way.
process.on("SIGTERM", () => server.close(() => process.exit(0)));
if (process.env.NEVER_LISTEN !== "1") server.listen(Number(process.env.PORT), () => console.log("listening"));
else {
  setInterval(() => {}, 60_000);
  console.log("not listening, as told");
}
