"""A running doccano and a running Label Studio import what `jianbao convert` writes, and give back the same spans.

usage: peers.py JIANBAO FOLDER DOCCANO LABEL-STUDIO

DOCCANO and LABEL-STUDIO are the folders of the environments in which the two are installed. Both keep their data below
FOLDER and listen on free ports of this machine; they are stopped at the end.
"""

import contextlib
import http.cookiejar
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

from consumers import Consumers

WAIT = 240
USER, PASSWORD = "admin@example.com", "invented-password"


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Client:
    """Requests with cookies, as a browser sends them."""

    def __init__(self, base):
        self.base = base
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.headers = {"Referer": base, "Origin": base}

    def ask(self, path, data=None, kind="application/json"):
        body = data
        if kind == "application/json" and data is not None:
            body = json.dumps(data).encode()
        headers = dict(self.headers)
        token = next((cookie.value for cookie in self.jar if cookie.name == "csrftoken"), None)
        if token:
            headers["X-CSRFToken"] = token
        if body is not None:
            headers["Content-Type"] = kind
        request = urllib.request.Request(self.base + path, body, headers)
        try:
            with self.opener.open(request, timeout=WAIT) as answer:
                text = answer.read().decode()
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{path}: {error.code} {error.read().decode(errors='replace')[:500]}") from error
        with contextlib.suppress(json.JSONDecodeError):
            return json.loads(text)
        return text

    def form(self, path, fields):
        return self.ask(path, urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def upload(self, path, name, content):
        border = uuid.uuid4().hex
        head = f'--{border}\r\nContent-Disposition: form-data; name="filepond"; filename="{name}"\r\nContent-Type: text/plain\r\n\r\n'
        body = head.encode() + content + f"\r\n--{border}--\r\n".encode()
        return self.ask(path, body, f"multipart/form-data; boundary={border}")

    def wait(self, path):
        end = time.time() + WAIT
        while True:
            try:
                return self.ask(path)
            except (OSError, RuntimeError) as error:
                if time.time() > end:
                    raise RuntimeError(f"no answer from {self.base}{path}: {error}") from error
                time.sleep(0.5)


@contextlib.contextmanager
def running(command, log, env):
    """A program in a group of processes of its own, which is ended with it."""
    with open(log, "wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=env, start_new_session=True)
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, 15)
            process.wait()


def compare(name, found, wanted):
    """Prints what came back of each document."""
    assert found.keys() == wanted.keys(), f"{name}: other texts came back"
    n = 0
    for text, spans in wanted.items():
        assert found[text] == spans, f"{name}: {sorted(found[text] ^ spans)}"
        n += len(spans)
    print(f"{name}: {len(wanted)} documents, {n} spans, all the same", flush=True)


def utf16(text, at):
    return len(text[:at].encode("utf-16-le")) // 2


def doccano(consumers, environment, folder):
    env = dict(os.environ, DOCCANO_HOME=str(folder / "doccano-home"))
    program = str(environment / "bin" / "doccano")
    (folder / "doccano-home").mkdir()
    for arguments in (["init"], ["createuser", "--username", "admin", "--password", PASSWORD]):
        run = subprocess.run([program, *arguments], env=env, capture_output=True, text=True)
        if run.returncode:
            raise RuntimeError(f"doccano {arguments[0]}: {run.stderr[-500:]}")
    port = free_port()
    server = running([program, "webserver", "--port", str(port), "--workers", "1"], folder / "doccano.log", env)
    worker = running([program, "task", "--concurrency", "1"], folder / "doccano-task.log", env)
    with server, worker:
        client = Client(f"http://127.0.0.1:{port}")
        client.wait("/v1/health/?format=json")
        client.ask("/v1/auth/login/", {"username": "admin", "password": PASSWORD})
        for graphemes in (False, True):
            kind = "SequenceLabeling"
            project = client.ask("/v1/projects", {
                "name": "pages", "description": "pages", "project_type": kind, "resourcetype": f"{kind}Project",
                "guideline": "", "random_order": False, "collaborative_annotation": False,
                "single_class_classification": False, "allow_overlapping": True, "grapheme_mode": graphemes,
                "use_relation": False, "tags": [],
            })
            unit = "grapheme" if graphemes else "utf16"
            file = consumers.convert("doccano", "--unit", unit, out=f"doccano-{unit}") / "pages.jsonl"
            upload = client.upload("/v1/fp/process/", file.name, file.read_bytes())
            at = f"/v1/projects/{project['id']}"
            task = client.ask(f"{at}/upload", {
                "format": "JSONL", "task": kind, "uploadIds": [upload], "column_data": "text", "column_label": "label",
                "encoding": "utf_8",
            })
            status = {}
            end = time.time() + WAIT
            while not status.get("ready") and time.time() < end:
                status = client.ask(f"/v1/tasks/status/{task['task_id']}")
                time.sleep(0.5)
            assert status.get("ready") and not status.get("error"), status
            names = {label["id"]: label["text"] for label in client.ask(f"{at}/span-types")}
            found = {}
            for example in client.ask(f"{at}/examples?limit=1000")["results"]:
                spans = client.ask(f"{at}/examples/{example['id']}/spans")
                found[example["text"]] = {(s["start_offset"], s["end_offset"], names[s["label"]]) for s in spans}
            rows = map(json.loads, file.read_text("utf-8").splitlines())
            written = {row["text"]: {tuple(span) for span in row["label"]} for row in rows}
            compare(f"doccano, {unit}", found, written)
            if not graphemes:
                wanted = {
                    document["text"]: {(utf16(document["text"], a), utf16(document["text"], b), label) for a, b, label in spans}
                    for document, spans in consumers.pairs()
                }
                compare("doccano, against the documents", found, wanted)


def label_studio(consumers, environment, folder):
    port = free_port()
    env = dict(
        os.environ, LABEL_STUDIO_BASE_DATA_DIR=str(folder / "label-studio-data"), COLLECT_ANALYTICS="false",
        LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK="false", SENTRY_DSN="", FRONTEND_SENTRY_DSN="", LATEST_VERSION_CHECK="false",
    )
    command = [str(environment / "bin" / "label-studio"), "start", "--no-browser", "--port", str(port),
               "--username", USER, "--password", PASSWORD]
    with running(command, folder / "label-studio.log", env):
        client = Client(f"http://127.0.0.1:{port}")
        client.wait("/health")
        client.ask("/user/login/")
        token = next(cookie.value for cookie in client.jar if cookie.name == "csrftoken")
        client.form("/user/login/", {"email": USER, "password": PASSWORD, "csrfmiddlewaretoken": token})
        output = consumers.convert("label-studio")
        config = next(output.glob("*.xml")).read_text("utf-8")
        project = client.ask("/api/projects", {"title": "pages", "label_config": config})
        at = f"/api/projects/{project['id']}"
        tasks = json.loads((output / "pages.json").read_text("utf-8"))
        imported = client.ask(f"{at}/import?return_task_ids=1&commit_to_project=true", tasks)
        assert imported["task_count"] == len(tasks) and imported["annotation_count"] == len(tasks), imported
        found = {}
        for task in client.ask(f"{at}/export?exportType=JSON&download_all_tasks=true"):
            text = task["data"]["text"]
            spans = set()
            for region in task["annotations"][0]["result"]:
                value = region["value"]
                # Its own text of the region, in which line ends are written as an escape.
                assert value["text"].replace("\\n", "\n") == text[value["start"]:value["end"]], value
                if region["from_name"] == "label":
                    spans |= {(value["start"], value["end"], label) for label in value["labels"]}
            found[text] = spans
        compare("Label Studio", found, {document["text"]: spans for document, spans in consumers.pairs()})


def main():
    jianbao, folder, of_doccano, of_label_studio = sys.argv[1], *map(pathlib.Path, sys.argv[2:5])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    consumers = Consumers(jianbao, folder)
    failed = 0
    for check, environment in ((doccano, of_doccano), (label_studio, of_label_studio)):
        start = time.time()
        try:
            check(consumers, environment, folder)
            print(f"{check.__name__}: {time.time() - start:.0f} s", flush=True)
        except (AssertionError, RuntimeError, OSError, subprocess.SubprocessError) as error:
            failed += 1
            print(f"{check.__name__}: {error} (see {folder})", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
