//! Files of other tools, in and out, without a browser: the worker that reads and writes them answers natively.

use jianbao_core::edit::Millis;
use jianbao_formats::exchange::{Request, serve};
use jianbao_formats::hub::{OffsetUnit, Statuses};
use jianbao_workbench::actions::{Action, PressedChord};
use jianbao_workbench::exchange::{ExportMsg, ImportMsg};
use jianbao_workbench::view::Details;
use jianbao_workbench::{Effect, Lang, Msg, Notice, Workbench};

const TEXT: &str = "𠮷野集市开张\n👩‍👩‍👧 来到澜江市，陶景云也来了。\n";

/// A workbench whose worker answers at once; what else it asks for is kept.
fn tell(bench: &mut Workbench, msg: Msg) -> Vec<Effect> {
    let mut kept = Vec::new();
    for effect in bench.update(msg, Millis(1)) {
        match effect {
            Effect::Files(request) => {
                let sent = Request::decode(&request.encode()).expect("requests come through");
                kept.extend(tell(bench, Msg::Files(Box::new(serve(sent)))));
            }
            other => kept.push(other),
        }
    }
    kept
}

fn with_page() -> Workbench {
    let mut bench = Workbench::new(Lang::Zh);
    tell(&mut bench, Msg::Pasted { units: TEXT.encode_utf16().collect() });
    let start = TEXT.find("陶景云").expect("in the text");
    let range = jianbao_core::ByteRange::at(start, start + "陶景云".len());
    tell(&mut bench, Msg::Select(range));
    tell(&mut bench, Msg::Label(jianbao_core::LabelId::new("PER")));
    bench
}

#[test]
fn what_is_exported_is_shown_with_its_loss_and_handed_over() {
    let mut bench = with_page();
    tell(&mut bench, Msg::Key(PressedChord { key: "e".into(), ctrl: true, shift: false, alt: false }));
    let export = bench.exporting().expect("the dialog is open");
    let mut order = export.order.clone();
    (order.format, order.options.statuses) = ("bio".into(), Statuses::Accepted);
    tell(&mut bench, Msg::Export(ExportMsg::Choose(order.clone())));
    let written = bench.exporting().and_then(|export| export.ready()).expect("it is written").clone();
    assert!(written.preview.contains("陶 B-PER\n景 I-PER\n云 I-PER\n"), "{}", written.preview);
    assert_eq!((written.checked, written.names.len()), (Some(1), 2));
    assert!(written.losses.iter().any(|lost| lost.kind == "white-space" && lost.count == 1));
    let effects = tell(&mut bench, Msg::Export(ExportMsg::Download));
    let [Effect::Download { name, mime, bytes }] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!((name.as_str(), &**mime, &bytes[..2]), ("jianbao.zip", "application/zip", &b"PK"[..]));
    let effects = tell(&mut bench, Msg::Export(ExportMsg::Copy));
    assert_eq!(effects, [Effect::Copy(written.text.expect("text"))]);

    // An item that is lost is gone to, and the dialog closes; it opens again as it was left.
    order.format = "doccano".into();
    tell(&mut bench, Msg::Export(ExportMsg::Choose(order.clone())));
    tell(&mut bench, Msg::Export(ExportMsg::GoTo("d1#e1".into())));
    assert!(bench.exporting().is_none() && matches!(bench.details(), Details::Entity(_)));
    tell(&mut bench, Msg::Act(Action::Export));
    assert_eq!(bench.exporting().map(|export| export.order.format.as_str()), Some("doccano"));
    tell(&mut bench, Msg::Key(PressedChord { key: "Escape".into(), ctrl: false, shift: false, alt: false }));
    assert!(bench.exporting().is_none());
    tell(&mut bench, Msg::Export(ExportMsg::GoTo("other#e1".into())));
}

#[test]
fn a_foreign_file_is_looked_at_first_and_can_be_read_otherwise() {
    let line = r#"{"id":7,"text":"𠮷野和陶景云","label":[[3,6,"PER"],[90,99,"ORG"]]}"#;
    let mut bench = Workbench::new(Lang::En);
    tell(&mut bench, Msg::Opened { name: "old.jsonl".into(), bytes: line.into() });
    assert!(bench.project().is_none());
    let import = bench.importing().expect("the dialog is open");
    let found = import.found.as_ref().expect("it was read");
    // UTF-16 is assumed; one span is cut wrongly then, and the other is nowhere.
    assert_eq!((found.format.as_str(), found.unit), ("doccano", Some(OffsetUnit::Utf16)));
    assert!(found.problems[0].is_loss, "{:?}", found.problems);
    let choice =
        jianbao_formats::exchange::ReadChoice { unit: Some(OffsetUnit::CodePoint), ..import.choice.clone() };
    tell(&mut bench, Msg::Import(ImportMsg::Choose(choice)));
    tell(&mut bench, Msg::Import(ImportMsg::Open));
    let project = bench.project().expect("it is open");
    let quotes: Vec<String> = project.set().entities().map(|entity| project.quote(entity)).collect();
    assert_eq!(quotes, ["陶景云"]);
}

#[test]
fn without_the_worker_text_and_labelled_json_still_open() {
    let mut bench = Workbench::new(Lang::Zh);
    // The file that waits for the worker when it fails is opened too.
    let _never_answered = bench.update(Msg::Opened { name: "a.txt".into(), bytes: TEXT.into() }, Millis(1));
    assert!(bench.project().is_none());
    tell(&mut bench, Msg::FilesLost);
    assert_eq!(bench.project().map(|project| project.document.text()), Some(TEXT));
    tell(&mut bench, Msg::Act(Action::Export));
    assert_eq!((bench.exporting().is_none(), bench.notice()), (true, Some(&Notice::NoFilesWorker)));
    tell(&mut bench, Msg::Opened { name: "gb.txt".into(), bytes: vec![0xb1, 0xa8, 0xd6, 0xbd] });
    assert_eq!(bench.notice(), Some(&Notice::NoFilesWorker));
}
