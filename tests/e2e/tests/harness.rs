//! The harness does what it says, shown on a page of its own, so that a failing story is a fault of the app.

use jianbao_e2e::{Page, browse, python};
use serde_json::{Value, json};

/// Replaces the app by two rows with marks and two fields, and keeps what is pasted, dropped, chosen and typed.
fn with_bare_page(test: impl FnOnce(&Page)) {
    browse(|page| {
        page.wait_for("main");
        page.get::<()>(
            r#"document.body.innerHTML = `
              <div class="t">𠮷田<span>是一个</span>名字。</div>
              <div class="t">👩‍👩‍👧 e&#x301;<b>北京</b>。</div>
              <input id="field"><input id="file" type="file" multiple hidden>
              <a id="save" download="a.txt" href="${URL.createObjectURL(new Blob(['剪报']))}">save</a>`;
            const events = window.events = [];
            const names = files => [...files].map(file => file.name).join();
            document.onpaste = e => events.push(['paste', e.isTrusted, e.clipboardData.getData('text/plain')]);
            document.ondragover = e => e.preventDefault();
            document.ondrop = e => { e.preventDefault(); events.push(['drop', e.isTrusted, names(e.dataTransfer.files)]); };
            document.querySelector('#file').onchange = e => events.push(['chosen', e.isTrusted, names(e.target.files)]);
            document.onkeydown = e => { if (!['Control', 'Shift'].includes(e.key))
              events.push(['key', e.isTrusted, (e.ctrlKey ? 'C' : '') + (e.shiftKey ? 'S' : '') + e.key]); };
            document.addEventListener('compositionend', e => events.push(['composed', e.data]));"#,
            json!([]),
        );
        test(page);
    });
}

fn events(page: &Page) -> Vec<Value> {
    page.get("return window.events", json!([]))
}

#[test]
fn pastes_a_text_as_it_is() {
    with_bare_page(|page| {
        let text = "𠮷野家 👩‍👩‍👧\r\ne\u{301} 第二行\n";
        page.paste(text);
        assert_eq!(events(page), [json!(["key", true, "Cv"]), json!(["paste", true, text])]);
        assert_eq!(page.clipboard(), text);
    });
}

#[test]
fn drags_from_character_to_character() {
    with_bare_page(|page| {
        page.drag_select((0, 0), (0, 3));
        assert_eq!(page.selected_text(), "𠮷田是");
        page.drag_select((0, 5), (0, 2));
        assert_eq!(page.selected_text(), "是一个");
        assert_eq!(page.row_count(), 2);
        assert_eq!(page.row_text(1), "👩‍👩‍👧 e\u{301}北京。");
        let (row, start) = page.place_of("北京");
        assert_eq!((row, start), (1, 8));
        page.select("北京");
        assert_eq!(page.selected_text(), "北京");
        page.drag_select((0, 5), (1, start + 1));
        assert!(page.selected_text().starts_with("名字。"), "{}", page.selected_text());
        assert!(page.selected_text().ends_with('北'), "{}", page.selected_text());
    });
}

#[test]
fn drops_and_uploads_files() {
    with_bare_page(|page| {
        let (a, b) = (page.file("一.txt", "1"), page.file("b.json", "{}"));
        page.drop_files(".t", &[&a, &b]);
        page.upload("#file", &[&a, &b]);
        assert_eq!(
            events(page),
            [json!(["drop", true, "一.txt,b.json"]), json!(["chosen", true, "一.txt,b.json"])]
        );
    });
}

#[test]
fn downloads_a_file() {
    with_bare_page(|page| {
        let path = page.download(|| page.click("#save"));
        assert_eq!(path.file_name().unwrap(), "a.txt");
        assert_eq!(std::fs::read_to_string(path).unwrap(), "剪报");
    });
}

#[test]
fn types_chords_and_composes() {
    with_bare_page(|page| {
        page.press("Control+Shift+ArrowDown");
        page.press("%");
        assert_eq!(events(page), [json!(["key", true, "CSArrowDown"]), json!(["key", true, "S%"])]);
        page.click("#field");
        page.type_text("ab");
        page.compose("bei jing");
        page.commit_composition("北京");
        let value: String = page.get("return document.querySelector('#field').value", json!([]));
        assert_eq!(value, "ab北京");
        assert_eq!(events(page).last().unwrap(), &json!(["composed", "北京"]));
    });
}

#[test]
fn offline_and_heap() {
    with_bare_page(|page| {
        page.set_offline(true);
        let online: bool = page.get("return navigator.onLine", json!([]));
        assert!(!online);
        assert!(page.js_heap_bytes() > 100_000);
    });
}

#[test]
fn python_counts_code_points() {
    with_bare_page(|page| {
        let file = page.file("text.txt", "𠮷👩‍👩‍👧");
        let script = "import sys; print(len(open(sys.argv[1]).read()))";
        assert_eq!(python(script, &[&file]).trim(), "6");
    });
}

/// An error in the console makes a test fail.
#[test]
#[should_panic(expected = "errors in the console")]
fn console_errors_fail_a_test() {
    browse(|page| {
        page.wait_for("main");
        page.get::<()>("console.error('wrong')", json!([]));
    });
}
