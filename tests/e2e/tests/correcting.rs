//! From a pasted page to a file and back: every correction by keyboard alone and by mouse.

use jianbao_e2e::app::{annotations, assert_drawn, block, entity};
use jianbao_e2e::{Page, browse, browse_everywhere};
use serde_json::{Value, json};

/// Places of labels in the set.
const PERSON: usize = 0;
const PLACE: usize = 2;
const EVENT: usize = 9;

fn can(page: &Page, button: usize) -> bool {
    page.get(
        "return !document.querySelectorAll('.toolbar .group button')[arguments[0]].disabled",
        json!([button]),
    )
}

/// Undoes everything and redoes it, and compares with what was drawn before and after.
#[track_caller]
fn undo_and_redo_all(page: &Page, before: &[String], n_edits: usize) {
    let after = page.state();
    assert_ne!(before, after, "something was corrected");
    let mut undone = 0;
    while can(page, 0) {
        page.press("Control+z");
        undone += 1;
        assert!(undone < 200, "undoing ends");
    }
    assert_drawn(&page.state(), before, "undone to the proposals");
    assert!(undone >= n_edits, "{undone} steps for {n_edits} edits");
    for _ in 0..undone {
        page.press("Control+Shift+z");
    }
    assert!(!can(page, 1), "nothing is left to redo");
    assert_drawn(&page.state(), &after, "redone to the corrections");
}

/// Downloads, closes, opens the file again, downloads again: the same annotations.
#[track_caller]
fn save_and_reopen(page: &Page) -> Value {
    let drawn = page.state();
    let (path, first) = page.save();
    page.close(false);
    page.upload("input[type=file]", &[&path]);
    page.wait_for(".surface");
    assert_drawn(&page.state(), &drawn, "the file draws what was drawn before");
    assert_eq!(page.count(".notice"), 0, "the file is read without a word");
    let (_, second) = page.save();
    assert_eq!(annotations(&first), annotations(&second));
    first
}

#[test]
fn keyboard_alone_corrects_a_page() {
    browse_everywhere(|page| {
        page.paste_page(&Page::sample());
        assert!(page.count(".card") > 3, "articles are proposed");
        let before = page.state();
        let n_articles = page.count(".card");

        // A boundary.
        page.go_to_block("据市交通运输局介绍");
        page.press("Enter");
        assert!(page.row("据市交通运输局介绍").begins);
        assert_eq!(page.count(".card"), n_articles + 1);

        // A role.
        page.go_to_block("守在柜台，算好时间");
        page.press("j");
        assert_eq!(page.row("守在柜台，算好时间").role.as_deref(), Some("jump"));

        // An entity: from the start of a block, seven characters on, four selected.
        page.go_to_block("“再晚一分钟");
        page.press("ArrowRight");
        for _ in 0..4 {
            page.press("Shift+ArrowRight");
        }
        assert_eq!(page.selected_text(), "再晚一分");
        page.wait_for(".label-menu");
        page.press("0");
        let made = page.mark("再晚一分").expect("a mark is drawn");
        assert_eq!((made.label, made.status.as_str()), (EVENT, "accepted"));
        page.press("1");
        assert_eq!(
            page.mark("再晚一分").map(|mark| mark.label),
            Some(PERSON),
            "a digit relabels what is picked"
        );

        undo_and_redo_all(page, &before, 4);
        let file = save_and_reopen(page);
        assert_eq!(block(&file, "守在柜台，算好时间")["role"], "jump");
        assert_eq!(entity(&file, "再晚一分")["label"], "PER");
        assert_ne!(block(&file, "据市交通运输局介绍")["article"], block(&file, "景云）")["article"]);
    });
}

