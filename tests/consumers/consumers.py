"""Real programs read what `jianbao convert` writes, and must find the same entities.

usage: consumers.py JIANBAO FOLDER

Prints a line for each program and ends as the tests of cargo do: `test result: ok. N passed; N failed`.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import traceback
import zipfile

os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1")

# Invented people and places. An astral character, a ZWJ emoji, a combining mark, CRLF (a line end in the file), names
# that nest, cross, are cut by a line end, stand at the edges of the text, and labels that spaCy has as symbols.
TEXT = (
    "潮江社澜江1月1日电（记者𠮷野）\n（上接第1版）望川市浦西新区👩‍👩‍👧迎客 Port Ford，\n"
    "林小\n满在cafe\u0301说：“来。”\n\n□ 王大海"
)
NAMES = [
    ("潮江社", "ORG"), ("澜江", "LOC"), ("1月1日", "TIME"), ("𠮷野", "PER"), ("望川市浦西新区", "LOC"), ("望川市", "LOC"),
    ("浦西新区👩‍👩‍👧", "EVENT"), ("Port Ford", "LOC"), ("林小\n满", "PER"), ("cafe\u0301", "ORG"), ("王大海", "PER"),
]


def pages(n):
    """Labelled JSON of pages that differ in their ids, dates and a line of their own."""
    documents = []
    for i in range(n):
        text = f"第{i + 1}版\n" + TEXT
        entities = []
        for j, (name, label) in enumerate(NAMES):
            start = text.index(name)
            parts = [[start, start + len(name)]]
            if "\n" in name:
                cut = start + name.index("\n")
                parts = [[start, cut], [cut + 1, start + len(name)]]
            entities.append({"id": f"e{j}", "label": label, "ranges": parts, "status": "accepted", "origin": "person"})
        documents.append({
            "id": f"2031-02-{i + 1:02}", "text": text, "entities": entities,
            "articles": [{"id": "a1", "parts": [[0, len(text)]], "status": "accepted", "origin": "person"}],
        })
    return {"format": "jianbao", "version": 1, "offset_unit": "code_point", "documents": documents}


def expected(document):
    """Start, end and label of each entity in code points, over a line end that cuts it."""
    found = {(e["ranges"][0][0], e["ranges"][-1][1], e["label"]) for e in document["entities"]}
    assert len(found) == len(NAMES)
    return found


def outermost(spans):
    """The longest of those that share text, as `--flat outermost` chooses."""
    kept = []
    for span in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if all(span[1] <= other[0] or other[1] <= span[0] for other in kept):
            kept.append(span)
    return set(kept)


def quotes(document, spans):
    """Labels and texts without white space, for formats that have no offsets."""
    text = document["text"]
    return sorted((label, re.sub(r"\s", "", text[start:end])) for start, end, label in spans)


class Consumers:
    def __init__(self, jianbao, folder):
        self.jianbao, self.folder = jianbao, folder
        self.source = folder / "pages.json"
        self.file = pages(12)
        self.source.write_text(json.dumps(self.file, ensure_ascii=False), "utf-8")

    def convert(self, to, *more, out=None):
        out = self.folder / (out or to)
        out.mkdir(parents=True, exist_ok=True)
        command = [self.jianbao, "convert", self.source, "--to", to, "--out", out, *more]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        return out

    def pairs(self):
        return [(document, expected(document)) for document in self.file["documents"]]

    def spacy_tuples(self):
        import spacy
        from spacy.training import Example

        nlp = spacy.blank("zh")
        rows = json.loads((self.convert("spacy") / "pages.json").read_text("utf-8"))
        for (text, notes), (document, spans) in zip(rows, self.pairs(), strict=True):
            assert text == document["text"]
            example = Example.from_dict(nlp.make_doc(text), {"entities": notes["entities"]})
            found = {(e.start_char, e.end_char, e.label_) for e in example.reference.ents}
            assert found == outermost(spans), found ^ outermost(spans)

    def spacy_docbin(self):
        import spacy
        from spacy.tokens import DocBin

        nlp = spacy.blank("zh")
        path = self.convert("spacy-docbin") / "pages.spacy"
        docs = list(DocBin().from_disk(path).get_docs(nlp.vocab))
        for doc, (document, spans) in zip(docs, self.pairs(), strict=True):
            assert doc.text == document["text"]
            assert [token.text for token in doc] == list(doc.text)
            of = lambda spans: {(s.start_char, s.end_char, s.label_) for s in spans}
            assert of(doc.ents) == outermost(spans), of(doc.ents) ^ outermost(spans)
            assert of(doc.spans["sc"]) == spans, of(doc.spans["sc"]) ^ spans
            assert of(doc.spans["articles"]) == {(0, len(doc.text), "a1")}
        # As `spacy train` reads it, through a pipeline that learns from it.
        from spacy.training import Corpus

        nlp.add_pipe("ner")
        nlp.add_pipe("spancat")
        examples = list(Corpus(path)(nlp))
        nlp.initialize(lambda: examples)
        losses = nlp.update(examples)
        assert losses["ner"] > 0 and losses["spancat"] > 0, losses
        labels = {label for *_, label in expected(self.file["documents"][0])}
        assert set(nlp.get_pipe("spancat").labels) == labels, nlp.get_pipe("spancat").labels

    def cassis(self):
        from cassis import load_cas_from_json

        for i, (document, spans) in enumerate(self.pairs()):
            paths = sorted(self.convert("cas-json").glob("*.json"))
            with open(paths[i], "rb") as file:
                cas = load_cas_from_json(file)
            assert cas.sofa_string == document["text"]
            kind = next(t.name for t in cas.typesystem.get_types() if t.name.endswith("NamedEntity"))
            # cassis turns UTF-16 units into code points.
            found = [(e.begin, e.end, e.value) for e in cas.select(kind)]
            for entity in cas.select(kind):
                assert entity.get_covered_text() == document["text"][entity.begin:entity.end]
            assert set(found) == spans, set(found) ^ spans

    def datasets(self):
        from datasets import load_dataset

        folder = self.convert("hf", "--split", "train=.6,dev=.2,test=.2")
        data = load_dataset(str(folder), cache_dir=str(self.folder / "cache"))
        assert set(data) == {"train", "validation", "test"}, set(data)
        rows = [row for part in data.values() for row in part]
        assert len(rows) >= 12, len(rows)
        found = []
        for row in rows:
            names = row["ner_tags"]
            found += tagged(row["tokens"], names)
        wanted = sum((quotes(document, outermost(spans)) for document, spans in self.pairs()), [])
        assert sorted(found) == sorted(wanted), (sorted(found)[:9], sorted(wanted)[:9])

    def seqeval(self):
        from seqeval.metrics import classification_report
        from seqeval.metrics.sequence_labeling import get_entities
        from seqeval.scheme import IOB2, IOBES

        wanted = sorted(sum((quotes(document, outermost(spans)) for document, spans in self.pairs()), []))
        for to, scheme in (("bio", IOB2), ("bioes", IOBES)):
            path = self.convert(to) / f"pages.{to}"
            tokens, tags = columns(path.read_text("utf-8"))
            # Strict mode takes only what the scheme allows.
            report = classification_report(tags, tags, mode="strict", scheme=scheme, output_dict=True)
            assert report["micro avg"]["support"] == len(wanted), report["micro avg"]
            found = []
            for chars, row in zip(tokens, tags, strict=True):
                found += [(label, "".join(chars[a:b + 1])) for label, a, b in get_entities(row)]
            assert sorted(found) == wanted

    def label_studio(self):
        from label_studio_sdk.converter import Converter

        folder = self.convert("label-studio")
        config = next(folder.glob("*.xml")).read_text("utf-8")
        out = self.folder / "label-studio-min"
        converter = Converter(config=config, project_dir=str(folder), download_resources=False)
        converter.convert_to_json_min(str(folder / "pages.json"), str(out), is_dir=False)
        rows = json.loads((out / "result.json").read_text("utf-8"))
        by_text = {row["text"]: row for row in rows}
        for document, spans in self.pairs():
            labels = by_text[document["text"]]["label"]
            found = {(s["start"], s["end"], name) for s in labels for name in s["labels"]}
            assert found == spans, found ^ spans

    def brat(self):
        path = self.convert("brat") / "pages.zip"
        with zipfile.ZipFile(path) as archive:
            files = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
        kinds = set(re.search(r"\[entities\]\n(.*?)\n\n", files["annotation.conf"], re.S)[1].split("\n"))
        names = sorted(name[:-4] for name in files if name.endswith(".ann"))
        for name, (document, spans) in zip(names, self.pairs(), strict=True):
            text = files[f"{name}.txt"]
            assert text == document["text"]
            found = {(ranges[0][0], ranges[-1][1], kind) for kind, ranges in text_bound(text, files[f"{name}.ann"], kinds)}
            assert found == spans, found ^ spans

    def stam(self):
        import stam

        store = stam.AnnotationStore(file=str(self.convert("stam") / "pages.json"))
        found = {}
        for annotation in store.annotations():
            data = {datum.key().id(): str(datum.value()) for datum in annotation.data()}
            if data["type"] == "entity":
                parts = list(annotation.textselections())
                document = parts[0].resource().id()
                found.setdefault(document, set()).add((parts[0].begin(), parts[-1].end(), data["label"]))
        for document, spans in self.pairs():
            assert found[document["id"]] == spans, found[document["id"]] ^ spans


def tagged(tokens, tags):
    """Labels and texts of tags that are IOB2."""
    found, before = [], "O"
    for token, tag in zip(tokens, tags, strict=True):
        if tag.startswith("B-"):
            found.append((tag[2:], token))
        elif tag.startswith("I-"):
            assert before[2:] == tag[2:], (before, tag)
            found[-1] = (tag[2:], found[-1][1] + token)
        else:
            assert tag == "O", tag
        before = tag
    return found


def columns(text):
    """The tokens and tags of each sentence of a file of two columns."""
    tokens, tags = [], []
    for block in text.strip("\n").split("\n\n"):
        rows = [line.split(" ") for line in block.split("\n")]
        assert all(len(row) == 2 and row[0] for row in rows), rows
        if rows[0][0] == "-DOCSTART-":
            continue
        tokens.append([row[0] for row in rows])
        tags.append([row[1] for row in rows])
    return tokens, tags


def text_bound(text, ann, kinds):
    """Entities, by the rules that the server of brat holds files to; anything else is an error."""
    assert "\r" not in text and "\r" not in ann
    ids = set()
    for line in ann.rstrip("\n").split("\n"):
        columns = line.split("\t")
        assert len(columns) == 3 or columns[0][0] == "A", line
        assert columns[0] not in ids, line
        ids.add(columns[0])
        if columns[0][0] != "T":
            assert columns[0][0] in "A#", line
            continue
        head, reference = columns[1], columns[2]
        assert re.fullmatch(r"\w[\w-]* \d+ \d+(;\d+ \d+)*", head), line
        kind, places = head.split(" ", 1)
        assert kind in kinds, line
        ranges = [tuple(map(int, place.split(" "))) for place in places.split(";")]
        for (start, end), after in zip(ranges, ranges[1:] + [(len(text) + 1, 0)]):
            assert 0 <= start < end <= len(text) and end <= after[0], line
            assert "\n" not in text[start:end], line
        assert reference == " ".join(text[start:end] for start, end in ranges), line
        if kind != "Article" and not kind.startswith("Block-"):
            yield kind, ranges


def main():
    jianbao, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    consumers = Consumers(jianbao, folder)
    checks = [
        consumers.spacy_tuples, consumers.spacy_docbin, consumers.cassis, consumers.datasets, consumers.seqeval,
        consumers.label_studio, consumers.brat, consumers.stam,
    ]
    failed = 0
    for check in checks:
        try:
            check()
            print(f"test {check.__name__} ... ok", flush=True)
        except Exception:
            failed += 1
            print(f"test {check.__name__} ... FAILED", flush=True)
            traceback.print_exc()
    outcome = "FAILED" if failed else "ok"
    print(f"test result: {outcome}. {len(checks) - failed} passed; {failed} failed; 0 ignored")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
