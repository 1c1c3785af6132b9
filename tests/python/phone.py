"""A phone of another make, written from docs/sync.md alone: it knows no other file of the project. What it tells of the business is its caller's."""

import base64
import hashlib
import http.client
import json
import os
import re
import threading
import time
import urllib.parse
import uuid

import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

V1 = "/sync/v1"


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).hexdigest()


def uuid7():
    drawn = int.from_bytes(os.urandom(10), "big")
    value = (int(time.time() * 1000) << 80) | (7 << 76) | ((drawn >> 62 & 0xFFF) << 64) | (2 << 62) | (drawn & (1 << 62) - 1)
    return str(uuid.UUID(int=value))


class Refused(Exception):
    """Any status but 2xx."""

    def __init__(self, status, body):
        said = json.loads(body) if body[:1] == b"{" else {}
        self.status, self.code, self.text, self.args_said = status, said.get("code"), said.get("text"), said.get("args", {})
        super().__init__(f"{status} {self.code}: {self.text}")


# --- Text of events: cut out, never built anew ---


def cut(text, at=0):
    """Where the JSON value that begins at `at` ends."""
    depth, inside = 0, False
    while at < len(text):
        c = text[at]
        if inside:
            if c == "\\":
                at += 1
            elif c == '"':
                inside = False
        elif c == '"':
            inside = True
        elif c in "[{":
            depth += 1
        elif c in "]}":
            if depth == 0:
                return at
            depth -= 1
        elif c == "," and depth == 0:
            return at
        at += 1
    return at


def fields(text):
    """The members of an object, each value as it is written."""
    found, at = {}, text.index("{") + 1
    name = re.compile(r'\s*,?\s*"((?:[^"\\]|\\.)*)"\s*:\s*')
    while match := name.match(text, at):
        end = cut(text, match.end())
        found[match.group(1)] = text[match.end() : end].rstrip()
        at = end
    return found


class Event:
    """Header and body as text, with what the hub says beside them."""

    def __init__(self, header, body, body_hash=None, at=None):
        self.header, self.body, self.at = header, body, at
        self.head = {k: json.loads(v) for k, v in fields(header).items() if k in KNOWN}
        self.id, self.device, self.number = self.head["id"], self.head["device"], self.head["number"]
        self.subject, self.type = self.head["subject"], self.head["type"]
        self.body_hash = body_hash or sha256(body.encode())

    @staticmethod
    def read(text):
        said = fields(text)
        bare = json.loads(said["bh"]) if "bh" in said else None
        return Event(said["h"], said.get("b"), bare, int(said["at"]) if "at" in said else None)

    def line(self):
        return f'{{"h":{self.header},"b":{self.body}}}'

    def order(self):
        stamp = self.head["stamp"]
        ms = stamp["ms"] if self.at is None else min(stamp["ms"], self.at)
        return (ms, stamp["ms"], stamp["n"], self.device, self.number)


KNOWN = {"id", "subject", "type", "v", "stamp", "clock", "by", "device", "number", "after", "repeats", "blobs"}


class Chain:
    """hash(0), hash(n), and the signature of a head."""

    def __init__(self, device, key):
        self.device, self.key, self.number = device, key, 0
        self.hash = sha256(b"fettle.chain.v1\0", uuid.UUID(device).bytes)

    def add(self, event):
        before, header = bytes.fromhex(self.hash), hashlib.sha256(event.header.encode()).digest()
        self.hash = sha256(b"fettle.event.v1\0", before, header, bytes.fromhex(event.body_hash))
        self.number += 1

    def head(self):
        return {"number": self.number, "hash": self.hash}

    def signed(self):
        said = b"fettle.head.v1\0" + uuid.UUID(self.device).bytes + self.number.to_bytes(8, "big") + bytes.fromhex(self.hash)
        return {**self.head(), "signature": self.key.sign(said).hex()}


