//! What the stories of the app have in common: opening a page, reading what is drawn, saving and checking the file.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Page, python, root};

/// An entity as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Mark {
    /// Its number.
    pub id: u32,
    /// The text under it, of all its ranges.
    pub text: String,
    /// The place of its label in the set.
    pub label: usize,
    /// `proposed`, `accepted` or `rejected`.
    pub status: String,
}

/// A row as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Row {
    /// Its text.
    pub text: String,
    /// The role of its block; none on a blank row.
    pub role: Option<String>,
    /// The number of its article; none for page furniture.
    pub article: Option<usize>,
    /// Whether a part of the article begins with it.
    pub begins: bool,
    /// Whether its article is accepted.
    pub accepted: bool,
}

const MARKS: &str = r"
const marks = new Map();
for (const element of document.querySelectorAll('.t [data-m]')) {
  const id = Number(element.dataset.m);
  const mark = marks.get(id) ?? { id, text: '', label: -1, status: '' };
  mark.text += element.textContent;
  mark.label = Number([...element.classList].find(name => /^l\d+$/.test(name))?.slice(1));
  mark.status = ['proposed', 'accepted', 'rejected'].find(name => element.classList.contains(name));
  marks.set(id, mark);
}
return [...marks.values()];
";

const ROWS: &str = r"
let number = null;
return [...document.querySelectorAll('.row')].map(row => {
  const banded = row.classList.contains('banded');
  const badge = row.querySelector('.number');
  if (badge) number = parseInt(badge.textContent);
  const role = row.querySelector('button.role') && [...row.classList][1];
  return {
    text: row.querySelector('.t').textContent,
    role: role ?? null,
    article: banded ? number : null,
    begins: row.classList.contains('begins'),
    accepted: banded && row.classList.contains('accepted'),
  };
});
";

/// What the annotations draw, without their numbers and what is only picked at the moment, and in one order of
/// attributes: a drawing that was changed and changed back may have them in another.
pub(crate) const STATE: &str = r"
const numbers = ['data-m', 'data-b', 'data-a', 'data-hover'];
const show = node => {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  const attributes = [...node.attributes].filter(({ name }) => !numbers.includes(name)).map(({ name, value }) =>
    name === 'class' ? [...node.classList].filter(name => name !== 'picked').sort().join('.') : name + '=' + value);
  return '<' + node.localName + ' ' + attributes.sort().join(' ') + '>' + [...node.childNodes].map(show).join('') + '</>';
};
return [...document.querySelectorAll('.row')].map(show);
";

/// What must hold in every file that is handed over, in the eyes of Python.
const CHECK: &str = r"
import json, sys
data = json.load(open(sys.argv[1], encoding='utf-8'))
n = 0
for document in data['documents']:
    text = document['text']
    for entity in document['entities']:
        quote = ''.join(text[start:end] for start, end in entity['ranges'])
        assert quote == entity['quote'] != '', entity
        n += 1
    for block in document['blocks']:
        quote = text[block['start']:block['end']]
        assert quote.strip() == quote != '', block
        n += 1
    blocks = [block for block in document['blocks'] if block['status'] != 'rejected']
    for article in document['articles']:
        if article['status'] == 'rejected': continue
        for start, end in article['parts']:
            own = [b for b in blocks if start <= b['start'] < end]
            assert own and all(b['article'] == article['id'] for b in own), article
            n += 1
print(n)
";

