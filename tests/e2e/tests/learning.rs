//! What a person decides is learned in the tab: proposals with a label of their own, figures, and forgetting.

use jianbao_e2e::{Page, browse};
use serde_json::{Value, json};

/// How many sentences hold a fish that is labeled; one more follows.
const N: usize = 36;

const KINDS: [&str; 9] =
    ["纹鲱鱼", "鳍鲳鱼", "背鲈鱼", "点鲟鱼", "须鲶鱼", "尾鲤鱼", "线鲅鱼", "斑鳜鱼", "鳞鲑鱼"];
const FIRST: [&str; 4] = ["青", "赤", "白", "𠮷"];

/// A page of sentences of which each but the last has its fish accepted under a label of the person's own.
fn labeled() -> (String, Value) {
    let (mut text, mut blocks, mut entities) = (String::new(), Vec::new(), Vec::new());
    for number in 0..=N {
        let fish = if number == N {
            "金纹鳕鱼".to_owned()
        } else {
            format!("{}{}", FIRST[number % FIRST.len()], KINDS[number % KINDS.len()])
        };
        let start = text.chars().count();
        text.push_str("渔民说这种");
        let at = text.chars().count();
        text.push_str(&fish);
        let end = text.chars().count();
        text.push_str("在河里游，cafe\u{301} 的客人👩‍👩‍👧都看见了。");
        blocks.push(json!({ "id": format!("b{number}"), "start": start, "end": text.chars().count(),
            "role": "body", "article": "a1", "continues": false, "status": "accepted", "origin": "person" }));
        if number < N {
            entities.push(json!({ "id": format!("e{number}"), "label": "FISH", "ranges": [[at, end]],
                "quote": fish, "article": "a1", "status": "accepted", "origin": "person" }));
        }
        text.push('\n');
    }
    let end = text.chars().count() - 1;
    let file = json!({
        "format": "jianbao", "version": 1, "offset_unit": "code_point", "generator": "test",
        "labels": [{ "id": "FISH", "name": { "zh": "鱼", "en": "Fish" }, "color": "#0b7285", "key": "1" }],
        "documents": [{ "id": "d1", "name": "fish.txt", "text": text, "blocks": blocks, "entities": entities,
            "articles": [{ "id": "a1", "title": null, "parts": [[0, end]], "status": "accepted", "origin": "person" }] }],
    });
    (text, file)
}

/// Opens the labeled page and lets it be proposed for, so that its decisions are learned.
fn open(page: &Page) {
    let (_, file) = labeled();
    let file = page.file("fish.json", file.to_string());
    page.upload("input[type=file]", &[&file]);
    page.wait_for(".surface");
    page.click(".status .job button");
    page.wait_for_proposals();
}

#[test]
fn a_label_of_the_persons_own_is_proposed_and_can_be_forgotten() {
    browse(|page| {
        open(page);
        page.wait("a fish that nobody labeled", || page.mark("金纹鳕鱼").is_some());
        page.click(".learning summary");
        page.wait_for_text(".learning .rows", "学到的已用于提议");
        let told = page.text(".learning .rows");
        assert!(told.contains("最近 36 个实体"), "{told}");
        page.screenshot("learning");

        // Handed over, forgotten, and taken back.
        let kept = page.download(|| page.click(".learning .buttons button:first-child"));
        page.click(".learning .buttons button:last-child");
        page.wait("forgotten", || page.notice().contains("忘了"));
        page.wait_for_text(".learning .rows", "还没有学到什么");
        page.drop_files(".surface", &[&kept]);
        page.wait_for_text(".learning .rows", "学到的已用于提议");

        // Off is remembered, and nothing is learned then.
        page.click(".learning .switch input");
        page.wait_for_text(".learning summary", "学习：关");
        page.reload();
        page.wait_for("main");
        let off: bool = page.get("return localStorage.getItem('jianbao.learning') === 'off'", json!([]));
        assert!(off);
    });
}
