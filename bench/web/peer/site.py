"""Flask, gevent, Flask-Session in Redis and Jinja: four pages of the game's site, from the same rows."""
from gevent import monkey

monkey.patch_all()
from psycogreen.gevent import patch_psycopg

patch_psycopg()

import json
import os
import secrets
import time
from datetime import timedelta

import gevent
import psycopg2
import psycopg2.extras
import redis
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from flask import Flask, abort, redirect, render_template, request, session
from flask_session import Session
from gevent.pywsgi import WSGIServer
from gevent.queue import Queue

GRADES = ["E", "D", "C", "B", "A", "S", "Monarch"]
SORTS = {"price": "l.price, l.id", "new": "l.id DESC", "ending": "l.expires_at, l.id"}
BOARD_ROWS = 25
MARKET_ROWS = 15

with open(os.environ["ITEMS"]) as file:
    ITEMS = {item["id"]: item for item in json.load(file)}

app = Flask(__name__)
store = redis.Redis.from_url(os.environ["REDIS_URL"], max_connections=100)
app.config.update(
    SECRET_KEY=os.environ["SECRET_KEY"],
    SESSION_TYPE="redis",
    SESSION_REDIS=store,
    SESSION_PERMANENT=True,
    PERMANENT_SESSION_LIFETIME=timedelta(days=7),
    SESSION_COOKIE_SECURE=True,
    SESSION_COOKIE_SAMESITE="Lax",
)
Session(app)
app.jinja_env.filters["number"] = lambda count: f"{count:,}"
app.jinja_env.trim_blocks = True
# Flask knows only .html by itself.
app.jinja_env.autoescape = True

hasher = PasswordHasher()
pool = Queue()
for _ in range(10):
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    pool.put(connection)


def query(text, values=()):
    connection = pool.get()
    try:
        with connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
            cursor.execute(text, values)
            return cursor.fetchall()
    finally:
        pool.put(connection)


def kept(seconds):
    """Remembers by the arguments for as long as the game's site remembers the same."""

    def wrap(load):
        known = {}

        def ask(*arguments):
            if not os.environ.get("KEPT"):
                return load(*arguments)
            at, value = known.get(arguments, (0, None))
            if time.monotonic() - at > seconds:
                value = load(*arguments)
                known[arguments] = (time.monotonic(), value)
            return value

        return ask

    return wrap


def form_token():
    if "token" not in session:
        session["token"] = secrets.token_urlsafe(24)
    return session["token"]


@app.context_processor
def visitor():
    return {"name": session.get("name"), "form_token": form_token}


@kept(5)
def online():
    return len(set(store.scan_iter("presence:*", 1000)))


@kept(5)
def city():
    counts = {row["kind"]: row["count"] for row in query("SELECT kind, count FROM score_totals WHERE kind LIKE 'gates:%%'")}
    feats = query(
        """SELECT c.name, f.kind, f.what, f.at FROM feats f JOIN characters c ON c.id = f.character_id
        ORDER BY f.id DESC LIMIT 40"""
    )
    news = query("SELECT id, title, text, by_name, at FROM news ORDER BY at DESC, id DESC LIMIT 3")
    return {"gates": [(grade, counts.get(f"gates:{grade}", 0)) for grade in GRADES], "feats": told(feats), "news": news}


def told(feats):
    shown, counts = [], {}
    for feat in feats:
        counts[feat["name"]] = counts.get(feat["name"], 0) + 1
        if counts[feat["name"]] <= 2:
            shown.append((feat["name"], f"has reached level {feat['what']}."))
    return shown[:7]


@app.get("/")
def home():
    return render_template("home.jinja", online=online(), **city())


