//! Entities of several ranges, entities over each other, and the other places with a text.

use jianbao_e2e::app::entity;
use jianbao_e2e::{Page, browse, browse_everywhere};
use serde_json::{Value, json};

const PERSON: usize = 0;
const ORGANIZATION: usize = 1;

/// Of nothing that is proposed, with an astral character, a family of emoji and a letter with its accent; hard-wrapped.
const PAGE: &str = "甲乙丙丁𠮷戊己庚辛👩\u{200d}👩\u{200d}👧壬癸e\u{301}子丑寅\r\n卯辰巳午未申酉戌亥。\r\n";

fn classes(page: &Page, class: &str) -> Vec<String> {
    page.get(
        "return [...document.querySelectorAll('.t .m' + arguments[0])].map(mark => mark.textContent)",
        json!([class]),
    )
}

fn ranges(page: &Page) -> Vec<String> {
    page.get(
        "return [...document.querySelectorAll('.inspector .ranges .quote')].map(range => range.textContent)",
        json!([]),
    )
}

/// A page with an entity of two ranges, of which the second is added by mouse.
#[track_caller]
fn begin_with_two_ranges(page: &Page) {
    page.paste_page(PAGE);
    page.select("乙丙");
    page.press("1");
    page.select_with_control("己庚");
    page.wait("the second range", || ranges(page) == ["乙丙", "己庚"]);
}

/// A range is added by mouse and by key, all ranges are shown as one, and one goes again.
#[test]
fn an_entity_has_several_ranges() {
    browse_everywhere(|page| {
        begin_with_two_ranges(page);
        // By key, on the line below.
        page.press("+");
        assert!(page.notice().contains('+'));
        page.press("Home");
        page.press("ArrowDown");
        page.press("Shift+ArrowRight");
        page.press("Shift+ArrowRight");
        page.press("+");
        assert_eq!(ranges(page), ["乙丙", "己庚", "卯辰"]);
        let mark = page.mark("乙丙己庚卯辰").expect("one entity");
        assert_eq!(mark.label, PERSON);
        assert_eq!(classes(page, ".picked"), ["乙丙", "己庚", "卯辰"], "picked as one");
        let tags: Vec<String> = page.get(
            "return [...document.querySelectorAll('.t .m.part')].map(mark => mark.dataset.tag)",
            json!([]),
        );
        assert_eq!(tags, ["人①", "人②", "人③"]);
        page.screenshot("ranges");

        // The pointer over one lights up all.
        page.press("Escape");
        page.hover_text(page.place_of("己庚"));
        page.wait("all light up", || classes(page, "[data-hover]").len() == 3);
        page.hover_text(page.place_of("壬癸"));
        page.wait("none does", || classes(page, "[data-hover]").is_empty());

        page.click_on("卯辰");
        assert_eq!(classes(page, ".picked").len(), 3);
        page.assert_accessible("inspector with ranges");
        page.click(".inspector .ranges li:nth-child(2) button.small");
        assert_eq!(ranges(page), ["乙丙", "卯辰"]);
        let (_, file) = page.save();
        assert_eq!(entity(&file, "乙丙卯辰")["ranges"].as_array().map(Vec::len), Some(2));
        page.click_on("乙丙");
        // Changes of the ranges of one entity within half a second are one step to undo.
        std::thread::sleep(std::time::Duration::from_millis(700));
        page.press("-");
        page.wait("one range", || page.mark("卯辰").is_some());
        page.press("-");
        assert!(page.notice().contains("没有"), "{}", page.notice());
        page.press("Control+z");
        page.wait("both ranges again", || page.mark("乙丙卯辰").is_some());
    });
}

/// Every run of an entity has a handle at each edge and keys that move them, not only the first and the last.
#[test]
fn inner_edges_are_dragged_and_moved_by_key() {
    browse_everywhere(|page| {
        begin_with_two_ranges(page);
        page.click_on("己");
        page.wait("four handles", || page.count(".handle:not([hidden])") == 4);
        let sizes: Vec<(f64, f64)> = page.get(
            "return [...document.querySelectorAll('.handle')].map(handle => handle.getBoundingClientRect())
               .map(box => [box.width, box.height])",
            json!([]),
        );
        assert_eq!(sizes, [(24.0, 24.0); 4], "each can be grabbed and hides no text");
        let handle = |nth: usize| format!(".handle:nth-child({nth})");
        let (row, at) = page.place_of("𠮷");
        page.drag_to_text(&handle(2), (row, at + 1));
        page.wait("a longer first run", || ranges(page) == ["乙丙丁𠮷", "己庚"]);
        page.screenshot("inner-edges");
        let (row, at) = page.place_of("庚");
        page.drag_to_text(&handle(3), (row, at));
        page.wait("a shorter second run", || ranges(page) == ["乙丙丁𠮷", "庚"]);
        // By key: the run at the cursor.
        page.click_on("丙");
        page.press("}");
        page.wait("its end moved", || ranges(page) == ["乙丙丁", "庚"]);
        page.click_on("庚");
        page.press("[");
        page.wait("its start moved", || ranges(page) == ["乙丙丁", "己庚"]);
        // The same in article order.
        page.press("v");
        page.wait_for(".chunk.of-articles");
        page.click_on("丙");
        let (row, at) = page.place_of("丁");
        page.drag_to_text(&handle(2), (row, at));
        page.wait("shorter again", || ranges(page) == ["乙丙", "己庚"]);
    });
}

