//! The one thing that is picked, and the entities of the page.

use std::sync::Arc;

use jianbao_core::annotation::{Evidence, Role, Status};
use jianbao_core::edit::Destination;
use jianbao_core::{AnnotationId, CharOffset, LabelSet};
use jianbao_propose::reasons;
use jianbao_workbench::actions::{Action, Edge, Step, role_key, role_name};
use jianbao_workbench::view::{
    ArticleCard, ArticleDetails, BlockDetails, Details, EntityDetails, EntityGroup, RangeDetails, Warning,
};
use jianbao_workbench::{Lang, Msg};
use web_sys::{HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::cut_popup::both_sides;
use super::entity_list::EntityList;
use super::place_list::PlaceList;
use crate::shared::Shared;
use crate::surface::{circled, hint};

/// What the inspector needs to know.
#[derive(Clone, PartialEq, Properties)]
pub struct InspectorProps {
    /// The language.
    pub lang: Lang,
    /// The labels.
    pub labels: Shared<LabelSet>,
    /// What is picked.
    pub details: Details,
    /// The articles in page order.
    pub cards: Shared<Vec<ArticleCard>>,
    /// The entities by text.
    pub groups: Shared<Vec<EntityGroup>>,
    /// What to look at again.
    pub warnings: Shared<Vec<Warning>>,
    /// The entity that is picked.
    pub picked: Option<AnnotationId>,
    /// Where to send what happens.
    pub send: Callback<Msg>,
}

/// The inspector and, below it, the list of entities.
#[component(Inspector)]
pub fn inspector(props: &InspectorProps) -> Html {
    let lang = props.lang;
    let details = match &props.details {
        Details::Nothing => html! {
            <p class="muted hint">{ lang.pick("点一个标记、一段或一篇文章，这里显示它的来历和判断。", "Click a mark, a block or an article to see where it came from.") }</p>
        },
        Details::Entity(entity) => show_entity(props, entity),
        Details::Block(block) => show_block(props, block),
        Details::Article(article) => show_article(props, article),
    };
    html! {
        <aside class="inspector" aria-label={lang.pick("检查器", "Inspector")}>
            <section class="details">{ details }</section>
            <EntityList {lang} labels={props.labels.clone()} groups={props.groups.clone()} warnings={props.warnings.clone()} picked={props.picked} send={props.send.clone()} />
        </aside>
    }
}

fn act(props: &InspectorProps, action: Action, text: &'static str, class: &'static str) -> Html {
    html! {
        <button {class} onclick={props.send.reform(move |_: MouseEvent| Msg::Act(action))} title={hint(action, props.lang)}>{ text }</button>
    }
}

fn show_entity(props: &InspectorProps, entity: &EntityDetails) -> Html {
    let lang = props.lang;
    let options = props.labels.iter().map(|label| {
        html! { <option value={label.id.to_string()} selected={label.id == entity.label}>{ lang.pick(&label.name_zh, &label.name_en).to_string() }</option> }
    });
    let on_label = props.send.reform(|event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        Msg::Label(jianbao_core::LabelId::new(&select.value()))
    });
    let place = props.labels.position(&entity.label).map(|at| format!("l{at}"));
    html! {
        <>
            <h2>{ lang.pick("实体", "Entity") }</h2>
            <p class={classes!("quote", "m", place, entity.status.id())}>{ &entity.quote }</p>
            <div class="row-of-buttons">
                { act(props, Action::Accept, lang.pick("接受", "Accept"), "primary") }
                { act(props, Action::Reject, lang.pick("拒绝", "Reject"), "") }
                { act(props, Action::Delete, lang.pick("删除", "Delete"), "") }
            </div>
            <dl>
                <dt><label for="entity-label">{ lang.pick("标签", "Label") }</label></dt>
                <dd><select id="entity-label" onchange={on_label}>{ for options }</select></dd>
                { status_rows(lang, entity.status, &entity.author, entity.corrected, &entity.evidence) }
                <dt>{ lang.pick("位置", "Place") }</dt>
                <dd>{ entity_ranges(props, entity) }
                    <span class="edges">
                        { act(props, Action::MoveEdge(Edge::Start, Step::Back), "⇤", "small") }
                        { act(props, Action::MoveEdge(Edge::Start, Step::On), "↦", "small") }
                        { act(props, Action::MoveEdge(Edge::End, Step::Back), "↤", "small") }
                        { act(props, Action::MoveEdge(Edge::End, Step::On), "⇥", "small") }
                    </span>
                </dd>
                if let Some(value) = &entity.value {
                    <dt>{ lang.pick("规范值", "Value") }</dt>
                    <dd>{ &*value.value }{ value.unit.as_ref().map(|unit| format!(" {unit}")) }</dd>
                }
                if let Some(full) = &entity.alias_of {
                    <dt>{ lang.pick("全称", "Full name") }</dt><dd>{ full }</dd>
                }
            </dl>
            if entity.n_places > 0 {
                <PlaceList key={entity.id.0} {lang} labels={props.labels.clone()} entity={entity.clone()} send={props.send.clone()} />
            }
            { note(props, entity.id, entity.note.as_ref()) }
        </>
    }
}