@kept(10)
def board(page):
    return query(
        """SELECT c.name, c.level, c.sheet, g.name AS guild FROM characters c
        JOIN accounts a ON a.id = c.account_id LEFT JOIN guilds g ON g.id = c.guild_id
        WHERE a.guest_until IS NULL AND (a.banned_until IS NULL OR a.banned_until <= now())
        ORDER BY c.level DESC, c.id LIMIT %s OFFSET %s""",
        (BOARD_ROWS, (page - 1) * BOARD_ROWS),
    )


@app.get("/leaderboards")
def leaderboards():
    page = max(1, min(40, request.args.get("page", 1, int)))
    rows = [{**row, **json.loads(row["sheet"])} for row in board(page)]
    return render_template("ranks.jinja", rows=rows, page=page, first=(page - 1) * BOARD_ROWS + 1)


@kept(3)
def mark():
    [row] = query("SELECT concat_ws('.', coalesce(max(id), 0), count(*), coalesce(sum(count), 0)) AS mark FROM listings")
    return row["mark"]


ASKED = "l.expires_at > now() AND (%(items)s::text[] IS NULL OR l.item = ANY(%(items)s))"


@kept(3)
def for_sale(kind, rarity, words, sort, page):
    items = None
    if kind or rarity or words:
        items = [
            item["id"]
            for item in ITEMS.values()
            if kind in ("", item["kind"]) and rarity in ("", item["rarity"]) and words in item["name"].lower()
        ]
    order = SORTS.get(sort, SORTS["price"])
    return query(
        f"""SELECT l.id, c.name AS seller, l.item, l.count, l.durability, l.upgrade, l.price, l.expires_at, n.total
        FROM (SELECT * FROM listings l WHERE {ASKED} ORDER BY {order} LIMIT {MARKET_ROWS} OFFSET %(first)s) l
        JOIN characters c ON c.id = l.seller_id
        CROSS JOIN (SELECT count(*)::int AS total FROM listings l WHERE {ASKED}) n ORDER BY {order}""",
        {"items": items, "first": (page - 1) * MARKET_ROWS},
    )


@app.get("/market")
def market():
    kind, rarity, sort = (request.args.get(field, "") for field in ("kind", "rarity", "sort"))
    page, words = request.args.get("page", 1, int), request.args.get("words", "").lower()
    purse = None
    if "account" in session:
        [purse] = query(
            "SELECT * FROM characters WHERE account_id = %s ORDER BY played_at DESC, id LIMIT 1", (session["account"],)
        )
    rows = for_sale(kind, rarity, words, sort, page)
    total = rows[0]["total"] if rows else 0
    return render_template(
        "market.jinja", rows=rows, items=ITEMS, total=total, page=page, pages=max(1, -(-total // MARKET_ROWS)),
        purse=purse, mark=mark(), kind=kind, rarity=rarity, sort=sort or "price", words=words,
    )


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "GET":
        return render_template("login.jinja")
    if not secrets.compare_digest(session.get("token", ""), request.form.get("formToken", "")):
        abort(403)
    name, address = request.form["name"], request.headers.get("X-Forwarded-For", "")
    for key in (f"limit:{name}", f"limit:{address}"):
        store.set(key, 0, ex=900, nx=True)
        if store.incr(key) > 20:
            abort(429)
    rows = query(
        "SELECT id, name, password_hash, banned_until, totp_secret FROM accounts WHERE lower(name) = lower(%s)", (name,)
    )
    if not rows or not verified(rows[0]["password_hash"], request.form["password"]):
        abort(401)
    store.delete(f"limit:{name}", f"limit:{address}")
    session.clear()
    app.session_interface.regenerate(session)
    session["account"], session["name"] = rows[0]["id"], rows[0]["name"]
    return redirect("/play", 303)


def verified(stored, password):
    """In a thread: it would hold up everybody else for as long as it takes."""
    try:
        return gevent.get_hub().threadpool.apply(hasher.verify, (stored, password))
    except VerifyMismatchError:
        return False


WSGIServer(("127.0.0.1", int(os.environ["PORT"])), app, log=None, backlog=4096).serve_forever()