#[test]
fn mouse_corrects_a_page() {
    browse_everywhere(|page| {
        page.paste_page(&Page::sample());
        let before = page.state();
        let n_articles = page.count(".card");

        // A boundary, with the button between two blocks, there and back.
        let edge = |opening: &str| -> String {
            page.get(
                "const row = [...document.querySelectorAll('.row')]
                  .find(row => row.querySelector('.t').textContent.startsWith(arguments[0]));
                return '.edge[data-b=\"' + row.querySelector('.edge').dataset.b + '\"]'",
                json!([opening]),
            )
        };
        page.click(&edge("据市交通运输局介绍"));
        assert!(page.row("据市交通运输局介绍").begins);
        page.click(&edge("据市交通运输局介绍"));
        assert_eq!(page.count(".card"), n_articles, "joined again");
        page.click(&edge("据市交通运输局介绍"));
        assert_eq!(page.count(".card"), n_articles + 1);

        // A role, in the inspector.
        page.click_on("守在柜台");
        page.choose("#block-role", "caption");
        assert_eq!(page.row("守在柜台，算好时间").role.as_deref(), Some("caption"));

        // An entity: select, choose a label in the menu.
        page.select("再晚一分");
        page.click(".label-menu .l2");
        assert_eq!(page.mark("再晚一分").map(|mark| mark.label), Some(PLACE));

        // Another label in the inspector, its edges with the handles.
        page.choose("#entity-label", "EVENT");
        assert_eq!(page.mark("再晚一分").map(|mark| mark.label), Some(EVENT));
        let (row, at) = page.place_of("再晚一分钟");
        page.drag_to_text(".handle.at-end", (row, at + 5));
        page.wait("the longer mark", || page.mark("再晚一分钟").is_some());
        page.drag_to_text(".handle.at-start", (row, at + 1));
        page.wait("the shorter mark", || page.mark("晚一分钟").is_some());
        assert_eq!(page.selected_text(), "", "nothing stays selected after a drag");

        undo_and_redo_all(page, &before, 7);
        let file = save_and_reopen(page);
        assert_eq!(block(&file, "守在柜台，算好时间")["role"], "caption");
        assert_eq!(entity(&file, "晚一分钟")["label"], "EVENT");
    });
}

#[test]
fn proposals_are_decided_by_mouse() {
    browse(|page| {
        page.open_proposed_sample();
        let before = page.state();
        let decide = |quote: &str, button: usize| {
            page.click_on(quote);
            assert_eq!(page.text(".inspector .quote"), quote);
            page.click(&format!(".inspector .row-of-buttons button:nth-child({button})"));
        };
        decide("2021年9月16日", 1);
        assert_eq!(page.mark("2021年9月16日").map(|mark| mark.status).as_deref(), Some("accepted"));
        decide("郭若楠", 2);
        assert_eq!(page.mark("郭若楠"), None);
        decide("0577-6610238", 3);
        assert_eq!(page.mark("0577-6610238"), None);
        undo_and_redo_all(page, &before, 3);
        let file = save_and_reopen(page);
        assert_eq!(entity(&file, "郭若楠")["status"], "rejected");
        assert_eq!(entity(&file, "0577-6610238")["status"], "rejected", "so that it is not proposed again");
    });
}

/// What a proposal was rejected for stays rejected in the file, and can be shown.
#[test]
fn review_goes_from_proposal_to_proposal() {
    browse_everywhere(|page| {
        page.open_proposed_sample();
        let picked = || -> Option<u32> {
            page.get("return Number(document.querySelector('.t .m.picked')?.dataset.m) || null", json!([]))
        };
        page.press("Control+Home");
        page.press("n");
        let first = picked().expect("a proposal is picked");
        page.press("n");
        let second = picked().expect("the next one");
        assert_ne!(first, second);
        page.press("Shift+n");
        assert_eq!(picked(), Some(first), "back");
        page.press("a");
        assert_eq!(picked(), Some(second), "accepting goes on to the next");
        page.press("x");
        let third = picked().expect("so does rejecting");
        assert!(third != first && third != second);
        let status = |id: u32| page.marks().into_iter().find(|mark| mark.id == id).map(|mark| mark.status);
        assert_eq!(status(first).as_deref(), Some("accepted"));
        assert_eq!(status(second), None, "rejected ones are not drawn");
        page.press("Shift+x");
        assert_eq!(status(second).as_deref(), Some("rejected"), "unless asked for");
        page.press("Shift+x");
        page.press("Delete");
        assert_eq!(status(third), None);
        page.press("Control+z");
        assert_eq!(status(third).as_deref(), Some("proposed"));
    });
}

/// On a page without proposals of its own: edges by key, occurrences, a note.
#[test]
fn an_entity_is_moved_spread_and_noted() {
    browse(|page| {
        page.paste_page("春分时节，阿布都在渡口等船。后来阿布都上了船，阿布都没有回头。\n");
        page.select("阿布都");
        page.press("1");
        let all = |status: &str| {
            page.marks()
                .iter()
                .filter(|mark| mark.text == "阿布都" && mark.label == PERSON && mark.status == status)
                .count()
        };
        page.click(".inspector .details p button");
        assert_eq!((all("accepted"), all("proposed")), (3, 0), "with one click for all");
        for (key, text) in [
            ("]", "阿布都在"),
            ("}", "阿布都"),
            ("}", "阿布"),
            ("]", "阿布都"),
            ("[", "，阿布都"),
            ("{", "阿布都"),
        ] {
            page.press(key);
            let first = page.marks().into_iter().map(|mark| mark.text).find(|text| text.contains("阿布"));
            assert_eq!(first.as_deref(), Some(text), "{key}");
        }
        page.click(".note textarea");
        page.type_text("xan");
        page.commit_composition("待核");
        page.click(".inspector h2");
        let (_, file) = page.save();
        assert_eq!(entity(&file, "阿布都")["note"], "xan待核");
        assert_eq!(
            page.mark("阿布都").map(|mark| mark.status).as_deref(),
            Some("accepted"),
            "x was no key there"
        );
    });
}

