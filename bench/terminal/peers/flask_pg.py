"""Flask, gevent and gevent-websocket: one PostgreSQL transaction per command, the answer after the commit."""
from gevent import monkey

monkey.patch_all()
from psycogreen.gevent import patch_psycopg

patch_psycopg()

import itertools
import json
import os

import psycopg2
from flask import Flask, request
from gevent.queue import Queue
from gevent.pywsgi import WSGIServer
from geventwebsocket.handler import WebSocketHandler

app = Flask(__name__)
pool = Queue()
for _ in range(16):
    pool.put(psycopg2.connect(os.environ["DATABASE_URL"]))
connections = itertools.count()


def play(player):
    connection = pool.get()
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT name, hp, room FROM peer_players WHERE id = %s", (player,))
            name, hp, room = cursor.fetchone()
            cursor.execute("UPDATE peer_players SET hp = hp + 1 WHERE id = %s", (player,))
        return f"{name} stands in {room} with {hp} HP."
    finally:
        pool.put(connection)


def serve(socket):
    player = 1 + next(connections) % 5000
    s = 0
    while True:
        message = socket.receive()
        if message is None:
            return
        command = json.loads(message)
        text = play(player)
        s += 1
        socket.send(json.dumps({"t": "out", "text": text, "s": s, "n": command["n"]}, separators=(",", ":")))


# Werkzeug takes an upgrade only where a route says so.
@app.route("/", websocket=True)
def game():
    serve(request.environ["wsgi.websocket"])
    return ""


address = ("127.0.0.1", int(os.environ["PORT"]))
WSGIServer(address, app, handler_class=WebSocketHandler, log=None, backlog=4096).serve_forever()
