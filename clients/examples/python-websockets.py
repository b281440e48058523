"""Follows recommendations with Python's websockets: python3 python-websockets.py"""
import asyncio, json, os, pathlib, random, sys
import websockets
from websockets.exceptions import WebSocketException

URL = os.environ.get("ANDON_URL", "http://127.0.0.1:4000/graphql").replace("http", "ws", 1)
KEY_FILE = pathlib.Path(os.environ.get("ANDON_KEY_FILE", "andon.key"))
CURSOR_FILE = pathlib.Path(os.environ.get("ANDON_CURSOR_FILE", "andon.cursor"))
EVENTS = """subscription ($after: String) {
  recommendationEvents(after: $after) { cursor kind recommendation { recommendationId severity issueDescription } } }"""


def keep(cursor):
    """Called after the event was handled. The file is replaced as a whole, or not at all."""
    CURSOR_FILE.with_suffix(".new").write_text(cursor)
    CURSOR_FILE.with_suffix(".new").replace(CURSOR_FILE)


async def answers(socket, query, variables):
    await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": query, "variables": variables}}))
    async for text in socket:
        message = json.loads(text)
        payload = message.get("payload")
        if message["type"] == "ping":
            await socket.send('{"type":"pong"}')
        elif message["type"] == "complete":
            return
        elif message["type"] == "error" or (message["type"] == "next" and payload.get("errors")):
            raise RuntimeError((payload if message["type"] == "error" else payload["errors"])[0])
        elif message["type"] == "next":
            yield payload["data"]


async def follow():
    key = {"authorization": "Bearer " + KEY_FILE.read_text().strip()} if KEY_FILE.exists() else {}  # anew each time
    # Its pings find out a connection that is dead without a word; by default it would refuse an event of more than 1 MiB, again and again.
    options = {"subprotocols": ["graphql-transport-ws"], "ping_interval": 10, "ping_timeout": 10, "max_size": None}
    async with websockets.connect(URL, **options) as socket:
        await socket.send(json.dumps({"type": "connection_init", "payload": key}))
        await socket.recv()
        if not CURSOR_FILE.exists():  # The first start begins with what comes next.
            async for data in answers(socket, "{ recommendationEventHead }", {}):
                keep(data["recommendationEventHead"])
        async for data in answers(socket, EVENTS, {"after": CURSOR_FILE.read_text()}):
            event = data["recommendationEvents"]
            found = event["recommendation"]
            print(event["kind"], found["recommendationId"], found["severity"], found["issueDescription"], flush=True)
            keep(event["cursor"])


while True:
    try:
        asyncio.run(follow())
    except (OSError, RuntimeError, WebSocketException) as error:
        print(error, file=sys.stderr)
        if "CURSOR_" in str(error):
            sys.exit("Load the list anew and remove the cursor's file.")
    asyncio.run(asyncio.sleep(random.uniform(0.5, 2)))