/// What lies over each other is drawn below each other, and reached by a key and by clicking again.
#[test]
fn marks_over_each_other_are_all_seen_and_reached() {
    browse_everywhere(|page| {
        page.paste_page(PAGE);
        for (quote, key) in
            [("乙丙丁𠮷戊己", "2"), ("丁𠮷", "1"), ("𠮷戊", "3"), ("丙丁𠮷戊己庚", "4"), ("己庚辛", "5")]
        {
            page.select(quote);
            page.press(key);
            page.press("Escape");
        }
        // Each mark has a line of its own at every character that it covers.
        let lines: Vec<Vec<i64>> = page.get(
            "return [...document.querySelectorAll('.t .m')].filter(mark => !mark.querySelector('.m')).map(mark => {
               const lines = [];
               for (let m = mark; m.matches('.m'); m = m.parentElement) {
                 const box = m.getBoundingClientRect();
                 lines.push(Math.round(box.bottom));
               }
               return lines;
             })",
            json!([]),
        );
        assert!(lines.iter().any(|lines| lines.len() == 4), "{lines:?}");
        for lines in &lines {
            let mut sorted = lines.clone();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(sorted.len(), lines.len(), "no line hides another: {lines:?}");
        }
        page.screenshot("overlaps");

        let quote = || page.text(".inspector .quote");
        let all = ["丁𠮷", "𠮷戊", "乙丙丁𠮷戊己", "丙丁𠮷戊己庚"];
        let mut clicked = Vec::new();
        let mut pressed = Vec::new();
        for _ in 0..4 {
            page.click_on("𠮷");
            clicked.push(quote());
        }
        page.press("Escape");
        for _ in 0..4 {
            page.press(".");
            pressed.push(quote());
        }
        for found in [clicked, pressed] {
            assert!(all.iter().all(|text| found.iter().any(|other| other == text)), "{found:?}");
        }
        let n_marks = page.marks().len();
        page.press("x");
        assert_eq!(page.marks().len(), n_marks - 1, "what was reached can be rejected");
    });
}

/// A selection over the edge of a line is one entity with what is selected and nothing else, break left out.
#[test]
fn a_span_crosses_a_line_break() {
    browse(|page| {
        page.paste_page(
            "他从前住在渡口的西边，后来𠮷又搬\r\n到东边去了，e\u{301}👩\u{200d}👩\u{200d}👧。\r\n",
        );
        let (first, start) = page.place_of("又搬");
        let (second, end) = page.place_of("到东边");
        page.drag_select((first, start + 1), (second, end + 1));
        page.press("1");
        assert!(page.mark("搬到").is_some(), "{:?}", page.marks());
        let (_, file) = page.save();
        assert_eq!(entity(&file, "搬到")["ranges"].as_array().map(Vec::len), Some(2));
    });
}

/// A double click selects and makes nothing by itself; the menu is beside what was selected.
#[test]
fn a_double_click_only_selects() {
    browse(|page| {
        page.paste_page("他从前住在渡口的西边，后来𠮷又搬到东边去了。\n");
        let before = page.state();
        page.double_click_text(page.place_of("渡口"));
        page.wait_for(".label-menu");
        assert!(!page.selected_text().is_empty());
        assert_eq!(page.state(), before);
        let distance: f64 = page.get(
            "const selected = getSelection().getRangeAt(0).getBoundingClientRect();
             const menu = document.querySelector('.label-menu').getBoundingClientRect();
             return Math.min(Math.abs(menu.top - selected.bottom), Math.abs(selected.top - menu.bottom))",
            json!([]),
        );
        assert!(distance < 40.0, "the menu is {distance} px from the selection");
    });
}

