// The same live channel on Node's socket.io: namespace /live, one room per board, POST /publish emits a patch.
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const [, , port, size] = process.argv;
const rowCount = 25;
const board = 'ab'.repeat(16);
let revision = 1;

const pad = (length) => 'x'.repeat(Math.max(0, length));
const rows = Array.from({ length: rowCount }, (_, index) => ({ id: String(index).padStart(32, '0'), text: pad(520) }));
const document = () => ({ board, revision, at: Date.now(), hash: 'a'.repeat(32), body: { kind: 'trade', rows } });

const http = createServer((request, response) => {
  if (request.method === 'POST') {
    revision += 1;
    const row = { id: rows[0].id, total: `${revision % 100}.00`, text: pad(Number(size) - 250) };
    const at = performance.timeOrigin + performance.now();
    const patch = { board, from: revision - 1, to: revision, at, hash: 'a'.repeat(32), rows: [row], gone: [] };
    live.to(board).emit('patch', patch);
  }
  response.end('ok');
});
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false, serveClient: false });
const live = io.of('/live');
live.on('connection', (socket) => {
  socket.on('watch', (wish) => {
    socket.join(wish.board);
    socket.emit('document', document());
  });
});
http.listen(Number(port), '127.0.0.1', 4096);