#[test]
fn blocks_move_between_articles() {
    const PAGE: &str = "第一篇的标题在这里\n第一篇的第一段讲述了一件小事，句子到这里结束。\n第一篇的第二段继续讲述，句子到这里也结束。\n\n\
                        第二篇的标题在这里\n第二篇的第一段说的是别的事情，句子也结束了。\n本版编排\n";
    browse(|page| {
        page.paste_page(PAGE);
        let before = page.state();
        // However it was proposed: as two articles.
        page.go_to_block("第一篇的标题");
        if page.row("第一篇的标题").article.is_none() {
            page.press("w");
        }
        for opening in ["第一篇的第一段", "第一篇的第二段"] {
            if page.row(opening).article != page.row("第一篇的标题").article {
                page.go_to_block(opening);
                page.press("m");
                page.wait_for(".move-menu");
                page.press("1");
            }
        }
        if !page.row("第二篇的标题").begins {
            page.go_to_block("第二篇的标题");
            page.press("Enter");
        }
        if page.row("第二篇的第一段").article != page.row("第二篇的标题").article {
            page.go_to_block("第二篇的第一段");
            page.press("m");
            page.press("2");
        }
        let article = |opening: &str| page.row(opening).article;
        assert_eq!(article("第一篇的第二段"), Some(1));
        assert_eq!(article("第二篇的第一段"), Some(2));

        // To another article, by key and by mouse.
        page.go_to_block("第一篇的第二段");
        page.press("m");
        page.wait_for(".move-menu");
        page.press("2");
        assert_eq!(article("第一篇的第二段"), Some(2));
        page.press("m");
        page.click(".move-menu button:nth-of-type(1)");
        assert_eq!(article("第一篇的第二段"), Some(1));

        // To a new article, and joined with the one before.
        page.press("w");
        assert_eq!(article("第一篇的第二段"), Some(2));
        assert_eq!(article("第二篇的标题"), Some(3));
        page.press("Backspace");
        assert_eq!(article("第一篇的第二段"), Some(1));
        assert_eq!(article("第二篇的标题"), Some(2));

        // Furniture, and back, in the inspector.
        page.press("f");
        assert_eq!(article("第一篇的第二段"), None);
        let options: Vec<String> = page.get(
            "return [...document.querySelectorAll('#block-article option')].map(option => option.value)",
            json!([]),
        );
        page.choose("#block-article", &options[1]);
        assert_eq!(article("第一篇的第二段"), Some(1));

        // Several at once; Escape leads out of the field.
        page.press("Escape");
        page.press("Home");
        page.press("Shift+ArrowDown");
        page.press("Shift+End");
        page.press("w");
        assert_eq!(article("第一篇的第二段"), article("第二篇的标题"));
        page.press("Control+z");

        // Continues, and the whole article accepted.
        page.go_to_block("第一篇的第二段");
        let continues =
            |file: &Value| block(file, "第一篇的第二段")["continues"].as_bool().unwrap_or_default();
        let was = continues(&page.save().1);
        page.press("y");
        let (_, file) = page.save();
        assert_eq!(continues(&file), !was);
        page.press("Shift+a");
        assert!(page.row("第一篇的标题").accepted);
        assert!(!page.row("第二篇的标题").accepted);

        // At least these; more where the proposal was not two articles.
        undo_and_redo_all(page, &before, 8);
        let file = save_and_reopen(page);
        assert_eq!(file["documents"][0]["articles"][0]["status"], "accepted");
        assert_eq!(block(&file, "第一篇的第一段")["status"], "accepted");
    });
}

/// A click on marks that lie in each other picks one after the other.
#[test]
fn nested_marks_are_reached_by_clicking_again() {
    browse(|page| {
        page.paste_page("青禾渡口小学的孩子们放学了。\n");
        page.select("青禾渡口小学");
        page.press("2");
        page.press("Escape");
        page.select("青禾");
        page.press("3");
        page.press("Escape");
        let quote = || page.text(".inspector .quote");
        page.click_on("青禾");
        assert!(quote().ends_with("青禾"), "{}", quote());
        page.click_on("青禾");
        assert!(quote().ends_with("青禾渡口小学"), "{}", quote());
        assert_eq!(page.mark("青禾渡口小学").map(|mark| mark.label), Some(1));
    });
}
