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
        page.click(".learning .forget");
        page.answer_dialog(true);
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

/// Waits until a value of the app is in the store, or not there any more.
#[track_caller]
fn wait_kept(page: &Page, name: &str, is_kept: bool) {
    let script = "const [name, done] = arguments;
        const request = indexedDB.open('jianbao');
        request.onsuccess = () => {
          const database = request.result;
          const keys = database.transaction('settings').objectStore('settings').getAllKeys();
          keys.onsuccess = () => { database.close(); done(keys.result.some(([id]) => id === name)); };
        };";
    page.wait(&format!("{name} in the store: {is_kept}"), || {
        page.get_async::<bool>(script, json!([name])) == is_kept
    });
}

/// What the panel says, which is opened if it is not.
#[track_caller]
fn wait_told(page: &Page, what: &str) {
    if page.count(".learning[open]") == 0 {
        page.click(".learning summary");
    }
    page.wait_for_text(".learning .rows", what);
}

#[test]
fn what_was_learned_lives_through_a_reload_and_is_forgotten_for_good() {
    browse(|page| {
        open(page);
        wait_told(page, "已学 36 段");
        wait_kept(page, "learned", true);
        page.reload();
        page.wait_for(".surface");
        wait_told(page, "学到的已用于提议");
        wait_told(page, "已学 36 段");
        // Another document profits at once.
        page.close(false);
        page.paste_page("渔民说这种金纹鳕鱼在河里游，cafe\u{301} 的客人👩‍👩‍👧都看见了𠮷。\r\n");
        assert!(page.mark("金纹鳕鱼").is_none(), "it has no such label");
        page.close(false);
        page.click(".documents > ul > .document:last-child .open");
        page.wait_for(".surface");
        page.click(".status .job button");
        page.wait_for_proposals();
        wait_told(page, "已学 36 段");

        page.click(".learning .forget");
        page.answer_dialog(false);
        wait_told(page, "已学 36 段");
        page.click(".learning .forget");
        page.answer_dialog(true);
        wait_told(page, "还没有学到什么");
        wait_kept(page, "learned", false);
        page.reload();
        page.wait_for(".surface");
        page.click(".status .job button");
        page.wait_for_proposals();
        wait_told(page, "还没有学到什么");
        // What is decided from now on is learned.
        page.select("金纹鳕鱼");
        page.press("1");
        wait_told(page, "已学 1 段");
    });
}

#[test]
fn an_undone_decision_is_unlearned() {
    browse(|page| {
        open(page);
        wait_told(page, "已学 36 段");
        page.click(".learning summary");
        let told = || {
            wait_told(page, "已学");
            let told = page.text(".learning .rows");
            page.click(".learning summary");
            told
        };
        let before = told();
        page.select("金纹鳕鱼");
        page.press("1");
        wait_told(page, "已学 37 段");
        let after = page.text(".learning .rows");
        page.click(".learning summary");
        page.press("Escape");
        page.press("Control+z");
        wait_told(page, "已学 36 段");
        page.click(".learning summary");
        assert_eq!(told(), before);
        page.press("Escape");
        page.press("Control+Shift+z");
        wait_told(page, "已学 37 段");
        assert_eq!(page.text(".learning .rows"), after, "what is done again is learned again");
    });
}

#[test]
fn a_word_list_is_kept_for_every_document_until_it_is_forgotten() {
    const TEXT: &str = "今天的青瓦豆𠮷皮很好吃。👩‍👩‍👧\r\n厨师说e\u{301}。\r\n";
    browse(|page| {
        page.paste_page(TEXT);
        assert!(page.mark("青瓦豆𠮷皮").is_none());
        let list = page.file("词.csv", "青瓦豆𠮷皮,WORK\n");
        page.drop_files(".surface", &[&list]);
        page.wait("the word", || page.mark("青瓦豆𠮷皮").is_some());
        wait_told(page, "词表：1 条");
        page.close(false);
        page.reload();
        page.paste_page(TEXT);
        assert_eq!(page.mark("青瓦豆𠮷皮").map(|mark| mark.status).as_deref(), Some("proposed"));
        wait_told(page, "词表：1 条");
        page.screenshot("learning-words");
        page.click(".learning .forget-words");
        page.answer_dialog(true);
        page.wait("forgotten", || page.notice().contains("词表忘了"));
        wait_kept(page, "words", false);
        page.close(false);
        page.reload();
        page.paste_page(TEXT);
        assert!(page.mark("青瓦豆𠮷皮").is_none());
        assert_eq!(page.count(".learning .words"), 0);
    });
}
