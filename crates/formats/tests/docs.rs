//! Each format has a page in the documentation whose table is the one in the code.
//!
//! `UPDATE_GOLDEN=1` writes the tables anew.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::Path;

use jianbao_formats::hub::{Access, FormatInfo, Streaming, formats};

const BEGIN: &str = "<!-- generated: table -->\n";
const END: &str = "<!-- end of table -->\n";

fn table(info: &FormatInfo) -> String {
    let access = match info.access {
        Access::ReadWrite => "written and read",
        Access::Write => "written",
        Access::Read => "read",
    };
    let unit = if info.unit_choice {
        format!("{}, or chosen", info.unit.map_or("none", |unit| unit.id()))
    } else {
        info.unit.map_or("none", |unit| unit.id()).to_owned()
    };
    let streaming = match (info.access, info.streaming) {
        (Access::Read, _) => "not written",
        _ if info.id == "jianbao" => "one file, a line for each document",
        (_, Streaming::Joined(_)) => "one file",
        (_, Streaming::Numbered) => "numbered files of many documents",
    };
    let yes = |kept: bool| if kept { "yes" } else { "no" };
    let keeps = info.keeps;
    let rows = [
        ("id", format!("`{}`", info.id)),
        ("file", format!("`.{}`, {}", info.extension, info.mime)),
        ("access", access.to_owned()),
        ("unit of offsets", unit),
        ("a corpus of any size", streaming.to_owned()),
        ("entities", yes(keeps.entities).to_owned()),
        ("nested and overlapping entities", yes(keeps.overlap).to_owned()),
        ("entities of several ranges", yes(keeps.discontiguous).to_owned()),
        ("articles of a page", yes(keeps.articles).to_owned()),
        ("roles", yes(keeps.roles).to_owned()),
        ("proposed or accepted", yes(keeps.status).to_owned()),
        ("confidence", yes(keeps.confidence).to_owned()),
        ("notes", yes(keeps.notes).to_owned()),
        ("normal forms and short forms", yes(keeps.values).to_owned()),
        ("white space", yes(keeps.white_space).to_owned()),
        ("labels of any characters", yes(keeps.any_label).to_owned()),
    ];
    let rows: String = rows.iter().map(|(name, value)| format!("| {name} | {value} |\n")).collect();
    format!("| {} | |\n|---|---|\n{rows}", info.name)
}

#[test]
fn every_format_has_a_page_with_the_table_of_the_code() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/formats");
    for format in formats() {
        let info = format.info();
        let path = folder.join(format!("{}.md", info.id));
        let page = std::fs::read_to_string(&path)
            .unwrap_or_else(|_| panic!("docs/formats/{}.md is missing", info.id));
        let (head, rest) = page.split_once(BEGIN).unwrap_or_else(|| panic!("{}: no table", info.id));
        let (found, body) =
            rest.split_once(END).unwrap_or_else(|| panic!("{}: no end of the table", info.id));
        assert!(body.trim().len() > 100, "{}: nothing but the table", info.id);
        let expected = table(info);
        if found != expected && std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, format!("{head}{BEGIN}{expected}{END}{body}")).unwrap();
        } else {
            assert_eq!(found, expected, "{}: run with UPDATE_GOLDEN=1", info.id);
        }
    }
}