impl Page {
    /// The sample page of the project.
    pub fn sample() -> String {
        let path = root().join("samples/page.txt");
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Pastes a text and waits until the proposals are complete.
    #[track_caller]
    pub fn paste_page(&self, text: &str) {
        self.wait_for("main");
        self.paste(text);
        self.wait_for(".surface");
        self.wait_for_proposals();
    }

    /// Opens the sample page with what a person marked in it, entities as proposals of the engine: the same whatever
    /// the engine proposes itself.
    #[track_caller]
    pub fn open_proposed_sample(&self) {
        let path = root().join("samples/page.gold.json");
        let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut file: Value = serde_json::from_slice(&bytes).expect("the sample is JSON");
        for entity in file["documents"][0]["entities"].as_array_mut().into_iter().flatten() {
            entity["status"] = json!("proposed");
            entity["origin"] = json!("engine:entities");
            entity["confidence"] = json!(0.8);
        }
        self.wait_for(".start");
        self.upload("input[type=file]", &[&self.file("proposed.json", file.to_string())]);
        self.wait_for(".surface");
        self.wait_until_idle();
    }

    /// Waits until all proposals are there and drawn; for a Chinese user.
    #[track_caller]
    pub fn wait_for_proposals(&self) {
        self.wait_for_text(".status .job", "提议完成");
        self.wait_until_idle();
    }

    /// Makes one article of all blocks.
    #[track_caller]
    pub fn make_one_article(&self) {
        for key in ["Control+Home", "Shift+Control+End", "w"] {
            self.press(key);
        }
    }

    /// Waits until nothing is drawn any more: what is out of view comes behind the frame.
    #[track_caller]
    pub fn wait_until_idle(&self) {
        let _: bool = self.get_async(
            "const [done] = arguments;
            let timer = setTimeout(finish, 250);
            const observer = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(finish, 250); });
            observer.observe(document.body, { subtree: true, childList: true });
            function finish() { observer.disconnect(); done(true); }",
            json!([]),
        );
    }

    /// All entities that are drawn, by the first place.
    #[track_caller]
    pub fn marks(&self) -> Vec<Mark> {
        self.get(MARKS, json!([]))
    }

    /// The first entity with this text.
    #[track_caller]
    pub fn mark(&self, text: &str) -> Option<Mark> {
        self.marks().into_iter().find(|mark| mark.text == text)
    }

    /// All rows.
    #[track_caller]
    pub fn rows(&self) -> Vec<Row> {
        self.get(ROWS, json!([]))
    }

    /// The first row whose text begins so.
    #[track_caller]
    pub fn row(&self, opening: &str) -> Row {
        let found = self.rows().into_iter().find(|row| row.text.starts_with(opening));
        found.unwrap_or_else(|| panic!("no row begins with {opening}"))
    }

    /// Everything that is drawn in the text, to compare; what is picked is left out.
    #[track_caller]
    pub fn state(&self) -> Vec<String> {
        self.get(STATE, json!([]))
    }

    /// Takes the cursor to the start of a block, with keys alone.
    #[track_caller]
    pub fn go_to_block(&self, opening: &str) {
        let rows = self.rows();
        let place = rows.iter().position(|row| row.text.starts_with(opening));
        let place = place.unwrap_or_else(|| panic!("no row begins with {opening}"));
        self.press("Control+Home");
        let blocks_before = rows[..place].iter().filter(|row| row.role.is_some()).count();
        // Where the text begins with a block, the cursor is in it already.
        for _ in 0..blocks_before + usize::from(rows[0].role.is_none()) {
            self.press("ArrowDown");
        }
    }

    /// Downloads the labelled JSON with its key, checks it with Python, and reads it.
    #[track_caller]
    pub fn save(&self) -> (PathBuf, Value) {
        let path = self.download(|| self.press("Control+s"));
        check_file(&path);
        let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let json =
            serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (path, json)
    }

    /// The message that is shown, in the language of the interface.
    #[track_caller]
    pub fn notice(&self) -> String {
        self.text(".notice p")
    }

    /// Closes what is open; changes that are in no file are given up where `discard`.
    #[track_caller]
    pub fn close(&self, discard: bool) {
        self.click(".toolbar .home");
        if discard {
            self.answer_dialog(true);
        }
        self.wait_for(".start");
    }
}

/// Asserts that the same is drawn, row by row.
#[track_caller]
pub fn assert_drawn(now: &[String], expected: &[String], what: &str) {
    for (row, (now, expected)) in now.iter().zip(expected).enumerate() {
        assert_eq!(now, expected, "{what}: row {row}");
    }
    assert_eq!(now.len(), expected.len(), "{what}: rows");
}

/// Asserts with Python that every item of a labelled JSON file lies where its offsets say.
#[track_caller]
pub fn check_file(path: &Path) {
    let n: usize = python(CHECK, &[path]).trim().parse().expect("Python prints a number");
    assert!(n > 0, "a file with nothing in it");
}

/// What a file says of a document's annotations, without the names that differ from file to file.
pub fn annotations(file: &Value) -> Value {
    let document = &file["documents"][0];
    json!({
        "labels": file["labels"], "text": document["text"], "blocks": document["blocks"],
        "articles": document["articles"], "entities": document["entities"],
    })
}

/// The block of a file whose text begins so.
#[track_caller]
pub fn block<'a>(file: &'a Value, opening: &str) -> &'a Value {
    let document = &file["documents"][0];
    let text: Vec<char> = document["text"].as_str().unwrap_or_default().chars().collect();
    let blocks = document["blocks"].as_array().expect("a list of blocks");
    let found = blocks.iter().find(|block| {
        let start = block["start"].as_u64().unwrap_or_default() as usize;
        text[start..].iter().copied().zip(opening.chars()).all(|(a, b)| a == b)
    });
    found.unwrap_or_else(|| panic!("no block begins with {opening}"))
}

/// The entity of a file with this text.
#[track_caller]
pub fn entity<'a>(file: &'a Value, quote: &str) -> &'a Value {
    let entities = file["documents"][0]["entities"].as_array().expect("a list of entities");
    entities.iter().find(|entity| entity["quote"] == quote).unwrap_or_else(|| panic!("no entity {quote}"))
}