/// The ranges of an entity; where there are several, each with its text and a button that takes it away.
fn entity_ranges(props: &InspectorProps, entity: &EntityDetails) -> Html {
    if entity.ranges.len() == 1 {
        return in_chars(entity.ranges[0].chars);
    }
    let lang = props.lang;
    let id = entity.id;
    let show = |(i, range): (usize, &RangeDetails)| {
        let gone = range.range;
        let tip = lang.pick(format!("去掉“{}”", range.text), format!("Take “{}” away", range.text));
        html! {
            <li>
                <button class="plain" onclick={props.send.reform(move |_: MouseEvent| Msg::GoTo(gone.start()))}>
                    { circled(i + 1) }<span class="quote">{ &range.text }</span>
                </button>
                { in_chars(range.chars) }
                <button class="small" title={tip.clone()} aria-label={tip}
                    onclick={props.send.reform(move |_: MouseEvent| Msg::RemoveRange { id, range: gone })}>{ "×" }</button>
            </li>
        }
    };
    html! { <ul class="ranges">{ for entity.ranges.iter().enumerate().map(show) }</ul> }
}

fn show_block(props: &InspectorProps, block: &BlockDetails) -> Html {
    let lang = props.lang;
    let n = block.ids.len();
    let title = if n == 1 {
        lang.pick("段块", "Block").to_owned()
    } else {
        lang.count(n, "个段块", ["block", "blocks"])
    };
    let options = Role::ALL.into_iter().map(|role| {
        let text = format!("{} ({})", role_name(role, lang), role_key(role).to_ascii_uppercase());
        html! { <option value={role.id()} selected={role == block.role}>{ text }</option> }
    });
    let on_role = props.send.reform(|event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        Msg::SetRole(Role::from_id(&select.value()).unwrap_or(Role::Other))
    });
    let here = block.article.map(|(id, _)| id);
    let articles = props.cards.iter().map(|card| {
        let text = format!("{} {}", card.number, card.title.as_ref().unwrap_or(&card.opening));
        html! { <option value={card.id.0.to_string()} selected={here == Some(card.id)}>{ text }</option> }
    });
    let on_article = props.send.reform(|event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        Msg::MoveTo(match select.value().as_str() {
            "new" => Destination::NewArticle,
            "none" => Destination::Furniture,
            id => id.parse().map_or(Destination::Furniture, |id| Destination::Article(AnnotationId(id))),
        })
    });
    html! {
        <>
            <h2>{ title }</h2>
            <div class="row-of-buttons">
                { act(props, Action::Accept, lang.pick("接受", "Accept"), "primary") }
                { act(props, Action::Cut, lang.pick("在此另起一篇", "Cut here"), "") }
                { act(props, Action::JoinPrevious, lang.pick("并入前一篇", "Join previous"), "") }
                { act(props, Action::ToggleContinues, if block.continues { lang.pick("改为另起段", "New paragraph") } else { lang.pick("改为接上段", "Continues paragraph") }, "") }
            </div>
            <dl>
                <dt><label for="block-role">{ lang.pick("角色", "Role") }</label></dt>
                <dd><select id="block-role" onchange={on_role}>{ for options }</select></dd>
                <dt><label for="block-article">{ lang.pick("文章", "Article") }</label></dt>
                <dd><select id="block-article" onchange={on_article}>
                    <option value="none" selected={here.is_none()}>{ lang.pick("版面元素", "Page furniture") }</option>
                    { for articles }
                    <option value="new">{ lang.pick("新文章", "A new article") }</option>
                </select></dd>
                { status_rows(lang, block.status, &block.author, false, &block.evidence) }
                if let Some(link) = &block.link {
                    <dt>{ lang.pick("与上文", "Link") }</dt>
                    <dd>{ confidence(lang, link) }{ reasons(lang, link) }</dd>
                }
                <dt>{ lang.pick("字数", "Characters") }</dt><dd>{ block.n_chars }</dd>
            </dl>
            if let Some(preview) = &block.cut {
                <h3>{ lang.pick("若在此另起一篇", "If cut here") }</h3>
                { both_sides(lang, preview) }
            }
        </>
    }
}

fn show_article(props: &InspectorProps, article: &ArticleDetails) -> Html {
    let lang = props.lang;
    html! {
        <>
            <h2>{ lang.pick(format!("文章 {}", article.number), format!("Article {}", article.number)) }</h2>
            <p class="quote">{ article.title.clone().unwrap_or_else(|| lang.pick("（无题）", "(untitled)").to_owned()) }</p>
            <div class="row-of-buttons">
                { act(props, Action::Accept, lang.pick("接受整篇", "Accept all of it"), "primary") }
                { act(props, Action::JoinPrevious, lang.pick("并入前一篇", "Join previous"), "") }
                { act(props, Action::Reject, lang.pick("拒绝", "Reject"), "") }
            </div>
            <dl>
                { status_rows(lang, article.status, &article.author, article.corrected, &article.evidence) }
            </dl>
            { parts(props, article) }
            { note(props, article.id, article.note.as_ref()) }
        </>
    }
}

