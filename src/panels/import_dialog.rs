//! The dialog about a file of another tool: what it was taken for, what it holds, what could not be placed.

use jianbao_formats::exchange::{Content, Problem, ReadChoice, Summary};
use jianbao_formats::hub::{Access, OffsetUnit, table};
use jianbao_workbench::exchange::{ENCODINGS, ImportMsg, Importing, problem_path, problem_text, unit_name};
use jianbao_workbench::{Lang, Msg};
use yew::prelude::*;

use super::dialog::{Dialog, select};

/// How many problems are listed at once.
const MAX_LISTED: usize = 200;

/// What the dialog shows of a file.
#[derive(Clone, PartialEq)]
pub struct ImportView {
    name: String,
    choice: ReadChoice,
    format: String,
    encoding: Option<String>,
    unsure: bool,
    unit: Option<OffsetUnit>,
    head: String,
    list: Vec<Summary>,
    document: usize,
    problems: Vec<Problem>,
    refused: bool,
    can_open: bool,
    waits: bool,
}

impl ImportView {
    /// What is shown of this file.
    pub fn of(importing: &Importing) -> Self {
        let found = importing.found.as_ref();
        let list = match found.map(|found| &found.content) {
            Some(Content::Documents { list, .. }) => list.clone(),
            _ => Vec::new(),
        };
        let chosen = &importing.choice;
        Self {
            name: importing.name.clone(),
            choice: chosen.clone(),
            format: chosen.format.clone().or(found.map(|found| found.format.clone())).unwrap_or_default(),
            encoding: chosen.encoding.clone().or(found.and_then(|found| found.encoding.clone())),
            unsure: found.is_some_and(|found| found.unsure),
            unit: chosen.unit.or(found.and_then(|found| found.unit)),
            head: importing.head(),
            list,
            document: importing.document,
            problems: found.map(|found| found.problems.clone()).unwrap_or_default(),
            refused: importing.refused.is_some(),
            can_open: importing.can_open(),
            waits: importing.waits,
        }
    }
}

/// What the dialog needs to know.
pub struct ImportDialogProps {
    /// The language.
    pub lang: Lang,
    /// What it shows.
    pub view: ImportView,
    /// Where to send what happens.
    pub send: Callback<Msg>,
}

/// The dialog.
pub fn import_dialog(props: &ImportDialogProps) -> Html {
    let (lang, view) = (props.lang, &props.view);
    let send = props.send.reform(Msg::Import);
    let choose = |change: fn(&mut ReadChoice, String)| {
        let choice = view.choice.clone();
        send.reform(move |value: String| {
            let mut choice = choice.clone();
            change(&mut choice, value);
            ImportMsg::Choose(choice)
        })
    };
    let formats: Vec<(String, String)> = table()
        .iter()
        .filter(|info| info.access != Access::Write)
        .map(|info| (info.id.to_owned(), info.name.to_owned()))
        .collect();
    let encodings: Vec<(String, String)> = ENCODINGS
        .into_iter()
        .map(str::to_owned)
        .chain(view.encoding.clone().filter(|name| !ENCODINGS.contains(&name.as_str())))
        .map(|name| (name.clone(), name))
        .collect();
    let units: Vec<(String, String)> = OffsetUnit::ALL
        .into_iter()
        .map(|unit| (unit.id().to_owned(), unit_name(unit, lang).to_owned()))
        .collect();
    let documents: Vec<(String, String)> = view
        .list
        .iter()
        .enumerate()
        .map(|(i, document)| (i.to_string(), format!("{} · {}", i + 1, document.id)))
        .collect();
    let n_lost = view.problems.iter().filter(|problem| problem.is_loss).count();
    let problem = |problem: &Problem| {
        let class = if problem.is_loss { "lost" } else { "muted" };
        html! { <li {class}><code>{ problem_path(problem, lang) }</code>{ " " }{ problem_text(problem, lang) }</li> }
    };
    let counts = view.list.get(view.document).map(|document| {
        [
            lang.count(document.n_chars, "字", ["character", "characters"]),
            lang.count(document.n_entities, "个实体", ["entity", "entities"]),
            lang.count(document.n_articles, "篇文章", ["article", "articles"]),
        ]
        .join(lang.pick("，", ", "))
    });
    let title = lang.pick(format!("打开“{}”", view.name), format!("Open “{}”", view.name));
    html! {
        <Dialog class="import" {title} {lang} on_close={send.reform(|()| ImportMsg::Cancel)}>
            <div class="fields">
                { select("import-format", lang.pick("格式", "Format"), &formats, &view.format, choose(|choice, value| {
                    (choice.format, choice.unit) = (Some(value), None);
                })) }
                if let Some(encoding) = &view.encoding {
                    { select("import-encoding", lang.pick("编码", "Encoding"), &encodings, encoding, choose(|choice, value| {
                        choice.encoding = Some(value);
                    })) }
                }
                if let Some(unit) = view.unit {
                    { select("import-unit", lang.pick("位置的计数单位", "Offsets count"), &units, unit.id(), choose(|choice, value| {
                        choice.unit = OffsetUnit::ALL.into_iter().find(|unit| unit.id() == value);
                    })) }
                }
                if view.list.len() > 1 {
                    { select("import-document", lang.pick("文档", "Document"), &documents, &view.document.to_string(),
                        send.reform(|value: String| ImportMsg::Pick(value.parse().unwrap_or(0)))) }
                }
            </div>
            if view.unsure {
                <p class="doubt" role="status">{ lang.pick("编码是猜的：请看下面的文字对不对，不对就换一种。",
                    "The encoding is a guess: look whether the text below is right, else choose another.") }</p>
            }
            if view.refused {
                <p class="lost" role="alert">{ lang.pick("这样读不出来，请换一种格式或编码。",
                    "Nothing can be read this way: choose another format or encoding.") }</p>
            } else {
                <pre class="preview" tabindex="0" aria-label={lang.pick("预览", "Preview")}>{ &view.head }</pre>
                if let Some(counts) = counts { <p class="counts">{ counts }</p> }
            }
            if n_lost > 0 {
                <p class="lost" role="alert">{ lang.pick(format!("有 {n_lost} 项放不进去："), format!("{n_lost} items could not be placed:")) }</p>
            }
            if !view.problems.is_empty() {
                <ul class="problems">{ for view.problems.iter().take(MAX_LISTED).map(problem) }</ul>
            }
            <footer>
                <button type="button" onclick={send.reform(|_: MouseEvent| ImportMsg::Cancel)}>{ lang.pick("不打开", "Cancel") }</button>
                <button type="button" class="primary" disabled={!view.can_open} aria-busy={view.waits.to_string()}
                    onclick={send.reform(|_: MouseEvent| ImportMsg::Open)}>{ lang.pick("打开", "Open") }</button>
            </footer>
        </Dialog>
    }
}