/// The same words can have two labels, where that is asked for; otherwise the one there is replaced.
#[test]
fn the_same_words_have_two_labels_where_asked_for() {
    browse(|page| {
        page.paste_page(PAGE);
        page.select("乙丙");
        page.press("1");
        page.press("2");
        let labels = || -> Vec<usize> {
            let marks = page.marks().into_iter().filter(|mark| mark.text == "乙丙");
            let mut labels: Vec<_> = marks.map(|mark| mark.label).collect();
            labels.sort_unstable();
            labels
        };
        page.wait("the other label", || labels() == [ORGANIZATION]);
        page.press("e");
        page.type_text("per");
        page.press("Shift+Enter");
        page.wait("both labels", || labels() == [PERSON, ORGANIZATION]);
        page.press("Control+z");
        page.wait("one label", || labels() == [ORGANIZATION]);
    });
}

/// What is stored is drawn, all of it and nothing else.
#[test]
fn every_entity_of_the_file_is_drawn() {
    browse(|page| {
        page.open_proposed_sample();
        let (_, file) = page.save();
        let entities = file["documents"][0]["entities"].as_array().expect("a list");
        let mut stored: Vec<&str> = entities
            .iter()
            .filter(|entity| entity["status"] != "rejected")
            .filter_map(|entity| entity["quote"].as_str())
            .collect();
        let marks = page.marks();
        let mut drawn: Vec<&str> = marks.iter().map(|mark| mark.text.as_str()).collect();
        stored.sort_unstable();
        drawn.sort_unstable();
        assert_eq!(drawn, stored);
        let listed: String = page.text(".entities h2 .count");
        assert_eq!(listed, stored.len().to_string(), "and listed");
    });
}

fn names(n: usize) -> String {
    (0..n).map(|i| format!("第{i}句里有阿布都这个名字，𠮷。\n")).collect()
}

/// Fifty places with a name in three actions: select, a label, all others.
#[test]
fn fifty_occurrences_are_labelled_with_at_most_four_actions() {
    browse_everywhere(|page| {
        page.paste_page(&names(50));
        let done = || {
            page.marks()
                .iter()
                .filter(|mark| mark.text == "阿布都" && mark.label == PERSON && mark.status == "accepted")
                .count()
        };
        let mut actions = 0;
        let mut act = |act: &dyn Fn()| {
            act();
            actions += 1;
        };
        act(&|| page.select("阿布都"));
        act(&|| page.press("1"));
        act(&|| page.press("Shift+l"));
        assert_eq!(done(), 50);
        act(&|| page.press("Shift+l"));
        assert_eq!(done(), 50, "and none of them twice");
        assert!(actions <= 4, "{actions} actions");
        page.press("Control+z");
        assert_eq!(done(), 1, "one step takes all back");
    });
}

/// The list has each place with its text around; what is not ticked and what was rejected stays as it is.
#[test]
fn places_are_ticked_and_labelled_together() {
    browse(|page| {
        page.paste_page("东边甲乙丙来。西边甲乙丙去，南边甲乙丙在。\n北边甲乙丙等，中间甲乙丙看𠮷。\n");
        page.select("甲乙丙");
        page.press("2");
        let done = || {
            page.marks()
                .iter()
                .filter(|mark| {
                    mark.text == "甲乙丙" && mark.label == ORGANIZATION && mark.status == "accepted"
                })
                .count()
        };
        let contexts: Vec<String> = page.get(
            "return [...document.querySelectorAll('.places .context')].map(place => place.textContent)",
            json!([]),
        );
        assert_eq!(contexts.len(), 4);
        assert!(contexts[0].contains("西边甲乙丙去"), "{contexts:?}");
        page.assert_accessible("inspector with a list of places");
        // One is rejected where it stands, one is left out of the list.
        page.click_text({
            let (row, at) = page.place_of("西边甲乙丙");
            (row, at + 2)
        });
        page.press("x");
        page.click_on("甲乙丙");
        page.click(".places li:nth-child(3) input");
        page.wait("a count", || page.text(".places button.ticked").contains('2'));
        page.click(".places button.ticked");
        assert_eq!(done(), 3);
        page.press("Control+z");
        assert_eq!(done(), 1, "one step");
        page.click(".places button.all");
        assert_eq!(done(), 4, "all but the rejected one");
        let (_, file) = page.save();
        let statuses: Vec<&Value> = file["documents"][0]["entities"]
            .as_array()
            .expect("a list")
            .iter()
            .filter(|entity| entity["quote"] == "甲乙丙")
            .map(|entity| &entity["status"])
            .collect();
        assert_eq!(statuses.iter().filter(|status| **status == "rejected").count(), 1);
    });
}
