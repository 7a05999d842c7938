//! Files of other tools: exported with what they lack, imported after a look.

use jianbao_e2e::browse;

const PAGE: &str = "澜江至望川城际公交开通\n澜江日报讯（记者 陶景云）昨日，𠮷野站的城际公交开通运营。\n";

#[test]
fn a_page_is_exported_with_its_loss_report() {
    browse(|page| {
        page.paste_page(PAGE);
        page.select("𠮷野站");
        page.press("3");
        page.press("Control+e");
        page.wait_for("dialog.export");
        page.wait_for_text("dialog.export .preview", "𠮷野站");
        page.wait_for_text("dialog.export .checked", "读回");
        page.wait_for("dialog.export .losses li");
        page.assert_screen("export");

        // What is chosen is shown at once.
        page.choose("#export-format", "bio");
        page.wait_for_text("dialog.export .preview", "𠮷 B-");
        page.choose("#export-statuses", "accepted");
        page.wait_for_text("dialog.export .preview", "澜 O");

        // A click on what is lost goes there.
        page.choose("#export-format", "doccano");
        page.choose("#export-statuses", "all");
        page.wait_for_text("dialog.export .preview", "\"label\"");
        page.wait_for("dialog.export .losses .link");
        page.click("dialog.export .losses .link");
        page.wait_gone("dialog.export");
    });
}

#[test]
fn a_foreign_file_is_imported_after_a_look() {
    browse(|page| {
        page.wait_for(".start");
        let line =
            "{\"text\":\"𠮷野和陶景云\\n在澜江\",\"label\":[[5,8,\"PER\"],[0,3,\"LOC\"],[80,90,\"ORG\"]]}\n";
        let file = page.file("old.jsonl", line);
        page.upload("input[type=file]", &[&file]);
        page.wait_for("dialog.import");
        page.wait_for_text("dialog.import .preview", "𠮷野和陶景云");
        page.wait_for_text("dialog.import .lost", "项放不进去");
        page.screenshot("import");
        page.assert_accessible("import dialog");
        page.set_dark(true);
        page.assert_accessible("import dialog, dark");
        page.click("dialog.import footer .primary");
        page.wait_for(".surface");
        page.wait_gone("dialog.import");
        assert_eq!(page.mark("𠮷野").map(|mark| mark.status).as_deref(), Some("accepted"));
    });
}