class Clock:
    """The hybrid logical clock, and what is known of the hub's."""

    def __init__(self):
        self.ms, self.n, self.skew, self.compared, self.ahead = 0, 0, 0, False, 0

    def wall(self):
        return int(time.time() * 1000) + self.ahead

    def stamp(self):
        physical = max(0, self.wall() + self.skew)
        if physical > self.ms:
            self.ms, self.n = physical, 0
        elif self.n + 1 < 1 << 32:
            self.n += 1
        else:
            self.ms, self.n = self.ms + 1, 0
        return {"ms": self.ms, "n": self.n}

    def see(self, event):
        stamp = event.head["stamp"]
        seen = (stamp["ms"], stamp["n"])
        if event.at is not None and event.at < stamp["ms"]:
            seen = (event.at + 1, 0)
        self.ms, self.n = max((self.ms, self.n), seen)

    def learn(self, sent, now, got):
        if got - sent <= 120_000:
            self.skew, self.compared = now - (sent + got) // 2, True

    def note(self):
        note = {"wall": self.wall(), "mono": int(time.monotonic() * 1000), "skew": self.skew}
        return note if self.compared else {**note, "doubt": "never_compared"}


class Phone:
    def __init__(self, name="Test phone"):
        self.name, self.token, self.address = name, None, None
        self.clock, self.epoch, self.cursors, self.streams = Clock(), None, {}, {}
        self.events, self.membership, self.waiting, self.receipts, self.apart = {}, {}, [], {}, {}
        self.own, self.pages = [], 0
        self.new_device()

    def new_device(self):
        self.device, self.key = str(uuid.uuid4()), Ed25519PrivateKey.generate()
        self.chain, self.acknowledged = Chain(self.device, self.key), 0

    def public_key(self):
        return self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()

    # --- HTTP ---

    def connect(self):
        return http.client.HTTPConnection(self.address, timeout=60)

    def ask(self, method, path, body=None, headers=None, token=None):
        wire = self.connect()
        try:
            token = token or self.token
            given = {"Accept-Language": "en", "Accept-Encoding": "zstd", **({"Authorization": f"Bearer {token}"} if token else {})}
            wire.request(method, path, body, {**given, **(headers or {})})
            answer = wire.getresponse()
            data = answer.read()
            if answer.headers.get("Content-Encoding") == "zstd":
                data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
            if not 200 <= answer.status < 300:
                raise Refused(answer.status, data)
            return answer, data
        finally:
            wire.close()

    def post(self, path, message, **more):
        headers = {"Content-Type": "application/json"}
        return json.loads(self.ask("POST", V1 + path, json.dumps(message).encode(), headers, **more)[1])

    # --- Enrolment, greeting ---

    def enrol(self, link, **bent):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(link).query)
        self.address = urllib.parse.urlsplit(query["u"][0]).netloc
        code = query["c"][0]
        proof = self.key.sign(b"fettle.enrol.v1\0" + code.encode() + b"\0" + self.device.encode()).hex()
        asked = {"code": code, "device": self.device, "public_key": self.public_key(), "name": self.name, "app": "0.1.0", "proof": proof}
        said = self.post("/enrol", {**asked, **bent})
        self.token, self.person, self.short, self.hub_key = said["token"], said["person"], said["short"], said["hub_key"]
        self.certificate = said.get("certificate")
        return said

    def check_certificate(self):
        c = self.certificate
        said = [c[f] for f in ("device", "person", "short", "public_key", "name", "token_digest")] + [str(c["at"])]
        signed = b"fettle.device.v1\0" + b"".join(len(t.encode()).to_bytes(8, "big") + t.encode() for t in said)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.hub_key)).verify(bytes.fromhex(c["signature"]), signed)
        return c["token_digest"] == sha256(self.token.encode())

    def greet(self):
        sent = self.clock.wall()
        hello = {"versions": [1], "head": self.chain.head(), "wall": sent, "app": "0.1.0", "mood": "good"}
        said = self.post("/hello", hello)
        self.clock.learn(sent, said["now"], self.clock.wall())
        have = said["have"]["number"]
        ours = Chain(self.device, self.key)
        for event in self.own[:have]:
            ours.add(event)
        if have > self.chain.number or said["have"]["hash"] != ours.hash:
            raise AssertionError("fork")
        self.waiting = self.own[have:]
        self.apart = {one["event"]: one["code"] for one in said.get("apart", [])}
        if self.epoch != said["epoch"]:
            self.epoch, self.cursors = said["epoch"], {}
        self.streams = said["streams"]
        for stream in self.streams:
            self.cursors.setdefault(stream, 0)
        for stream in [s for s in self.cursors if s not in self.streams]:
            del self.cursors[stream]
            for subject in list(self.membership):
                self.leave(subject, stream)
        return said

    # --- Writing and pushing ---

    def write(self, subject, type_, body, blobs=None, bend=None, bend_body=None, **more):
        seen = {}
        for event in self.events.values():
            if event.subject == subject:
                seen[event.device] = max(seen.get(event.device, 0), event.number)
        header = {"id": uuid7(), "subject": subject, "type": type_, "v": 1, "stamp": self.clock.stamp(), "clock": self.clock.note()}
        header |= {"by": self.person, "device": self.device, "number": self.chain.number + 1}
        header |= ({"after": seen} if seen else {}) | ({"blobs": blobs} if blobs else {}) | more
        text = json.dumps(header, ensure_ascii=False)
        body = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        event = Event(bend(text) if bend else text, bend_body(body) if bend_body else body)
        self.chain.add(event)
        self.own.append(event)
        self.waiting.append(event)
        self.events[event.id] = event
        return event

    def lines(self, events, signed=None):
        text = "".join(f'{{"event":{event.line()}}}\n' for event in events)
        return (text + json.dumps({"head": signed or self.chain.signed()}) + "\n").encode()

    def send(self, body, zstd=False):
        headers = {"Content-Type": "application/x-ndjson"}
        if zstd:
            body, headers["Content-Encoding"] = zstandard.compress(body), "zstd"
        data = self.ask("POST", V1 + "/push", body, headers)[1]
        return [json.loads(line) for line in data.decode().splitlines()]

    def push(self, zstd=False):
        """Everything that waits; each receipt against the own chain."""
        said = self.send(self.lines(self.waiting), zstd)
        assert len(said) == len(self.waiting), said
        ours = Chain(self.device, self.key)
        hashes = {}
        for event in self.own:
            ours.add(event)
            hashes[event.number] = ours.hash
        for receipt in said:
            assert receipt["hash"] == hashes[receipt["number"]], "a fork"
            self.receipts[receipt["number"]] = receipt
        self.waiting = []
        return said

    # --- Pulling ---

    def leave(self, subject, stream):
        self.membership.get(subject, set()).discard(stream)
        if not self.membership.get(subject):
            self.membership.pop(subject, None)
            mine = {event.id for event in self.own}
            for event in [e for e in self.events.values() if e.subject == subject and e.id not in mine]:
                del self.events[event.id]

    def pull(self, limit=2000):
        """Pages until there is no more; how many entries came."""
        count = 0
        while True:
            asked = {"epoch": self.epoch, "cursors": self.cursors, "limit": limit}
            data = self.ask("POST", V1 + "/pull", json.dumps(asked).encode(), {"Content-Type": "application/json"})[1].decode()
            self.pages += 1
            *lines, last = data.splitlines(keepends=True)
            end = json.loads(last)["end"]
            assert end["sha256"] == sha256("".join(lines).encode()), "page_changed"
            for line in lines:
                self.take(fields(fields(line)["entry"]))
            count += len(lines)
            if not end["more"]:
                return count

    def take(self, entry):
        stream, n = json.loads(entry["s"]), int(entry["n"])
        assert n == self.cursors[stream] + 1, f"a gap in {stream}"
        self.cursors[stream] = n
        if "e" in entry:
            event = Event.read(entry["e"])
            self.clock.see(event)
            self.events[event.id] = event
            self.membership.setdefault(event.subject, set()).add(stream)
        elif "forget" in entry:
            self.leave(json.loads(entry["forget"]), stream)
        elif "apart" in entry:
            self.events.pop(json.loads(entry["apart"]), None)

    def about(self, kind):
        """Subjects of a kind, with their events in the order of the fold."""
        found = {}
        for event in sorted(self.events.values(), key=Event.order):
            if event.subject.startswith(kind + "/"):
                found.setdefault(event.subject, []).append(event)
        return found

    def session(self):
        self.greet()
        if self.waiting:
            self.push(zstd=True)
        return self.pull()

    # --- Blobs ---

    def announce(self, data, media_type):
        pair = lambda key, text: f"{key} {base64.b64encode(text.encode()).decode()}"
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(data))}
        headers["Upload-Metadata"] = f"{pair('sha256', sha256(data))},{pair('type', media_type)}"
        answer, _ = self.ask("POST", V1 + "/uploads", b"", headers)
        return answer.headers["Location"], int(answer.headers["Upload-Offset"])

    def piece(self, location, offset, data):
        headers = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
        return int(self.ask("PATCH", location, data, headers)[0].headers["Upload-Offset"])

    def broken_piece(self, location, offset, data, whole):
        """A PATCH that announces `whole` bytes and hangs up after `data`."""
        wire = self.connect()
        wire.putrequest("PATCH", location)
        for name, value in {"Authorization": f"Bearer {self.token}", "Tus-Resumable": "1.0.0", "Upload-Offset": str(offset),
                            "Content-Type": "application/offset+octet-stream", "Content-Length": str(whole)}.items():
            wire.putheader(name, value)
        wire.endheaders()
        wire.send(data)
        wire.close()

    def offset(self, location):
        return int(self.ask("HEAD", location, headers={"Tus-Resumable": "1.0.0"})[0].headers["Upload-Offset"])

    def upload(self, data, media_type="image/jpeg", step=65_536):
        location, at = self.announce(data, media_type)
        while at < len(data):
            at = self.piece(location, at, data[at : at + step])
        return {"hash": sha256(data), "size": len(data), "type": media_type}

    def blob(self, hash_, span=None):
        return self.ask("GET", f"{V1}/blobs/{hash_}", headers={"Range": f"bytes={span}"} if span else {})[1]

    # --- Live ---

    def live(self, moved):
        """Calls `moved(stream, number)` for each event, in a thread, until the line ends; the thread comes back."""
        wire = self.connect()
        wire.request("GET", V1 + "/live", headers={"Authorization": f"Bearer {self.token}"})
        answer = wire.getresponse()
        if answer.status != 200:
            raise Refused(answer.status, answer.read())

        def follow():
            kind = None
            while line := answer.readline().decode().rstrip("\n"):
                if line.startswith("event:"):
                    kind = line[6:].strip()
                elif line.startswith("data:") and kind == "moved":
                    said = json.loads(line[5:])
                    moved(said["s"], said["n"])
                    answer.readline()
                elif line.startswith(":"):
                    answer.readline()

        thread = threading.Thread(target=follow, daemon=True)
        thread.start()
        return thread

    # --- Succession ---

    def succeed(self):
        """Goes on as a new device and says again what has no receipt."""
        old, old_key, old_token, old_own = self.device, self.key, self.token, self.own
        links, ours = [], Chain(old, old_key)
        for event in old_own:
            ours.add(event)
            links.insert(0, ours.head())
        self.new_device()
        token = os.urandom(32).hex()
        signed = b"fettle.succeed.v1\0" + old.encode() + b"\0" + self.device.encode()
        asked = {"device": self.device, "public_key": self.public_key(), "token": token, "app": "0.1.0",
                 "proof": self.key.sign(signed).hex(), "old_proof": old_key.sign(signed).hex(), "held": links[:1000]}
        said = self.post("/succeed", asked, token=old_token)
        self.token, self.short, self.own, self.waiting = token, said["short"], [], []
        for event in old_own[said["common"]["number"] :]:
            again = json.loads(event.header) | {"id": uuid7(), "device": self.device, "number": self.chain.number + 1}
            again["repeats"] = event.head.get("repeats") or event.id
            repeat = Event(json.dumps(again, ensure_ascii=False), event.body)
            self.chain.add(repeat)
            self.own.append(repeat)
            self.waiting.append(repeat)
        return said
