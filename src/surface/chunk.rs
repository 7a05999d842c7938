//! The rows of a chunk as elements.

use std::rc::Rc;
use std::sync::Arc;

use jianbao_core::annotation::{Label, Role, Status};
use jianbao_core::{Document, LabelSet};
use jianbao_workbench::Lang;
use jianbao_workbench::actions::{Action, role_name};
use jianbao_workbench::view::{Band, ChunkKey, ChunkView, Mark, Order, Piece, Row, RowBlock, Seam, Stretch};
use yew::prelude::*;

use super::hint;
use crate::shared::Shared;

/// How many colors articles take turns with.
pub const N_ARTICLE_COLORS: usize = 8;

/// What a chunk needs to know; all of it compares by identity or is small.
#[derive(Clone, PartialEq, Properties)]
pub struct ChunkProps {
    /// Its rows.
    pub view: Shared<ChunkView>,
    /// Whether it is the first on the screen.
    pub is_top: bool,
    /// The document.
    pub document: Document,
    /// The labels.
    pub labels: Shared<LabelSet>,
    /// The language.
    pub lang: Lang,
}

/// A chunk of rows; of it, only the groups whose own rows change are drawn anew.
#[component(Chunk)]
pub fn chunk(props: &ChunkProps) -> Html {
    let class = match props.view.key {
        ChunkKey::Page(_) => classes!("chunk"),
        ChunkKey::Articles { .. } => classes!("chunk", "of-articles", props.is_top.then_some("top")),
        ChunkKey::Furniture { .. } => classes!("chunk", "of-furniture"),
    };
    let title = matches!(props.view.key, ChunkKey::Furniture { begins: true, .. })
        .then(|| props.lang.pick("版面元素：不属于任何文章", "Page furniture: of no article"));
    // By lines: where one is cut in two, the rows below stay in the groups that they were in.
    let group_of = |row: &Row| props.document.index().line_at(row.first().range.start()).idx() / GROUP_LINES;
    let groups = props.view.rows.chunk_by(|a, b| group_of(a) == group_of(b));
    let tips = Rc::new(Tips::new(props.lang));
    let group = |rows: &[Arc<Row>]| {
        html! {
            <Group key={rows[0].first().range.start().0} rows={rows.iter().cloned().map(Shared::new).collect::<Vec<_>>()}
                order={props.view.key.order()} document={props.document.clone()} labels={props.labels.clone()}
                lang={props.lang} tips={Rc::clone(&tips)} />
        }
    };
    html! { <div id={chunk_id(&props.view)} {class} data-title={title}>{ for groups.map(group) }</div> }
}

/// The id of its element: looked up without a walk through the page.
pub(super) fn chunk_id(view: &ChunkView) -> String {
    format!("chunk-{}", view.key.number())
}

/// The rows of so many lines are drawn together: comparing the elements of a row with those before takes longer than
/// asking a group whether any of its rows is another.
const GROUP_LINES: usize = 4;

#[derive(Clone, PartialEq, Properties)]
struct GroupProps {
    rows: Vec<Shared<Row>>,
    order: Order,
    document: Document,
    labels: Shared<LabelSet>,
    lang: Lang,
    tips: Rc<Tips>,
}

/// Some rows of a chunk, without an element around them.
#[component(Group)]
fn group(props: &GroupProps) -> Html {
    props.rows.iter().map(|row| show_row(props, &props.tips, row)).collect()
}

/// Texts that every row needs, put together once for a chunk.
#[derive(PartialEq)]
struct Tips {
    cut: String,
    join: String,
    go: &'static str,
    from: &'static str,
    continues: &'static str,
    part: &'static str,
    broken: &'static str,
}

impl Tips {
    fn new(lang: Lang) -> Self {
        Self {
            cut: hint(Action::Cut, lang),
            join: hint(Action::JoinPrevious, lang),
            go: lang.pick("下文在别处，点击跳转", "Goes on elsewhere: jump there"),
            from: lang.pick("接别处，点击跳转", "Continued from elsewhere: jump there"),
            continues: lang.pick("接上段", "Continues the paragraph"),
            part: lang.pick(
                "版面上另一部分由此开始，点击到版面上看",
                "Another part on the page begins here: show it on the page",
            ),
            broken: lang
                .pick("版面上在此断开，点击到版面上看", "Broken here on the page: show it on the page"),
        }
    }
}

