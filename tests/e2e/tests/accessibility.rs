//! Every screen keeps WCAG 2.2 AA, as far as a program can tell, in both themes.

use jianbao_e2e::{Page, browse};

fn in_both_themes(page: &Page, screen: &str) {
    for (dark, theme) in [(false, "light"), (true, "dark")] {
        page.set_dark(dark);
        page.assert_accessible(&format!("{screen}, {theme}"));
    }
}

#[test]
fn start_screen() {
    browse(|page| in_both_themes(page, "start screen"));
}

#[test]
fn workbench() {
    browse(|page| {
        page.open_proposed_sample();
        in_both_themes(page, "workbench");
        page.set_viewport(420, 850);
        in_both_themes(page, "workbench, narrow");
    });
}

#[test]
fn menus_and_help() {
    browse(|page| {
        page.open_proposed_sample();
        page.press("Control+Home");
        page.press("Shift+ArrowRight");
        page.wait_for(".label-menu");
        in_both_themes(page, "label menu");
        page.press("Escape");
        page.press("?");
        page.wait_for("dialog, [role=dialog]");
        in_both_themes(page, "help");
    });
}
