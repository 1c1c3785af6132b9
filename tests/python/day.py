"""A day of phones of another make against a real hub: `day.py FETTLE` with the path of the hub's program. The phone is phone.py, which is
written from docs/sync.md; the bodies here are the business's, as the sample company's own events show them."""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import uuid

import zstandard
from phone import Chain, Phone, Refused, cut, fields, sha256, uuid7
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

TOP = pathlib.Path(__file__).resolve().parents[2]
FETTLE = None


def now_text():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


class Hub:
    def __init__(self, folder):
        self.data = folder / "data"
        self.run("import", TOP / "hub/sample/company")
        self.start(0)

    def run(self, *words):
        done = subprocess.run([FETTLE, *words, "--data", self.data], capture_output=True, text=True, env={**os.environ, "LANG": "en"})
        return self.done(done)

    def done(self, done):
        if done.returncode:
            raise AssertionError(f"{done.args}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def start(self, port):
        self.log = open(self.data.parent / "hub.log", "a", encoding="utf-8")
        words = [FETTLE, "serve", "--port", str(port), "--data", self.data]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.address = self.process.stdout.readline().strip()
        assert self.address.startswith("http://"), "the hub did not start"

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()
        self.log.close()
        self.start(int(self.address.rsplit(":", 1)[1]))

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()
        self.log.close()

    def link(self, login):
        said = self.run("enrol", "--person", login, "--address", self.address)
        return next(line for line in said.splitlines() if line.startswith("fettle:enrol?"))

    def enrolled(self, login):
        phone = Phone(login)
        phone.enrol(self.link(login))
        phone.session()
        return phone

    def whole(self):
        self.run("verify")


class Example(unittest.TestCase):
    """The document's own worked example."""

    def test_the_chain(self):
        text = (TOP / "docs/sync.md").read_text(encoding="utf-8")
        said = dict(re.findall(r"^(header|body|SHA-256\(header\)|SHA-256\(body\)|hash\(0\)|hash\(1\)|public key|signature)  +(.*)$", text, re.M))
        key = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
        from phone import Event

        event, chain = Event(said["header"], said["body"]), Chain("01920000-0000-7000-8000-00000000000d", key)
        self.assertEqual(chain.hash, said["hash(0)"])
        self.assertEqual((sha256(said["header"].encode()), event.body_hash), (said["SHA-256(header)"], said["SHA-256(body)"]))
        chain.add(event)
        self.assertEqual(chain.signed(), {"number": 1, "hash": said["hash(1)"], "signature": said["signature"]})

    def test_values_are_cut_as_they_are_written(self):
        text = '{"a" : {"x":"}\\"]"} ,"b":[1,{"c":2}], "d":1e400,"e":"\\\\"}'
        self.assertEqual(fields(text), {"a": '{"x":"}\\"]"}', "b": '[1,{"c":2}]', "d": "1e400", "e": '"\\\\"'})
        self.assertEqual(cut("[[1],2],3"), 7)


class Day(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="fettle-python-")
        cls.hub = Hub(pathlib.Path(cls.folder.name))
        cls.desk, cls.engineer, cls.admin = (cls.hub.enrolled(login) for login in ("lin", "chen", "admin"))
        found = cls.desk.about("site")
        cls.site = next(s for s, events in found.items() if json.loads(events[0].body)["details"]["name"]["en"] == "Chengguan police station")
        said = json.loads(found[cls.site][0].body)["details"]
        cls.centre, cls.customer = said["centre"], said["customer"]

    @classmethod
    def tearDownClass(cls):
        cls.hub.stop()
        cls.folder.cleanup()

    def tearDown(self):
        # Whatever was tried: the books are whole, and a backup would be restored.
        self.hub.whole()

    def report(self, site=None, customer=None, to=None):
        job = f"job/{uuid7()}"
        body = {"number": f"{self.desk.short}-{self.desk.chain.number + 1}", "kind": "repair", "channel": "phone",
                "caller": {"name": "刘所", "title": "", "phone": "010-1"}, "company": "", "product": "PTZ", "symptom": "无图像",
                "at": now_text(), "centre": self.centre, "customer": customer or self.customer, "site": (site or self.site).split("/")[-1]}
        self.desk.write(job, "reported", body)
        if to:
            self.desk.write(job, "assigned", {"to": [to.person]})
        return job

    def taken(self, phone, **more):
        receipts = phone.push(**more)
        self.assertEqual([r.get("quarantined") for r in receipts], [None] * len(receipts), receipts)
        return receipts

    def refused(self, status, code, do, *args, **more):
        with self.assertRaises(Refused) as caught:
            do(*args, **more)
        self.assertEqual((caught.exception.status, caught.exception.code), (status, code))
        self.assertTrue(caught.exception.text or code is None)

    def note(self, phone, job, **bent):
        return phone.write(job, "noted", {"text": "现场"}, **bent)

    def fresh_job(self):
        job = self.report(to=self.engineer)
        self.desk.session()
        self.engineer.session()
        return job

    # --- The day ---

    def test_an_enrolled_phone_has_what_its_person_may_know(self):
        self.assertTrue(self.engineer.check_certificate())
        self.assertTrue(self.engineer.about("equipment") and self.engineer.about("checklist"))
        names = set(self.engineer.streams)
        months = {name for name in names if re.fullmatch(rf"stock/({self.centre}/)?[0-9]{{4}}-[0-9]{{2}}", name)}
        self.assertEqual(names - months, {"everyone", f"centre/{self.centre}", f"person/{self.engineer.person}"})
        other = f"person/{self.desk.person}"
        for stream in (other, "weather/today", f"crew/{uuid.uuid4()}"):
            asked = {"epoch": self.engineer.epoch, "cursors": {stream: 0}, "limit": 1}
            self.refused(403, "stream_not_allowed", self.engineer.post, "/pull", asked)
        self.refused(409, "epoch_changed", self.engineer.post, "/pull", {"epoch": str(uuid.uuid4()), "cursors": {}, "limit": 1})
        self.refused(401, "unknown_device", Phone.post, self.engineer, "/hello", {}, token="0" * 64)

    def test_a_job_goes_there_and_back_and_all_of_it_may_be_said_twice(self):
        moved, seen = threading.Event(), []
        self.engineer.session()
        centre = f"centre/{self.centre}"
        stood = self.engineer.streams[centre]
        line = self.engineer.live(lambda stream, n: (seen.append((stream, n)), moved.set() if stream == centre and n > stood else None))
        job = self.report(to=self.engineer)
        first = self.desk.lines(self.desk.waiting)
        receipts = self.taken(self.desk)
        self.assertEqual(self.desk.send(first), receipts, "the same again")
        self.assertTrue(moved.wait(10), seen)
        self.engineer.session()
        self.assertEqual([e.type for e in self.engineer.about("job")[job]], ["reported", "assigned"])
        # Away from the network: five facts and a photo, then zstd.
        photo = os.urandom(300_000)
        named = {"hash": sha256(photo), "size": len(photo), "type": "image/jpeg"}
        for type_ in ("left", "arrived", "started"):
            self.engineer.write(job, type_, {})
        self.engineer.write(job, "photo_added", {"photo": {"blob": named, "caption": "", "taken_at": now_text()}}, blobs=[named])
        self.note(self.engineer, job)
        self.taken(self.engineer, zstd=True)
        self.refused(404, "blob_unknown", self.desk.blob, named["hash"])
        # A piece breaks off; what came of it counts.
        location, at = self.engineer.announce(photo, "image/jpeg")
        self.assertEqual(at, 0)
        self.engineer.broken_piece(location, 0, photo[:100_000], len(photo))
        for _ in range(100):
            at = self.engineer.offset(location)
            if at:
                break
            time.sleep(0.05)
        while True:
            try:
                at = self.engineer.offset(location)
                self.assertEqual(self.engineer.piece(location, at, photo[at:]), len(photo))
                break
            except Refused as refused:
                self.assertIn(refused.code, ("upload_busy", "upload_offset"))
                time.sleep(0.1)
        self.desk.session()
        self.assertEqual([e.type for e in self.desk.about("job")[job]][2:], ["left", "arrived", "started", "photo_added", "noted"])
        self.assertEqual(self.desk.blob(named["hash"], "1000-1999"), photo[1000:2000])
        self.assertEqual(self.desk.blob(named["hash"]), photo)
        self.refused(416, "bad_range", self.desk.blob, named["hash"], f"{len(photo)}-")
        self.assertEqual(self.engineer.announce(photo, "image/jpeg")[1], len(photo), "it is there")
        self.assertTrue(line.is_alive())

    def test_a_changed_file_is_not_taken(self):
        data = os.urandom(5_000)
        location, _ = self.engineer.announce(data, "image/jpeg")
        self.refused(409, "upload_offset", self.engineer.piece, location, 7, data[7:])
        self.refused(460, "blob_hash_mismatch", self.engineer.piece, location, 0, data[::-1])
        self.refused(404, None, self.engineer.offset, location)
        self.refused(404, "upload_unknown", self.engineer.piece, location, 0, data)

    def test_work_survives_a_hub_that_is_killed(self):
        job = self.fresh_job()
        for _ in range(5):
            for _ in range(20):
                self.note(self.engineer, job)
            sent = self.engineer.lines(self.engineer.waiting)
            threading.Timer(0.02, self.hub.process.send_signal, [signal.SIGKILL]).start()
            try:
                self.engineer.send(sent)
            except Exception:  # whatever a dying server leaves of an answer
                pass
            time.sleep(0.05)
            self.hub.kill()
            have = self.engineer.greet()["have"]["number"]
            self.assertGreaterEqual(have, max(self.engineer.receipts, default=0))
            if self.engineer.waiting:
                self.taken(self.engineer)
        self.desk.session()
        self.assertEqual(len(self.desk.about("job")[job]), 2 + 100)

    def test_a_clone_goes_on_as_another_device(self):
        job = self.fresh_job()
        phone = self.hub.enrolled("wang")
        self.note(phone, job)
        self.taken(phone)
        clone = Phone("clone")
        for field in ("device", "key", "token", "person", "short", "address", "epoch"):
            setattr(clone, field, getattr(phone, field))
        clone.chain = Chain(clone.device, clone.key)
        clone.own = list(phone.own)
        for event in clone.own:
            clone.chain.add(event)
        self.note(phone, job)
        self.taken(phone)
        lost = [self.note(clone, job), self.note(clone, job)]
        clone.waiting = lost
        self.refused(409, "chain_fork", clone.push)
        said = clone.succeed()
        self.assertEqual(said["common"]["number"], 1)
        self.taken(clone)
        clone.session()
        self.assertEqual({e.head.get("repeats") for e in clone.about("job")[job] if e.head.get("repeats")}, {e.id for e in lost})

    def test_what_is_filed_elsewhere_is_named(self):
        job = self.fresh_job()
        away = self.hub.enrolled("shen")
        asked = {"epoch": away.epoch, "subjects": [job, f"job/{uuid7()}"]}
        self.assertEqual(away.post("/filed", asked)["elsewhere"], [job])
        self.assertEqual(self.engineer.post("/filed", {"epoch": self.engineer.epoch, "subjects": [job]})["elsewhere"], [])

    # --- The findings of the review, each as another make meets it ---

    def test_1_an_unknown_site_makes_no_backup_unrestorable(self):
        self.report(site=f"site/{uuid7()}", customer=uuid7())
        self.taken(self.desk)
        self.hub.whole()

    def test_1_no_phone_is_believed_about_an_enrolment(self):
        self.admin.write(f"device/{uuid.uuid4()}", "enrolled", {"person": self.admin.person, "name": "x", "short": "Z9", "public_key": "0" * 64, "app": ""})
        self.assertEqual(self.admin.push()[0]["quarantined"], "hub_only")

    def test_6_nothing_comes_twice(self):
        for _ in range(5):
            job = self.fresh_job()
            self.desk.write(job, "cancelled", {"reason": "误报"})
            self.desk.session()
        fresh = self.hub.enrolled("chen")
        own = f"person/{fresh.person}"
        kinds = {subject.split("/")[0] for subject, streams in fresh.membership.items() if own in streams}
        # The own bag stays when the months of a ledger are left; all else is in one stream.
        ledger = {"movement", "stocktake"}
        self.assertLessEqual(kinds - ledger, {"device", "account"})
        twice = {subject.split("/")[0] for subject, streams in fresh.membership.items() if len(streams) > 1}
        self.assertLessEqual(twice, ledger)

    def test_9_a_clock_that_is_ahead_infects_nobody(self):
        job = self.fresh_job()
        mad = self.hub.enrolled("li")
        mad.clock.ms = (1 << 64) - 2
        self.note(mad, job)
        receipt = mad.push()[0]
        self.assertEqual((receipt.get("quarantined"), receipt["notices"]), (None, ["clock_ahead"]))
        self.engineer.session()
        self.note(self.engineer, job)
        receipt = self.engineer.push()[0]
        self.assertNotIn("notices", receipt)

    def test_10_json_that_not_everybody_reads_is_kept_apart(self):
        job = self.fresh_job()
        for odd in ("[" * 65 + "]" * 65, "7" * 65, "1e400", '"\\ud800"', "-" + "1" * 64):
            for where in ("bend", "bend_body"):
                bent = self.note(self.engineer, job, **{where: lambda text: text.replace("{", f'{{"odd":{odd},', 1)})
                self.assertEqual(self.engineer.push()[0].get("quarantined"), "body_malformed", odd)
                self.desk.session()
                self.assertNotIn(bent.id, self.desk.events)
        fine = self.note(self.engineer, job, bend=lambda text: text.replace("{", '{"odd":' + "[" * 63 + "]" * 63 + ',"odd":1.5e+300, ', 1))
        self.taken(self.engineer)
        self.desk.session()
        self.assertEqual(self.desk.events[fine.id].header, fine.header, "byte for byte")

    def test_11_headers_of_a_newer_make_are_taken(self):
        job = self.fresh_job()
        for bend in (lambda t: t.replace('"skew":', '"doubt":"eclipse","skew":', 1), lambda t: t.replace("{", '{"repeats":null,"sense":[1],', 1)):
            self.note(self.engineer, job, bend=bend)
        self.engineer.write(f"job/{job.split('/')[1]}", "teleported", None)
        self.engineer.write(job, "noted", {"text": "x"}, v=65_535)
        receipts = self.engineer.push()
        self.assertEqual([r.get("quarantined") for r in receipts][:3], [None] * 3)
        self.assertEqual(receipts[2]["notices"], ["unknown_type"])
        event = self.note(self.engineer, job)
        line = f'{{"weather":[1],"event":{event.line()}}}\r\n\n{{"kind_of_tomorrow":1}}\n{json.dumps({"head": self.engineer.chain.signed(), "n": 1})}'
        self.assertEqual(len(self.engineer.send(line.encode())), 1)

    def test_12_a_body_may_come_later(self):
        job = self.fresh_job()
        event = self.note(self.engineer, job)
        bare = f'{{"event":{{"h":{event.header},"bh":"{event.body_hash}"}}}}\n{json.dumps({"head": self.engineer.chain.signed()})}'
        self.assertEqual(self.engineer.send(bare.encode())[0]["quarantined"], "body_missing")
        self.taken(self.engineer)
        self.desk.session()
        self.assertEqual(self.desk.events[event.id].body, event.body)

    def test_13_what_is_wrong_is_told_as_what_it_is(self):
        job = self.fresh_job()
        event = self.note(self.engineer, job)
        for spelling in (event.id.upper(), f"urn:uuid:{event.id}"):
            with self.assertRaises(Refused) as caught:
                self.engineer.send(self.engineer.lines([event]).replace(event.id.encode(), spelling.encode(), 1))
            self.assertEqual((caught.exception.status, caught.exception.code), (400, "bad_line"))
        self.refused(409, "chain_wrong_device", self.desk.send, self.engineer.lines([event]))
        window = zstandard.ZstdCompressor(compression_params=zstandard.ZstdCompressionParameters(window_log=24)).compressobj()
        packed = window.compress(self.engineer.lines([event])) + window.flush()
        self.refused(400, "window_too_large", self.engineer.ask, "POST", "/sync/v1/push", packed, {"Content-Encoding": "zstd"})
        self.taken(self.engineer)
        for bent in ({"name": "n" * 101}, {"name": "a\0b"}, {"device": str(uuid.UUID(int=0))}):
            self.refused_enrolment(bent)

    def refused_enrolment(self, bent):
        phone, link = Phone(), self.hub.link("chen")
        if "device" in bent:
            phone.device = bent["device"]
        self.refused(400, "bad_enrolment", phone.enrol, link, **bent)

    def test_13_a_run_with_a_gap_is_forgotten_when_it_is_in(self):
        job = self.fresh_job()
        self.note(self.engineer, job)
        second = self.note(self.engineer, job)
        self.refused(409, "chain_gap", self.engineer.send, self.engineer.lines([second]))
        self.engineer.greet()
        self.taken(self.engineer)


if __name__ == "__main__":
    FETTLE = sys.argv.pop(1)
    unittest.main(verbosity=2)
