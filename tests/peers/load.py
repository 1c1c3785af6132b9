#!/usr/bin/env python3
"""load.py: a real hub under load over real HTTP, measured; one line of JSON at the end.

A phone here is made of docs/sync.md alone: its key, its chain, lines over HTTP. So one driver measures every commit that speaks the protocol.
Needs python3 and the package `cryptography` (Ed25519). Started by tests/peers/run; --help says how to start it by hand.
"""

import argparse
import hashlib
import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
import uuid

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def sha(*parts):
    h = hashlib.sha256()
    for part in parts:
        h.update(part)
    return h.digest()


_last = [0, 0]
_lock = threading.Lock()


def uuid7():
    """A UUIDv7; they rise, as those of one phone do."""
    with _lock:
        ms = int(time.time() * 1000)
        _last[1] = _last[1] + 1 if ms <= _last[0] else 0
        _last[0] = max(ms, _last[0])
        ms, count = _last[0] + (_last[1] >> 12), _last[1] & 0xFFF
    raw = ms.to_bytes(6, "big") + (0x7000 | count).to_bytes(2, "big") + b"\x80" + os.urandom(7)
    return str(uuid.UUID(bytes=raw))


class Hub:
    def __init__(self, binary, data, company):
        self.binary, self.data = binary, data
        subprocess.run([binary, "import", "--data", data, company], check=True, stdout=subprocess.DEVNULL)
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        log = open(os.path.join(data, "log"), "w")
        command = [binary, "serve", "--data", data, "--port", str(self.port)]
        self.process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "RUST_LOG": "warn"})
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.1)
        sys.exit("the hub does not start: see " + log.name)

    def code(self, login):
        out = subprocess.run(
            [self.binary, "enrol", "--data", self.data, "--person", login], check=True, capture_output=True, text=True
        ).stdout
        return re.search(r"[?&]c=([^&\s]+)", out).group(1)

    def cpu(self):
        """Seconds of processors that the hub has used."""
        with open(f"/proc/{self.process.pid}/stat") as f:
            fields = f.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self):
        with open(f"/proc/{self.process.pid}/status") as f:
            return int(re.search(r"VmRSS:\s+(\d+)", f.read()).group(1)) // 1024

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


class Phone:
    def __init__(self, hub, login):
        self.hub, self.device, self.key = hub, str(uuid.uuid4()), Ed25519PrivateKey.generate()
        self.raw, self.wire = uuid.UUID(self.device).bytes, None
        code = hub.code(login)
        proof = self.key.sign(b"fettle.enrol.v1\0" + code.encode() + b"\0" + self.device.encode()).hex()
        public = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
        self.token = None
        asked = {"code": code, "device": self.device, "public_key": public, "name": "load", "app": "0.1.0", "proof": proof}
        status, text = self.ask("POST", "/sync/v1/enrol", json.dumps(asked).encode())
        assert status == 200, text
        enrolled = json.loads(text)
        self.token, self.person = enrolled["token"], enrolled["person"]
        self.number, self.hash, self.last = 0, sha(b"fettle.chain.v1\0", self.raw), 0

    def ask(self, method, path, body=None):
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        for attempt in (0, 1):
            if self.wire is None:
                self.wire = http.client.HTTPConnection("127.0.0.1", self.hub.port, timeout=300)
            try:
                self.wire.request(method, path, body, headers)
                answer = self.wire.getresponse()
                return answer.status, answer.read()
            except (http.client.HTTPException, OSError):
                self.wire = None
                if attempt:
                    raise

    def write(self, subject, kind, body):
        """The line of the next event."""
        self.number += 1
        self.last = max(self.last + 1, int(time.time() * 1000))
        header = (
            '{"id":"%s","subject":"%s","type":"%s","v":1,"stamp":{"ms":%d,"n":0},"clock":{"wall":%d,"mono":%d,"skew":0,'
            '"doubt":"never_compared"},"by":"%s","device":"%s","number":%d}'
            % (uuid7(), subject, kind, self.last, self.last, self.last, self.person, self.device, self.number)
        )
        body = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        self.hash = sha(b"fettle.event.v1\0", self.hash, sha(header.encode()), sha(body.encode()))
        return '{"event":{"h":%s,"b":%s}}\n' % (header, body)

    def run(self, lines):
        """A push of these lines, which end at the newest event."""
        signature = self.key.sign(b"fettle.head.v1\0" + self.raw + self.number.to_bytes(8, "big") + self.hash).hex()
        head = '{"head":{"number":%d,"hash":"%s","signature":"%s"}}\n' % (self.number, self.hash.hex(), signature)
        return ("".join(lines) + head).encode()

    def push(self, body):
        status, text = self.ask("POST", "/sync/v1/push", body)
        assert status == 200, text
        assert b"quarantined" not in text, text[:500]

    def hello(self):
        asked = {"versions": [1], "head": {"number": self.number, "hash": self.hash.hex()}, "wall": int(time.time() * 1000), "app": "0.1.0"}
        status, text = self.ask("POST", "/sync/v1/hello", json.dumps(asked).encode())
        assert status == 200, text
        return json.loads(text)

    def pull(self, cursors, epoch, limit=2000):
        status, text = self.ask("POST", "/sync/v1/pull", json.dumps({"epoch": epoch, "cursors": cursors, "limit": limit}).encode())
        assert status == 200, text
        entries, more = [], False
        for line in text.splitlines():
            line = json.loads(line)
            if "entry" in line:
                entries.append(line["entry"])
                cursors[line["entry"]["s"]] = line["entry"]["n"]
            else:
                more = line["end"]["more"]
        return entries, more

    def pull_all(self):
        greeting = self.hello()
        cursors, found, more = {stream: 0 for stream in greeting["streams"]}, [], True
        while more:
            entries, more = self.pull(cursors, greeting["epoch"])
            found += entries
        return found, cursors, greeting["epoch"]