fn show_row(props: &GroupProps, tips: &Tips, row: &Row) -> Html {
    let first = row.first();
    let role = first.block.as_ref().map(|block| block.role);
    let mut class = classes!("row", role.map(role_class));
    if let Some(band) = &row.band {
        class.push(format!("c{}", (band.number - 1) % N_ARTICLE_COLORS));
        class.extend(classes!(
            "banded",
            band.picked.then_some("picked"),
            (band.status == Status::Accepted).then_some("accepted"),
            band.begins_part.map(|_| "begins"),
            matches!(band.begins_part, Some((1, _))).then_some("first"),
            band.ends_part.then_some("ends")
        ));
    } else if first.block.is_some() {
        class.push("furniture");
    }
    let text = if row.stretches.len() == 1 {
        html! { <div class="t" data-s={start_of(first)}>{ text(props, first) }</div> }
    } else {
        html! { <div class="t">{ for row.stretches.iter().map(|stretch| show_stretch(props, tips, stretch)) }</div> }
    };
    // By its place: where a line is cut in two, the rows below stay what they are.
    html! {
        <div key={first.range.start().0} {class}>
            <div class="gutter">{ gutter(props, tips, row) }</div>
            { text }
        </div>
    }
}

fn start_of(stretch: &Stretch) -> String {
    stretch.range.start().0.to_string()
}

fn text(props: &GroupProps, stretch: &Stretch) -> Html {
    stretch.pieces.iter().map(|piece| show_piece(props, piece)).collect()
}

/// A stretch of a row that has several, with what stands before it.
fn show_stretch(props: &GroupProps, tips: &Tips, stretch: &Stretch) -> Html {
    html! {
        <>
            { for stretch.seam.map(|seam| show_seam(tips, seam, start_of(stretch))) }
            <span class="s" data-s={start_of(stretch)}>{ text(props, stretch) }</span>
        </>
    }
}

/// Where the page breaks a paragraph. Without any text, so that the paragraph can be copied and found as it reads.
fn show_seam(tips: &Tips, seam: Seam, at: String) -> Html {
    let class = classes!("seam", seam.part.map(|_| "part"), seam.spaced.then_some("spaced"));
    let tip = if seam.part.is_some() { tips.part } else { tips.broken };
    html! {
        <span {class} role="button" data-act="page" data-at={at} data-n={seam.part.map(circled)} title={tip}
            aria-label={tip}></span>
    }
}

fn gutter(props: &GroupProps, tips: &Tips, row: &Row) -> Html {
    let first = row.first();
    let Some(block) = &first.block else { return html! {} };
    let at = first.range.start();
    html! {
        <>
            { edge_button(tips, block) }
            { for row.band.iter().map(|band| number_badge(tips, props.order, band, at.0)) }
            { role_tag(props.lang, tips, block, at.0) }
        </>
    }
}

/// Between a block and the one above it: cut where they are in one article, join where one begins.
fn edge_button(tips: &Tips, block: &RowBlock) -> Html {
    let (act, tip, sign) = if block.can_cut {
        ("cut", tips.cut.clone(), "✂")
    } else if block.can_join {
        ("join", tips.join.clone(), "⤒")
    } else {
        return html! {};
    };
    html! {
        <button class="edge" data-act={act} data-b={block.id.0.to_string()} data-sign={sign} title={tip.clone()}
            aria-label={tip} tabindex="-1"></button>
    }
}