/// The parts in reading order, each with buttons that move it.
fn parts(props: &InspectorProps, article: &ArticleDetails) -> Html {
    let lang = props.lang;
    let (id, n) = (article.id, article.parts.len());
    let button = |part: usize, step: Step, sign: &'static str, name: &'static str, enabled: bool| {
        let onclick = props.send.reform(move |_: MouseEvent| Msg::MovePart { id, part, step });
        html! { <button class="small" {onclick} disabled={!enabled} title={name} aria-label={name}>{ sign }</button> }
    };
    let part = |(i, part): (usize, &RangeDetails)| {
        let at = part.range.start();
        let go = props.send.reform(move |_: MouseEvent| Msg::GoTo(at));
        html! {
            <li>
                <button class="plain" onclick={go} title={lang.pick("跳到这一部分", "Go to this part")}>
                    { circled(i + 1) }{ " " }{ &part.text }{ "… " }{ in_chars(part.chars) }
                </button>
                if n > 1 {
                    { button(i, Step::Back, "↑", lang.pick("前移", "Earlier"), i > 0) }
                    { button(i, Step::On, "↓", lang.pick("后移", "Later"), i + 1 < n) }
                }
            </li>
        }
    };
    html! {
        <>
            <h3>{ lang.pick("各部分，按阅读顺序", "Parts, as they are read") }</h3>
            <ol class="parts">{ for article.parts.iter().enumerate().map(part) }</ol>
        </>
    }
}

fn status_rows(lang: Lang, status: Status, author: &str, corrected: bool, evidence: &Evidence) -> Html {
    let status = match status {
        Status::Proposed => lang.pick("建议", "Proposed"),
        Status::Accepted => lang.pick("已接受", "Accepted"),
        Status::Rejected => lang.pick("已拒绝", "Rejected"),
    };
    let author = match author {
        "person" => lang.pick("你", "you").to_owned(),
        "engine:lines" => lang.pick("按行切分", "line by line").to_owned(),
        "engine:articles" => lang.pick("文章识别", "article detector").to_owned(),
        "engine:entities" => lang.pick("实体识别", "entity detector").to_owned(),
        other => other.to_owned(),
    };
    let corrected = corrected.then(|| lang.pick("，已改动", ", corrected"));
    html! {
        <>
            <dt>{ lang.pick("状态", "Status") }</dt><dd>{ status }</dd>
            <dt>{ lang.pick("来源", "Origin") }</dt><dd>{ author }{ corrected }</dd>
            if evidence.confidence.is_some() || !evidence.reasons.is_empty() {
                <dt>{ lang.pick("依据", "Why") }</dt>
                <dd>{ confidence(lang, evidence) }{ reasons(lang, evidence) }</dd>
            }
        </>
    }
}

fn confidence(lang: Lang, evidence: &Evidence) -> Html {
    let Some(confidence) = evidence.confidence else { return html! {} };
    let percent = (confidence.thousandths() + 5) / 10;
    html! {
        <span class="confidence" title={lang.pick("把握", "Confidence")}>
            <meter min="0" max="1000" low="700" high="900" optimum="1000" value={confidence.thousandths().to_string()}></meter>
            { format!(" {percent}%") }
        </span>
    }
}

/// Reasons in words; one of another version by its id.
fn reasons(lang: Lang, evidence: &Evidence) -> Html {
    let words = |reason: &Arc<str>| {
        reasons::words(reason).map_or_else(|| reason.to_string(), |[zh, en]| lang.pick(zh, en))
    };
    html! { <ul class="reasons">{ for evidence.reasons.iter().map(|reason| html! { <li>{ words(reason) }</li> }) }</ul> }
}

fn in_chars((start, end): (CharOffset, CharOffset)) -> Html {
    html! { <span class="numbers">{ format!("{}–{}", start.0, end.0) }</span> }
}

fn note(props: &InspectorProps, id: AnnotationId, text: Option<&Arc<str>>) -> Html {
    let lang = props.lang;
    // Read when the person leaves the field, never written while they type: writing would destroy a composition.
    let on_change = props.send.reform(move |event: Event| {
        let input: HtmlTextAreaElement = event.target_unchecked_into();
        Msg::Note { id, text: input.value() }
    });
    html! {
        <label class="note" key={format!("note-{}", id.0)}>{ lang.pick("备注", "Note") }
            <textarea rows="2" onchange={on_change} defaultvalue={text.map(ToString::to_string)} />
        </label>
    }
}