def together(tasks):
    """Runs all at once, waits for all."""
    failed = []

    def guarded(task):
        try:
            task()
        except BaseException as e:  # noqa: BLE001: told below, with the others
            failed.append(e)

    threads = [threading.Thread(target=guarded, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


# When what is reported here came in: now, so that nothing of it falls due while it is measured.
NOW = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def reported(job, number, site, customer, centre):
    return {
        "number": number, "kind": "repair", "channel": "phone", "caller": {"name": "刘所", "title": "所长", "phone": "010-1"},
        "company": "示范区公安分局", "product": "PTZ", "symptom": "画面抖动", "at": NOW, "centre": centre,
        "customer": customer, "site": site,
    }


class Load:
    def __init__(self, hub):
        self.hub, self.figures = hub, {}
        self.desk, self.engineers = Phone(hub, "lin"), [Phone(hub, "chen") for _ in range(4)]
        found, _, _ = self.desk.pull_all()
        self.sites = []
        for entry in found:
            header = entry.get("e", {}).get("h", {})
            if header.get("type") == "registered" and header["subject"].startswith("site/"):
                # Version 1 of the event, which the older tree writes, has the fields in the body itself.
                body = entry["e"]["b"].get("details", entry["e"]["b"])
                self.sites.append((header["subject"].split("/")[1], body["customer"], body["centre"]))
        self.sites = sorted(set(self.sites))
        self.count = 0

    def jobs(self, count):
        """So many open jobs of the engineer, and how long the hub took."""
        jobs, spent, cpu = [], 0.0, self.hub.cpu()
        for start in range(0, count, 500):
            lines = []
            for n in range(min(500, count - start)):
                job, (site, customer, centre) = uuid7(), self.sites[(start + n) % len(self.sites)]
                self.count += 1
                jobs.append(job)
                lines.append(self.desk.write("job/" + job, "reported", reported(job, f"L-{self.count}", site, customer, centre)))
                lines.append(self.desk.write("job/" + job, "assigned", {"to": [self.engineers[0].person]}))
            body, began = self.desk.run(lines), time.monotonic()
            self.desk.push(body)
            spent += time.monotonic() - began
        return jobs, spent, self.hub.cpu() - cpu

    def notes(self, name, jobs, rounds):
        """Pushes of 1,000 notes by all engineers' phones at once: events a second."""
        bodies = [[] for _ in self.engineers]
        for which, phone in enumerate(self.engineers):
            for r in range(rounds):
                lines = [
                    phone.write("job/" + jobs[(r * 1000 + n + which * 37) % len(jobs)], "noted", {"text": f"checked {r} {n}"})
                    for n in range(1000)
                ]
                bodies[which].append(phone.run(lines))

        def pushing(which):
            for body in bodies[which]:
                self.engineers[which].push(body)

        began, cpu = time.monotonic(), self.hub.cpu()
        together([lambda which=which: pushing(which) for which in range(len(self.engineers))])
        count, took, used = rounds * 1000 * len(self.engineers), time.monotonic() - began, self.hub.cpu() - cpu
        self.figures[f"{name}: events/s"] = round(count / took)
        self.figures[f"{name}: events/s of one processor"] = round(count / max(used, 0.01))

    def own(self, jobs, count):
        """One phone that has sent so many events of its own."""
        phone = self.engineers[0]
        while phone.number < count:
            some = range(min(1000, count - phone.number))
            phone.push(phone.run([phone.write("job/" + jobs[n % len(jobs)], "noted", {"text": f"own {n}"}) for n in some]))

    def single(self, jobs):
        """One greeting and one push of one event, in milliseconds, the middle one of many."""
        phone, took = self.engineers[0], {"greeting": [], "one push": []}
        for n in range(30):
            began = time.monotonic()
            phone.hello()
            took["greeting"].append(time.monotonic() - began)
            body = phone.run([phone.write("job/" + jobs[n % len(jobs)], "noted", {"text": f"one {n}"})])
            began = time.monotonic()
            phone.push(body)
            took["one push"].append(time.monotonic() - began)
        cpu = self.hub.cpu()
        for _ in range(100):
            phone.hello()
        self.figures["greeting: ms of one processor"] = round((self.hub.cpu() - cpu) * 10, 2)
        cpu = self.hub.cpu()
        for n in range(100):
            phone.push(phone.run([phone.write("job/" + jobs[n % len(jobs)], "noted", {"text": f"two {n}"})]))
        self.figures["one push: ms of one processor"] = round((self.hub.cpu() - cpu) * 10, 2)
        for name, all_of in took.items():
            self.figures[f"{name}: ms"] = round(statistics.median(all_of) * 1000, 2)

    def crowd(self, jobs, readers, pushers, seconds):
        """Readers who look every two seconds beside phones that push every second: the 95th of 100 answers, in milliseconds."""
        logins = ["chen", "lin", "wang", "zhou"]
        reading = [Phone(self.hub, logins[n % len(logins)]) for n in range(readers)]
        pushing = [Phone(self.hub, "chen") for _ in range(pushers)]
        newest = {login: None for login in logins}
        for phone, login in zip(reading, [logins[n % len(logins)] for n in range(readers)]):
            if newest[login] is None:
                greeting = phone.hello()
                newest[login] = (dict(greeting["streams"]), greeting["epoch"])
        took, end = [], time.monotonic() + seconds

        def read(n):
            phone = reading[n]
            cursors, epoch = newest[logins[n % len(logins)]]
            cursors = dict(cursors)
            time.sleep(2 * n / readers)
            while time.monotonic() < end:
                for act in (phone.hello, lambda: phone.pull(cursors, epoch, 500)):
                    began = time.monotonic()
                    act()
                    took.append(time.monotonic() - began)
                time.sleep(max(0.0, 2 - (time.monotonic() - began)))

        def push(n):
            phone = pushing[n]
            time.sleep(n / pushers)
            while time.monotonic() < end:
                lines = [phone.write("job/" + jobs[(n * 7 + k) % len(jobs)], "noted", {"text": f"crowd {k}"}) for k in range(10)]
                body, began = phone.run(lines), time.monotonic()
                phone.push(body)
                took.append(time.monotonic() - began)
                time.sleep(max(0.0, 1 - (time.monotonic() - began)))

        before = self.hub.megabytes()
        tasks = [lambda n=n: read(n) for n in range(readers)] + [lambda n=n: push(n) for n in range(pushers)]
        together(tasks)
        took.sort()
        self.figures["crowd: answers"] = len(took)
        self.figures["crowd: p50 ms"] = round(took[len(took) // 2] * 1000, 1)
        self.figures["crowd: p95 ms"] = round(took[len(took) * 95 // 100] * 1000, 1)
        self.figures["crowd: MB more"] = self.hub.megabytes() - before


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--hub", required=True, help="the hub's binary")
    args.add_argument("--company", required=True, help="folder of the sample company")
    args.add_argument("--data", required=True, help="an empty folder for the hub; on /dev/shm the disk is not measured")
    args.add_argument("--open", type=int, default=20_000, help="open jobs")
    args.add_argument("--own", type=int, default=120_000, help="events that the phone which is measured alone has sent")
    args.add_argument("--rounds", type=int, default=5, help="thousands of notes of each of four phones, twice")
    args.add_argument("--readers", type=int, default=200)
    args.add_argument("--pushers", type=int, default=50)
    args.add_argument("--seconds", type=int, default=20, help="of the crowd; 0 for none")
    args = args.parse_args()
    hub = Hub(args.hub, args.data, args.company)
    try:
        load = Load(hub)
        jobs, _, _ = load.jobs(50)
        load.notes("at first", jobs, args.rounds)
        more, took, cpu = load.jobs(args.open)
        load.figures["jobs opened: events/s"] = round(2 * args.open / max(took, 0.001))
        load.figures["jobs opened: events/s of one processor"] = round(2 * args.open / max(cpu, 0.01))
        load.notes(f"{args.open} open jobs", jobs + more, args.rounds)
        load.own(more, args.own)
        load.single(more)
        if args.seconds:
            load.crowd(more, args.readers, args.pushers, args.seconds)
        load.figures["MB"] = hub.megabytes()
    finally:
        hub.stop()
    print(json.dumps(load.figures, ensure_ascii=False))


if __name__ == "__main__":
    main()
