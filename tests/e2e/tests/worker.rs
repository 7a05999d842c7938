//! The engine in its worker: proposals stream in, can be stopped, and the page stays usable meanwhile.

use jianbao_e2e::{Page, browse};
use serde_json::json;

/// The sample page again and again, about 1 MB.
fn long_page() -> String {
    let sample = Page::sample() + "\n";
    sample.repeat(1_000_000 / sample.len() + 1)
}

fn open(page: &Page) {
    page.wait_for(".start");
    page.get::<()>(
        "const data = new DataTransfer();
        data.setData('text/plain', arguments[0]);
        document.body.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));",
        json!([long_page()]),
    );
    page.wait_for(".surface");
}

#[test]
fn proposing_for_a_long_page_can_be_stopped_and_begun_again() {
    browse(|page| {
        open(page);
        // Stopped as soon as there are proposals, in the same breath, because the work may be done in a moment.
        page.wait("the first proposals, before the end", || {
            page.get(
                "const stop = document.querySelector('.status .job progress') && document.querySelector('.status .job button');
                const begun = document.querySelector('.status .job progress')?.value > 0 && document.querySelector('.card');
                if (stop && begun) stop.click();
                return Boolean(stop && begun);",
                json!([]),
            )
        });
        page.wait_for_text(".status .job", "提议已停止");
        page.wait_gone(".status .job progress");
        let counts = page.text(".status .counts");
        std::thread::sleep(std::time::Duration::from_millis(500));
        assert_eq!(page.text(".status .counts"), counts, "nothing comes after the stop");

        // Begun again; the page is usable while it goes on.
        page.click(".status .job button");
        page.wait_for(".status .job progress");
        page.press("Escape");
        page.press("Control+Home");
        page.press("j");
        page.wait("the role", || page.count(".row:first-child.jump") > 0);
        page.wait_for_proposals();
        assert_ne!(page.text(".status .counts"), counts, "the rest is proposed");
        assert_eq!(page.count(".row:first-child.jump"), 1, "what the person did stays");
        page.save();
    });
}

/// Closing ends the work; what comes late is not taken for the next page.
#[test]
fn closing_while_proposing_leaves_nothing_behind() {
    browse(|page| {
        open(page);
        page.wait_for(".status .job progress");
        page.close(false);
        page.paste_page("春分时节，渡口无人。\n");
        assert_eq!(page.rows().iter().filter(|row| !row.text.is_empty()).count(), 1);
        page.save();
    });
}

/// Another model proposes for what is open, and is the one that is used from then on.
#[test]
fn a_person_chooses_the_model() {
    browse(|page| {
        page.open_proposed_sample();
        page.choose(".status .model select", "open");
        page.wait("the model of openly licensed text", || {
            page.served().iter().any(|path| path.contains("entities-open"))
        });
        page.wait_for_proposals();
        assert!(!page.marks().is_empty());
        page.reload();
        page.wait_for(".surface");
        let chosen: String =
            page.get("return document.querySelector('.status .model select').value", json!([]));
        assert_eq!(chosen, "open");
    });
}
