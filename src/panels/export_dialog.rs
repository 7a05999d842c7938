//! The export dialog: format and options, the first lines of the file, and what it cannot hold, before it is handed
//! over.

use jianbao_formats::exchange::{Order, Written};
use jianbao_formats::hub::{
    Access, Flat, FormatInfo, OffsetUnit, Scope, SplitBy, SplitRule, Statuses, table,
};
use jianbao_workbench::exchange::{ExportMsg, Exporting, item_name, loss_text, unit_name};
use jianbao_workbench::{Lang, Msg};
use yew::prelude::*;

use super::dialog::{Dialog, select};

/// How many items of one kind of loss are shown.
const MAX_ITEMS: usize = 30;

/// Up to how many items of one kind of loss are shown without being asked for.
const MAX_OPEN: usize = 8;

/// What the dialog shows.
#[derive(Clone, PartialEq)]
pub struct ExportView {
    order: Order,
    n_documents: usize,
    waits: bool,
    refused: bool,
    info: Option<&'static FormatInfo>,
    shown: Option<Shown>,
}

/// What it shows of a file.
#[derive(Clone, PartialEq)]
struct Shown {
    name: String,
    names: Vec<String>,
    bytes: usize,
    preview: String,
    can_copy: bool,
    losses: Vec<Lost>,
    parts: Vec<(String, usize)>,
    leaks: Vec<(String, String)>,
    checked: Option<usize>,
}

/// One kind of loss: its id, how many items it touches, and the first of them, each with its name.
type Lost = (String, usize, Vec<(String, String)>);

impl ExportView {
    /// What is shown of this export. The project is that of the only document, where there is one.
    pub fn of(exporting: &Exporting, project: Option<&jianbao_core::Project>) -> Self {
        let shown = |written: &Written| Shown {
            name: written.file.name.clone(),
            names: written.names.clone(),
            bytes: written.file.bytes.len(),
            preview: written.preview.clone(),
            can_copy: written.text.is_some(),
            losses: written
                .losses
                .iter()
                .map(|lost| {
                    let items = lost.items.iter().filter(|item| !item.ends_with('#')).take(MAX_ITEMS);
                    let items = items.map(|item| {
                        let name = project.map_or_else(|| item.clone(), |project| item_name(project, item));
                        (item.clone(), name)
                    });
                    (lost.kind.clone(), lost.count, items.collect())
                })
                .collect(),
            parts: written.parts.clone(),
            leaks: written.leaks.clone(),
            checked: written.checked,
        };
        Self {
            order: exporting.order.clone(),
            n_documents: exporting.n_documents,
            waits: exporting.waits,
            refused: exporting.refused.is_some(),
            info: exporting.info(),
            shown: exporting.written.as_ref().map(shown),
        }
    }
}

/// What the dialog needs to know.
pub struct ExportDialogProps {
    /// The language.
    pub lang: Lang,
    /// What it shows.
    pub view: ExportView,
    /// Where to send what happens.
    pub send: Callback<Msg>,
}

/// Values of a choice with their texts.
fn values(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    rows.iter().map(|(value, text)| ((*value).to_owned(), (*text).to_owned())).collect()
}

/// The dialog.
pub fn export_dialog(props: &ExportDialogProps) -> Html {
    let (lang, view) = (props.lang, &props.view);
    let send = props.send.reform(Msg::Export);
    let ready = view.shown.as_ref().filter(|_| !view.waits);
    html! {
        <Dialog class="export" title={lang.pick("导出", "Export")} {lang} on_close={send.reform(|()| ExportMsg::Close)}>
            { choices(lang, view, &send) }
            if view.refused {
                <p class="lost" role="alert">{ lang.pick("写出来的文件读回时对不上，没有交出。请换一种格式，并告诉我们。",
                    "The file did not read back as it should and is not handed over. Choose another format, and tell us.") }</p>
            }
            if let Some(shown) = &view.shown { { outcome(lang, shown, &send) } }
            <footer>
                if view.waits { <span class="counts" role="status">{ lang.pick("正在写……", "Writing…") }</span> }
                <button type="button" disabled={!ready.is_some_and(|shown| shown.can_copy)}
                    onclick={send.reform(|_: MouseEvent| ExportMsg::Copy)}>{ lang.pick("复制", "Copy") }</button>
                <button type="button" class="primary" disabled={ready.is_none()} aria-busy={view.waits.to_string()}
                    onclick={send.reform(|_: MouseEvent| ExportMsg::Download)}>{ lang.pick("下载", "Download") }</button>
            </footer>
        </Dialog>
    }
}