fn number_badge(tips: &Tips, order: Order, band: &Band, at: u32) -> Html {
    let part = |(i, of): (usize, usize)| if of > 1 { circled(i) } else { String::new() };
    let jump = |class: &'static str, tip: &'static str, at: u32, sign: &'static str| {
        html! {
            <button class={classes!("jump", class)} data-act="go" data-at={at.to_string()} title={tip} aria-label={tip}
                tabindex="-1">{ sign }</button>
        }
    };
    let badge = match band.begins_part {
        // Article order has the parts of an article together: a later one leads to its place on the page.
        Some((i, _)) if order == Order::Article && i > 1 => html! {
            <button class="number part" data-act="page" data-at={at.to_string()} title={tips.part} tabindex="-1">
                { circled(i) }
            </button>
        },
        Some(begins) => html! {
            <button class="number" data-act="article" data-a={band.article.0.to_string()} tabindex="-1">
                { band.number }{ part(begins) }
            </button>
        },
        None => html! {},
    };
    if order == Order::Article {
        return badge;
    }
    html! {
        <>
            { badge }
            { for band.comes_from.map(|at| jump("from", tips.from, at.0, "↑")) }
            { for band.goes_on_at.map(|at| jump("on", tips.go, at.0, "↓")) }
        </>
    }
}

fn role_tag(lang: Lang, tips: &Tips, block: &RowBlock, at: u32) -> Html {
    // Running text is what most blocks are: it gets no tag, unless it goes on with the paragraph above.
    let text = match (block.role, block.continues) {
        (Role::Body, true) => "⤷",
        (Role::Body, false) if !block.doubtful => "",
        (role, _) => role_name(role, lang),
    };
    let class = classes!(
        "role",
        (block.status == Status::Proposed).then_some("proposed"),
        block.doubtful.then_some("doubtful"),
    );
    let title = if block.continues {
        format!("{} · {}", role_name(block.role, lang), tips.continues)
    } else {
        role_name(block.role, lang).to_owned()
    };
    html! {
        <button {class} data-act="block" data-at={at.to_string()} {title} tabindex="-1">{ text }</button>
    }
}

fn show_piece(props: &GroupProps, piece: &Piece) -> Html {
    let text = props.document.slice(piece.range).to_owned();
    let inner = match piece.inline {
        Some(role) => {
            html! { <span class={classes!("inline", role_class(role))} title={role_name(role, props.lang)}>{ text }</span> }
        }
        None => html! { { text } },
    };
    // The innermost mark is next to the text.
    piece.marks.iter().rev().fold(inner, |inner, mark| show_mark(props, mark, inner))
}

fn show_mark(props: &GroupProps, mark: &Mark, inner: Html) -> Html {
    let label = mark.label.and_then(|at| props.labels.iter().nth(at));
    let class = classes!(
        "m",
        mark.label.map(|at| format!("l{at}")),
        status_class(mark.status),
        format!("v{}", mark.level.min(5)),
        mark.doubtful.then_some("doubtful"),
        mark.begins.then_some("begins"),
        mark.ends.then_some("ends"),
        mark.picked.then_some("picked"),
        mark.part.map(|_| "part"),
    );
    let part = mark.part.map(|(part, _)| circled(part)).unwrap_or_default();
    let tag = label.filter(|_| mark.begins).map(|label| short_name(&props.labels, label, props.lang) + &part);
    html! { <span {class} data-m={mark.id.0.to_string()} data-tag={tag}>{ inner }</span> }
}

/// A label in one or a few letters that no other label of the set has, so that marks can be told without colors.
fn short_name(labels: &LabelSet, label: &Label, lang: Lang) -> String {
    let name = |label: &Label| match lang {
        Lang::Zh => label.name_zh.to_string(),
        Lang::En => label.id.as_str().to_ascii_lowercase(),
    };
    let own: Vec<char> = name(label).chars().collect();
    let least = lang.pick(1, 3);
    let is_unique = |n: usize| {
        let start: String = own[..n].iter().collect();
        labels.iter().filter(|other| other.id != label.id).all(|other| {
            let other = name(other);
            // What is no longer than the start shows all of itself, and so differs.
            !other.starts_with(&start) || n == own.len()
        })
    };
    let n = (least..own.len()).find(|&n| is_unique(n)).unwrap_or(own.len());
    own[..n].iter().collect()
}

fn status_class(status: Status) -> &'static str {
    status.id()
}

fn role_class(role: Role) -> &'static str {
    role.id()
}

/// ① to ⑳, as parts of an article are numbered.
pub fn circled(number: usize) -> String {
    let sign =
        u32::try_from(number).ok().filter(|n| (1..=20).contains(n)).and_then(|n| char::from_u32(0x245f + n));
    sign.map_or_else(|| format!("({number})"), String::from)
}
