// Naive `ws` and `pg`: one transaction per command, a pool of 16, the answer after the commit.
import pg from "pg";
import { WebSocketServer } from "ws";

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 16 });
const server = new WebSocketServer({
  host: "127.0.0.1",
  port: Number(process.env.PORT),
  perMessageDeflate: false,
});
let connections = 0;

server.on("connection", (socket) => {
  const id = 1 + (connections++ % 5000);
  let s = 0;
  socket.on("message", async (data) => {
    const { n } = JSON.parse(data.toString());
    const text = await play(id);
    s += 1;
    socket.send(JSON.stringify({ t: "out", text, s, n }));
  });
});

async function play(id) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const { rows } = await client.query({
      name: "read",
      text: "SELECT name, hp, room FROM peer_players WHERE id = $1",
      values: [id],
    });
    await client.query({
      name: "write",
      text: "UPDATE peer_players SET hp = hp + 1 WHERE id = $1",
      values: [id],
    });
    await client.query("COMMIT");
    return `${rows[0].name} stands in ${rows[0].room} with ${rows[0].hp} HP.`;
  } finally {
    client.release();
  }
}