/// Format and options; only those that mean something to the format.
fn choices(lang: Lang, view: &ExportView, send: &Callback<ExportMsg>) -> Html {
    let choose = |change: fn(&mut Order, String)| {
        let order = view.order.clone();
        send.reform(move |value: String| {
            let mut order = order.clone();
            change(&mut order, value);
            ExportMsg::Choose(order)
        })
    };
    let formats = table().iter().filter(|info| info.access != Access::Read);
    let formats: Vec<_> = formats.map(|info| (info.id.to_owned(), info.name.to_owned())).collect();
    let own = view.order.format == "jianbao";
    let options = &view.order.options;
    let info = view.info;
    let has = |what: fn(&FormatInfo) -> bool| info.is_some_and(what);
    let units = [OffsetUnit::Utf16, OffsetUnit::Grapheme, OffsetUnit::CodePoint];
    let units: Vec<_> = units.map(|unit| (unit.id().to_owned(), unit_name(unit, lang).to_owned())).into();
    let unit = options.unit.or(info.and_then(|info| info.unit)).unwrap_or(OffsetUnit::CodePoint);
    let scope = if options.scope == Scope::Page { "page" } else { "article" };
    let statuses = if options.statuses == Statuses::Accepted { "accepted" } else { "all" };
    let flat = match options.flat {
        Flat::Outermost => "outermost",
        Flat::Innermost => "innermost",
        Flat::PerLabel => "per-label",
    };
    let form = if options.relations { "relations" } else { "spans" };
    let length = options.max_chars.map_or_else(|| "none".to_owned(), |max| max.to_string());
    html! {
        <div class="fields">
            { select("export-format", lang.pick("格式", "Format"), &formats, &view.order.format,
                choose(|order, value| order.format = value)) }
            if !own {
                { select("export-scope", lang.pick("每个文档是", "One document is"), &values(&[
                    ("page", lang.pick("一个版面", "a page")), ("article", lang.pick("一篇文章", "an article")),
                ]), scope, choose(|order, value| {
                    order.options.scope = if value == "article" { Scope::Article } else { Scope::Page };
                })) }
                { select("export-statuses", lang.pick("内容", "What goes in"), &values(&[
                    ("all", lang.pick("已接受的和提议", "accepted and proposed")), ("accepted", lang.pick("只要已接受的", "accepted only")),
                ]), statuses, choose(|order, value| {
                    order.options.statuses = if value == "accepted" { Statuses::Accepted } else { Statuses::WithProposals };
                })) }
            }
            if has(|info| info.unit_choice) {
                { select("export-unit", lang.pick("位置的计数单位", "Offsets count"), &units, unit.id(), choose(|order, value| {
                    order.options.unit = OffsetUnit::ALL.into_iter().find(|unit| unit.id() == value);
                })) }
            }
            if has(|info| info.relations_choice) {
                { select("export-form", lang.pick("形式", "Form"), &values(&[
                    ("spans", lang.pick("标注列表", "list of spans")), ("relations", lang.pick("实体与关系（PaddleNLP）", "entities and relations (PaddleNLP)")),
                ]), form, choose(|order, value| order.options.relations = value == "relations")) }
            }
            if has(|info| info.keeps.entities && !info.keeps.overlap) {
                { select("export-flat", lang.pick("嵌套的实体", "Of nested entities"), &values(&[
                    ("outermost", lang.pick("取最外层", "the outermost")), ("innermost", lang.pick("取最内层", "the innermost")),
                    ("per-label", lang.pick("每种标签一个文件", "one file for each label")),
                ]), flat, choose(|order, value| order.options.flat = match value.as_str() {
                    "innermost" => Flat::Innermost,
                    "per-label" => Flat::PerLabel,
                    _ => Flat::Outermost,
                })) }
            }
            if has(|info| info.sentences) {
                { select("export-length", lang.pick("句子最长", "Longest sentence"), &values(&[
                    ("none", lang.pick("一行", "a line")), ("126", lang.pick("126 字", "126 characters")),
                    ("254", lang.pick("254 字", "254 characters")), ("510", lang.pick("510 字（BERT）", "510 characters (BERT)")),
                ]), &length, choose(|order, value| order.options.max_chars = value.parse().ok())) }
            }
            if view.n_documents > 1 { { split(lang, view, &choose) } }
        </div>
    }
}

/// The choices of a split.
fn split(
    lang: Lang,
    view: &ExportView,
    choose: &impl Fn(fn(&mut Order, String)) -> Callback<String>,
) -> Html {
    const NEW: SplitRule = SplitRule { by: SplitBy::Document, dev: 10, test: 10, seed: 1 };
    let rule = view.order.split;
    let by = match rule.map(|rule| rule.by) {
        None => "none",
        Some(SplitBy::Document) => "document",
        Some(SplitBy::Date) => "date",
    };
    let shares = values(&[("0", "0 %"), ("5", "5 %"), ("10", "10 %"), ("15", "15 %"), ("20", "20 %")]);
    html! {
        <>
            { select("export-split", lang.pick("分成训练、开发、测试", "Train, dev and test"), &values(&[
                ("none", lang.pick("不分", "one file")), ("document", lang.pick("按文档", "by document")),
                ("date", lang.pick("按日期", "by date")),
            ]), by, choose(|order, value| order.split = match value.as_str() {
                "document" => Some(SplitRule { by: SplitBy::Document, ..order.split.unwrap_or(NEW) }),
                "date" => Some(SplitRule { by: SplitBy::Date, ..order.split.unwrap_or(NEW) }),
                _ => None,
            })) }
            if let Some(rule) = rule {
                { select("export-dev", lang.pick("开发", "Dev"), &shares, &rule.dev.to_string(), choose(|order, value| {
                    order.split.iter_mut().for_each(|rule| rule.dev = value.parse().unwrap_or(rule.dev));
                })) }
                { select("export-test", lang.pick("测试", "Test"), &shares, &rule.test.to_string(), choose(|order, value| {
                    order.split.iter_mut().for_each(|rule| rule.test = value.parse().unwrap_or(rule.test));
                })) }
                if rule.by == SplitBy::Document {
                    { select("export-seed", lang.pick("种子", "Seed"), &values(&[("1", "1"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5")]),
                        &rule.seed.to_string(), choose(|order, value| {
                            order.split.iter_mut().for_each(|rule| rule.seed = value.parse().unwrap_or(rule.seed));
                        })) }
                }
            }
        </>
    }
}

/// What was written: what is lost, what leaks, the first lines, and what is handed over.
fn outcome(lang: Lang, shown: &Shown, send: &Callback<ExportMsg>) -> Html {
    let link = |(item, name): &(String, String)| {
        let to = item.clone();
        let onclick = send.reform(move |_: MouseEvent| ExportMsg::GoTo(to.clone()));
        html! { <button type="button" class="link" {onclick} title={item.clone()}>{ name }</button> }
    };
    let loss = |(kind, count, items): &Lost| {
        let more = count.saturating_sub(items.len());
        let times = lang.pick(format!("{count} 项"), format!("{count} ×"));
        html! {
            <li key={kind.clone()}>
                if items.is_empty() {
                    <p><strong>{ &times }</strong>{ " " }{ loss_text(kind, lang) }</p>
                } else {
                    <details open={*count <= MAX_OPEN}>
                        <summary><strong>{ &times }</strong>{ " " }{ loss_text(kind, lang) }</summary>
                        <div class="items">
                            { for items.iter().map(link) }
                            if more > 0 { <span class="counts">{ lang.pick(format!("等，另有 {more} 项"), format!("and {more} more")) }</span> }
                        </div>
                    </details>
                }
            </li>
        }
    };
    let leak = |(a, b): &(String, String)| html! { <li><code>{ a }</code>{ " ≈ " }<code>{ b }</code></li> };
    let size = match shown.bytes {
        n if n < 1000 => format!("{n} B"),
        n if n < 1_000_000 => format!("{} kB", n / 1000),
        n => format!("{}.{} MB", n / 1_000_000, n / 100_000 % 10),
    };
    let checked = match shown.checked {
        Some(n) => {
            lang.pick(format!("已读回，{n} 处引文都对"), format!("read back, all {n} quotes are right"))
        }
        None => String::new(),
    };
    html! {
        <>
            if shown.losses.is_empty() {
                <p class="counts">{ lang.pick("这种格式什么都不丢。", "Nothing is lost in this format.") }</p>
            } else {
                <h3>{ lang.pick("这种格式放不下的", "What this format cannot hold") }</h3>
                <ul class="losses">{ for shown.losses.iter().map(loss) }</ul>
            }
            if !shown.parts.is_empty() {
                <p class="counts">{ for shown.parts.iter().map(|(name, n)| html! { <span class="part">{ format!("{name}: {n}") }</span> }) }</p>
            }
            if !shown.leaks.is_empty() {
                <p class="lost" role="alert">{ lang.pick("这些几乎相同的文章分在两边：", "These articles are nearly the same and on two sides:") }</p>
                <ul class="problems">{ for shown.leaks.iter().take(MAX_ITEMS).map(leak) }</ul>
            }
            <pre class="preview" tabindex="0" aria-label={lang.pick("文件的开头", "The first lines of the file")}>{ &shown.preview }</pre>
            <p class="counts">
                <code class="file">{ &shown.name }</code>{ " · " }{ size }
                if shown.names.len() > 1 { { format!(" · {}", shown.names.join(lang.pick("、", ", "))) } }
                if !checked.is_empty() { { " · " }<span class="checked">{ checked }</span> }
            </p>
        </>
    }
}
